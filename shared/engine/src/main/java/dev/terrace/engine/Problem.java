package dev.terrace.engine;

/**
 * Why something could not be done, told to a person.
 *
 * @param code a stable word for scripts, e.g. {@code ReplacementRefused} or AWS's own error code
 * @param resource {@code layer/name}, or empty when it is about no single resource
 * @param message what was tried and what was said, in one sentence
 * @param remedy what to do next; may be empty
 */
public record Problem(String code, Category category, String resource, String message, String remedy) {

    public enum Category {
        /** The user can mend it. */
        USER,
        /** It may go by itself. */
        RETRYABLE,
        /** It is a fault of Terrace, or not known. */
        INTERNAL
    }

    /** Step Functions, by which problems are handed on, takes no cause of more than 32,768 characters. */
    private static final int LONGEST_MESSAGE = 16_000;

    public Problem {
        message = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }

    public static Problem user(String code, String resource, String message, String remedy) {
        return new Problem(code, Category.USER, resource, message, remedy);
    }

    public Problem about(String address) {
        return resource.isEmpty() ? new Problem(code, category, address, message, remedy) : this;
    }

    public boolean retryable() {
        return category == Category.RETRYABLE;
    }

    /** The problem as one line: place, sentence, remedy. */
    public String sentence() {
        return (resource.isEmpty() ? "" : resource + ": ") + message + (remedy.isEmpty() ? "" : " " + remedy);
    }
}
