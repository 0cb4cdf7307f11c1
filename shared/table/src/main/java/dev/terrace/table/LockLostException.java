package dev.terrace.table;

/** An execution wanted to record something under a lock that it does not hold. */
public final class LockLostException extends RuntimeException {
    public LockLostException(String platform, String holder) {
        super("%s does not hold the lock of the platform %s any more; another execution has taken it over"
                .formatted(holder, platform));
    }
}
