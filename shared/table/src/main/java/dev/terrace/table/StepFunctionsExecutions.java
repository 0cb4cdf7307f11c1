package dev.terrace.table;

import dev.terrace.aws.AwsProblems;
import java.util.Set;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

/** Asks Step Functions; needs {@code states:DescribeExecution} on the executions that hold locks. */
public record StepFunctionsExecutions(SfnClient sfn) implements Executions {
    private static final Set<String> FOREIGN = Set.of("InvalidArn", "ValidationException");

    @Override
    public State state(String executionArn) {
        try {
            var execution = sfn.describeExecution(request -> request.executionArn(executionArn));
            // Pending redrive has no end yet and will run on.
            return execution.stopDate() == null ? new Running() : new Stopped(execution.stopDate());
        } catch (ExecutionDoesNotExistException | StateMachineDoesNotExistException _) {
            return new Unknown();
        } catch (SfnException e) {
            if (AwsProblems.denied(e) || FOREIGN.stream().anyMatch(code -> AwsProblems.says(e, code))) {
                return new Foreign();
            }
            throw e;
        }
    }
}
