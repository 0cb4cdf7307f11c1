package dev.terrace.aws;

import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.report.Reports;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a state machine caught. A person gets what was said, and where to look: an id and the name of a log; a stack trace is for the
 * log.
 *
 * @param error its name: ours, AWS's, or a Java class's; where none was told, Step Functions' own for whatever fails
 * @param cause a sentence, or the JSON that Lambda or Step Functions make of what failed; may be null
 */
public record Caught(String error, String cause) {
    private static final String UNNAMED = "States.TaskFailed";
    private static final Pattern REQUEST = Pattern.compile("RequestId: (\\S+?)(?: Error: |\\s|$)");

    /** What Lambda says of a function that did not come to its end, and what that means. */
    private static final Map<String, String> CRASHES = Map.of(
            "Runtime.ExitError", "ended before it had answered",
            "Runtime.Unknown", "ended before it had answered",
            "Lambda.Unknown", "ended before it had answered",
            "Lambda.TooManyRequestsException",
                    "could not be started, since the account runs as many functions as it may",
            "Runtime.OutOfMemory", "needed more memory than it has",
            "Sandbox.Timedout", "needed more time than it has");

    public Caught {
        error = error == null ? UNNAMED : error;
    }

    /** The cause as JSON; a missing node when it is plain text, or there is none. */
    public JsonNode json() {
        if (cause != null && cause.startsWith("{")) {
            try {
                return Reports.tree(cause);
            } catch (JacksonException _) {
                // plain text that begins with a brace
            }
        }
        return Reports.MAPPER.missingNode();
    }

    /**
     * What is wrong when it is a function that failed, as the Lambda service reports it; empty when it is anything else.
     *
     * @param whose whose function it is: {@code the layer network}
     * @param again what to do when Lambda ended it
     */
    public Optional<Problem> ofFunction(String whose, String again, String logGroup) {
        var reported = json();
        if (reported.hasNonNull("errorMessage")) {
            return Optional.of(problem(
                    reported.path("errorType").asString(error),
                    text(reported.path("errorMessage")),
                    whose,
                    again,
                    logGroup));
        }
        return CRASHES.containsKey(error)
                ? Optional.of(problem(error, cause == null ? "" : cause, whose, again, logGroup))
                : Optional.empty();
    }

    private static Problem problem(String type, String message, String whose, String again, String logGroup) {
        var crash = message.contains("signal: killed") ? CRASHES.get("Runtime.OutOfMemory") : CRASHES.get(type);
        if (crash == null) {
            // An exception of ours is a sentence already.
            return new Problem(type.substring(type.lastIndexOf('.') + 1), Category.INTERNAL, "", message, "");
        }
        var request = REQUEST.matcher(message);
        return new Problem(
                type,
                Category.INTERNAL,
                "",
                "The function of " + whose + " " + crash + ", again and again.",
                again + " If it stays so, the log group " + logGroup + " says more"
                        + (request.find() ? ", at the request " + request.group(1) + "." : "."));
    }

    /** What is no text is told as it stands there. */
    public static String text(JsonNode value) {
        return value.asString(value.toString());
    }
}
