package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;

/** Where Terrace's parts are: the outputs of its CloudFormation stack. State machines are ARNs, the others names. */
public record Stack(
        String name,
        String blueprintBucket,
        String run,
        String release,
        String layer,
        String statusFunction) {

    /** @throws ProblemException when Terrace is not installed there */
    public static Stack of(Account account, String name) {
        try {
            var stack = account.cloudFormation()
                    .describeStacks(request -> request.stackName(name))
                    .stacks()
                    .getFirst();
            var outputs = stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
            return new Stack(
                    name,
                    outputs.get("BlueprintBucket"),
                    outputs.get("RunStateMachine"),
                    outputs.get("ReleaseStateMachine"),
                    outputs.get("LayerStateMachine"),
                    outputs.get("StatusFunction"));
        } catch (CloudFormationException e) {
            if (e.statusCode() == 400 && String.valueOf(e.getMessage()).contains("does not exist")) {
                throw new ProblemException(
                        Problem.user(
                                "NotInstalled",
                                "",
                                "Terrace is not installed here: there is no stack `" + name + "`.",
                                account.isLocal()
                                        ? "Type `./terrace up <blueprint>`."
                                        : "Install it with `mvn package` and `sam deploy --guided`, or name another stack with --stack."));
            }
            throw e;
        }
    }
}
