package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;

/** Where Terrace's parts are: the outputs of its CloudFormation stack. State machines are ARNs, the others names. */
public final class Stack {
    private final String name;
    private final Map<String, String> outputs;

    private Stack(String name, Map<String, String> outputs) {
        this.name = name;
        this.outputs = outputs;
    }

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

    /** From the outputs of the CloudFormation stack: Terrace's has a bucket and runs at least. */
    static Stack of(String name, Map<String, String> outputs) {
        var stack = new Stack(name, outputs);
        stack.blueprintBucket();
        stack.run();
        return stack;
    }

    public String name() {
        return name;
    }

    public String blueprintBucket() {
        return output("BlueprintBucket");
    }

    public String run() {
        return output("RunStateMachine");
    }

    public String release() {
        return output("ReleaseStateMachine");
    }

    public String layer() {
        return output("LayerStateMachine");
    }

    public String statusFunction() {
        return output("StatusFunction");
    }

    /** Asked for where it is used: an older installation may lack what other commands need. */
    private String output(String key) {
        var value = outputs.get(key);
        if (value == null) {
            throw new ProblemException(Problem.user(
                    "NotTerrace",
                    "",
                    "The stack `" + name
                            + "` is not Terrace's, or not completely installed, or an older version of it: it has no output "
                            + key + ".",
                    "Name Terrace's stack with --stack, or install this version with `mvn package` and `sam deploy`."));
        }
        return value;
    }

    /** Whether a platform was applied with this installation: its blueprint is there. */
    public boolean knows(Account account, String platform) {
        var key = platform + ".yaml";
        return account
                .s3()
                .listObjectsV2(request -> request.bucket(blueprintBucket()).prefix(key))
                .contents()
                .stream()
                .anyMatch(object -> object.key().equals(key));
    }
}
