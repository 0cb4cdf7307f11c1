package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;

/** Where Terrace's parts are: the outputs of its CloudFormation stack. State machines are ARNs, the others names. */
public record Stack(
        String name, String blueprintBucket, String run, String release, String layer, String statusFunction) {

    /** @throws ProblemException when Terrace is not installed there */
    public static Stack of(Account account, String name) {
        return find(account, name)
                .orElseThrow(
                        () -> new ProblemException(
                                Problem.user(
                                        "NotInstalled",
                                        "",
                                        "Terrace is not installed in %s: there is no stack `%s`."
                                                .formatted(account.region(), name),
                                        account.isLocal()
                                                ? "Type `./terrace up <blueprint>`."
                                                : "Install it with `mvn package` and `sam deploy --guided`, or name another stack with --stack.")));
    }

    /** Empty when Terrace is not installed there. */
    public static Optional<Stack> find(Account account, String name) {
        try {
            var stack = account.cloudFormation()
                    .describeStacks(request -> request.stackName(name))
                    .stacks()
                    .getFirst();
            var outputs = stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
            return Optional.of(new Stack(
                    name,
                    outputs.get("BlueprintBucket"),
                    outputs.get("RunStateMachine"),
                    outputs.get("ReleaseStateMachine"),
                    outputs.get("LayerStateMachine"),
                    outputs.get("StatusFunction")));
        } catch (CloudFormationException e) {
            if (e.statusCode() == 400 && String.valueOf(e.getMessage()).contains("does not exist")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether a platform was applied with this installation: its blueprint is there. */
    public boolean knows(Account account, String platform) {
        var key = platform + ".yaml";
        return account
                .s3()
                .listObjectsV2(request -> request.bucket(blueprintBucket).prefix(key))
                .contents()
                .stream()
                .anyMatch(object -> object.key().equals(key));
    }
}
