package dev.terrace.cli.cloud;

import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What all executions have in common. */
final class Executions {
    private Executions() {}

    static boolean ended(DescribeExecutionResponse execution) {
        return execution.status() != ExecutionStatus.RUNNING && execution.status() != ExecutionStatus.PENDING_REDRIVE;
    }

    static void sleep(java.time.Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while following an execution", e);
        }
    }
}
