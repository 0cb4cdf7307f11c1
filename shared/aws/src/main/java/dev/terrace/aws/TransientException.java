package dev.terrace.aws;

/** What a function throws when calling it again may go well: the state machines try again after it, by its name. */
public final class TransientException extends RuntimeException {
    TransientException(String message, Throwable cause) {
        super(message, cause);
    }
}
