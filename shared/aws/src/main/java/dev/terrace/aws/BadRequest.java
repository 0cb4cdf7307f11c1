package dev.terrace.aws;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** A request that a function does not understand. What stands in it is not told back: it may be anything, and of any length. */
public final class BadRequest {
    /** What is longest of all that is asked about: a key in S3. */
    private static final int LONGEST = 1024;

    private BadRequest() {}

    /**
     * A value that a request must have, for the constructors of requests.
     *
     * @throws ProblemException when it is missing, blank, or longer than the name of anything
     */
    public static <T> T required(String name, T value) {
        if (value == null || value instanceof String text && text.isBlank()) {
            throw new ProblemException(problem("it has no `" + name + "`"));
        }
        if (value instanceof String text && text.length() > LONGEST) {
            throw new ProblemException(
                    problem("its `%s` has %d characters, which no name has".formatted(name, text.length())));
        }
        return value;
    }

    /** The request itself, which JSON may say is null. */
    static <T> T required(T request) {
        if (request == null) {
            throw new ProblemException(problem("it is not of its form"));
        }
        return request;
    }

    /** The problem with what could not be read. */
    static Problem of(JacksonException unreadable) {
        if (unreadable.getCause() instanceof ProblemException refused) {
            return refused.problem();
        }
        var path = unreadable.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return problem(
                path.isEmpty() ? "it is not of its form" : "its `%s` is not of its form".formatted(path.substring(1)));
    }

    private static Problem problem(String why) {
        return Problem.user("BadRequest", "", "The request is not understood: " + why + ".", "");
    }
}
