package dev.terrace.engine;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for what runs on another thread, and throws what that has thrown. */
public final class Futures {
    private Futures() {}

    /** @throws RuntimeException what the other thread has thrown */
    public static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
