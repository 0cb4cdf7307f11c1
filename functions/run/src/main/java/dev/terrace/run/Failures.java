package dev.terrace.run;

import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.run.RunRequest.Failure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a sentence of what a state machine caught: the cause is often JSON within JSON. */
final class Failures {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Failures() {}

    static Problem problem(Failure failure) {
        var cause = json(failure.cause());
        if (cause == null) {
            return problem(failure.error(), failure.cause() == null ? "" : failure.cause());
        }
        // A layer's execution, as startExecution.sync reports it; its Error and Cause are the layer's own.
        if (cause.hasNonNull("Cause")) {
            return problem(new Failure(
                    cause.path("Error").asString(failure.error()),
                    cause.path("Cause").asString()));
        }
        // A function, as the Lambda service reports it.
        if (cause.hasNonNull("errorMessage")) {
            return problem(
                    cause.path("errorType").asString(failure.error()),
                    cause.path("errorMessage").asString());
        }
        // An execution that was aborted, or ran out of time.
        if (cause.hasNonNull("Status")) {
            return problem(
                    failure.error(),
                    "The execution " + cause.path("Name").asString("") + " ended as "
                            + cause.path("Status").asString() + ".");
        }
        return problem(failure.error(), failure.cause());
    }

    private static Problem problem(String code, String message) {
        return new Problem(code, Category.INTERNAL, "", message, "");
    }

    private static JsonNode json(String text) {
        if (text == null || !text.startsWith("{")) {
            return null;
        }
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException _) {
            return null;
        }
    }
}
