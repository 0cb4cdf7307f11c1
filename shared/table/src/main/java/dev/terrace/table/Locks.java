package dev.terrace.table;

import java.time.Instant;

/**
 * One lock per platform: whoever changes the platform (a run, a release) holds it meanwhile. A holder is the ARN of
 * a Step Functions execution. What to do about a holder that died is the matter of {@link FencedLocks}.
 */
public interface Locks {

    /**
     * Takes the lock if it is free. Taking it again is no error: a call that was retried must not lock itself out.
     *
     * @param purpose what the lock is taken for, as others shall read it, e.g. {@code "release of backend 2.0.0"}
     */
    Attempt acquire(String platform, String holder, String purpose);

    /**
     * Frees the lock if {@code holder} has it.
     *
     * @return false when it was free already or is somebody else's; nothing was changed then
     */
    boolean release(String platform, String holder);

    /**
     * Hands the lock from one holder to another, if the first still has it.
     *
     * @return whether {@code to} has it now
     */
    boolean takeOver(String platform, String from, String to, String purpose);

    /** Where the lock of a platform is, as a person would look for it. */
    String location(String platform);

    /** How an attempt to take the lock ended. */
    sealed interface Attempt {}

    /** The lock is the caller's. */
    record Acquired() implements Attempt {}

    /**
     * The lock is somebody else's.
     *
     * @param by the holder
     * @param since when it was taken
     * @param purpose what it was taken for
     * @param freeAt when it can be taken although nobody frees it, since the holder has ended; null while the holder runs, and
     *     where nobody asked
     */
    record Held(String by, Instant since, String purpose, Instant freeAt) implements Attempt {
        public Held(String by, Instant since, String purpose) {
            this(by, since, purpose, null);
        }

        Held until(Instant time) {
            return new Held(by, since, purpose, time);
        }
    }
}
