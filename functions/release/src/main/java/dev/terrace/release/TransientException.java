package dev.terrace.release;

/** What went wrong may go by itself: the state machine calls the same step again. */
final class TransientException extends RuntimeException {
    TransientException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
