package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;

/** Where Terrace's parts are: the outputs of its CloudFormation stack. State machines are ARNs, the others names. */
public record Stack(
        String name, String blueprintBucket, String run, String release, String layer, String statusFunction) {

    private static final List<String> OUTPUTS =
            List.of("BlueprintBucket", "RunStateMachine", "ReleaseStateMachine", "LayerStateMachine", "StatusFunction");

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

    /**
     * Empty when there is no such stack.
     *
     * @throws ProblemException when it is not Terrace's
     */
    public static Optional<Stack> find(Account account, String name) {
        try {
            var stack = account.cloudFormation()
                    .describeStacks(request -> request.stackName(name))
                    .stacks()
                    .getFirst();
            var outputs = stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
            return Optional.of(of(name, outputs));
        } catch (CloudFormationException e) {
            if (e.statusCode() == 400 && String.valueOf(e.getMessage()).contains("does not exist")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** From the outputs of the CloudFormation stack. */
    static Stack of(String name, Map<String, String> outputs) {
        var missing =
                OUTPUTS.stream().filter(output -> !outputs.containsKey(output)).toList();
        if (!missing.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "NotTerrace",
                    "",
                    "The stack `" + name + "` is not Terrace's, or not completely installed: it has no output "
                            + missing.getFirst() + ".",
                    "Name Terrace's stack with --stack."));
        }
        return new Stack(
                name,
                outputs.get("BlueprintBucket"),
                outputs.get("RunStateMachine"),
                outputs.get("ReleaseStateMachine"),
                outputs.get("LayerStateMachine"),
                outputs.get("StatusFunction"));
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
