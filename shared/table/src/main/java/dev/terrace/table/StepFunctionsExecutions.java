package dev.terrace.table;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

/** Asks Step Functions; needs {@code states:DescribeExecution} on the executions that hold locks. */
public record StepFunctionsExecutions(SfnClient sfn) implements Executions {
    @Override
    public State state(String executionArn) {
        try {
            var execution = sfn.describeExecution(request -> request.executionArn(executionArn));
            // Pending redrive has no end yet and will run on.
            return execution.stopDate() == null ? new Running() : new Stopped(execution.stopDate());
        } catch (ExecutionDoesNotExistException | StateMachineDoesNotExistException _) {
            return new Unknown();
        }
    }
}
