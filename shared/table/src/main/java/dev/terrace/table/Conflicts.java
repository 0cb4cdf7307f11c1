package dev.terrace.table;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Tries again what met another transaction on the same item: DynamoDB refuses one of the two at once, and the SDK leaves it at
 * that. Whoever waits for a lock asks for it again and again, so the holder's transactions do meet such requests.
 */
final class Conflicts {
    private static final int ATTEMPTS = 6;

    private Conflicts() {}

    static <T> T retried(Supplier<T> call) {
        for (var attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (TransactionConflictException | TransactionCanceledException e) {
                if (attempt == ATTEMPTS || !isConflict(e)) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private static boolean isConflict(RuntimeException e) {
        return !(e instanceof TransactionCanceledException cancelled)
                || cancelled.cancellationReasons().stream()
                        .anyMatch(reason -> "TransactionConflict".equals(reason.code()));
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(20L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted between two attempts at DynamoDB", e);
        }
    }
}
