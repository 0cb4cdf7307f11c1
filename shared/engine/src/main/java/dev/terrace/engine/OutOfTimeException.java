package dev.terrace.engine;

/**
 * Thrown in the place of a call that is not begun any more because the {@link Deadline} has passed. Every verb can be interrupted
 * between two of its calls, as it can by a crash: the next walk goes on from what is there.
 */
public final class OutOfTimeException extends RuntimeException {
    public OutOfTimeException() {
        super("out of time", null, false, false);
    }
}
