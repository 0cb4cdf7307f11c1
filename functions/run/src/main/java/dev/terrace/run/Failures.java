package dev.terrace.run;

import dev.terrace.aws.Caught;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.run.RunRequest.Failure;
import dev.terrace.run.RunRequest.HeldUp;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Makes sentences of what a state machine caught. The cause is often JSON within JSON: a layer's execution, in which a function
 * failed.
 *
 * @param logGroups the name of the functions' log groups, without a function's own: {@code /aws/lambda/terrace-}
 */
record Failures(String logGroups) {
    private static final String AGAIN = "Start the run again: it goes on from what is there.";

    private static final Set<String> STOPPED = Set.of("ABORTED", "TIMED_OUT");

    /** @param heldUp what had no turn because of the failures */
    Problem problem(List<Failure> failures, List<HeldUp> heldUp) {
        var problems = failures.stream().map(this::problem).toList();
        if (problems.size() == 1 && heldUp.isEmpty()) {
            return problems.getFirst();
        }
        var sentences = Stream.concat(problems.stream().map(Problem::sentence), sentences(failures, heldUp));
        return new Problem(
                problems.getFirst().code(),
                Category.INTERNAL,
                "",
                sentences.distinct().collect(Collectors.joining("\n")),
                "");
    }

    /** A sentence for all that is held up in a direction by the same layers. */
    private static Stream<String> sentences(List<Failure> failures, List<HeldUp> heldUp) {
        var failed = failures.stream()
                .filter(failure -> failure.layer() != null)
                .map(failure -> LayerName.of(failure.layer()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(LayerName.class)));
        var groups = new LinkedHashMap<String, List<String>>();
        for (var layer : heldUp) {
            var why = failed.stream()
                    .filter(Course.before(layer.layer(), layer.direction())::contains)
                    .map(LayerName::toString)
                    .collect(Collectors.joining(", "));
            var sentence = layer.direction() == Direction.FORWARDS
                    ? "Not gone through, since " + why + " failed: "
                    : "What is no longer wanted stays for now, since " + why + " failed, in: ";
            groups.computeIfAbsent(sentence, _ -> new ArrayList<>())
                    .add(layer.layer().toString());
        }
        return groups.entrySet().stream().map(group -> group.getKey() + String.join(", ", group.getValue()) + ".");
    }

    private Problem problem(Failure failure) {
        var caught = new Caught(failure.error(), failure.cause());
        var cause = caught.json();
        // A layer's execution, as startExecution.sync reports it; its Error and Cause are the layer's own.
        if (cause.hasNonNull("Cause")) {
            return problem(new Failure(
                    failure.layer(), cause.path("Error").asString(failure.error()), Caught.text(cause.path("Cause"))));
        }
        return caught.ofFunction(whose(failure, "the run"), AGAIN, logGroup(failure))
                .orElseGet(() -> ofExecution(failure, caught.error(), cause));
    }

    private static Problem ofExecution(Failure failure, String error, JsonNode cause) {
        // It was aborted, or ran out of time.
        if (cause.hasNonNull("Status")) {
            return internal(
                    error,
                    "The execution " + cause.path("Name").asString("") + " ended as "
                            + cause.path("Status").asString("") + ".",
                    AGAIN);
        }
        return failure.cause() == null || failure.cause().isBlank()
                ? internal(
                        error,
                        "Step Functions ended " + whose(failure, "the execution") + " with " + error + ".",
                        "The execution's history says more.")
                : internal(error, failure.cause(), "");
    }

    /** Whether what failed is an execution that was stopped or ran out of time, and did not wait for its function. */
    static boolean mayBeAtWork(Failure failure) {
        var cause = new Caught(failure.error(), failure.cause()).json();
        return STOPPED.contains(cause.path("Status").asString(""));
    }

    private String logGroup(Failure failure) {
        return logGroups + (failure.layer() == null ? "run" : "layer-" + failure.layer());
    }

    private static String whose(Failure failure, String otherwise) {
        return failure.layer() == null ? otherwise : "the layer " + failure.layer();
    }

    private static Problem internal(String code, String message, String remedy) {
        return new Problem(code, Category.INTERNAL, "", message, remedy);
    }
}
