package dev.terrace.table;

import dev.terrace.aws.Aws;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.table.Locks.Acquired;
import dev.terrace.table.Locks.Attempt;
import dev.terrace.table.Locks.Held;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Locks that survive the death of their holder.
 *
 * <p>A lock has no lease: an apply may take an hour, and a lease that runs out under a living holder is worse than none.
 * Instead, Step Functions knows for certain whether the holder lives. An execution that was aborted, or that timed out, frees
 * nothing; its lock may be taken over. But a function that it called may still be at work then: aborting an execution does not stop
 * the function. So a lock is taken over no sooner than the longest time that any function may take after the execution stopped.
 * That is the fence: nothing done on the old holder's behalf overlaps with what the new one does. It rests on Step Functions stopping
 * the executions of layers with that of their run, which it promises to attempt
 * (<a href="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html">run a job</a>).
 */
public final class FencedLocks {
    private static final Duration LAMBDAS_LONGEST = Duration.ofMinutes(15);

    private final Locks locks;
    private final Executions executions;
    private final Duration fence;
    private final Clock clock;

    /** @param fence the longest timeout of all functions that work under the lock; Lambda allows 15 minutes at most */
    public FencedLocks(Locks locks, Executions executions, Duration fence, Clock clock) {
        this.locks = locks;
        this.executions = executions;
        this.fence = fence;
        this.clock = clock;
    }

    /**
     * The table's locks, with holders looked up in Step Functions. The environment variable {@code LOCK_FENCE_SECONDS} is the
     * fence; without it, it is the longest that Lambda allows.
     */
    public static FencedLocks fromEnvironment(Aws aws, Table table) {
        var executions = new StepFunctionsExecutions(aws.client(SfnClient.builder()));
        var seconds = System.getenv("LOCK_FENCE_SECONDS");
        var fence = seconds == null ? LAMBDAS_LONGEST : Duration.ofSeconds(Long.parseLong(seconds));
        return new FencedLocks(table.locks(), executions, fence, table.clock());
    }

    /** As {@link Locks#acquire}, and takes over from a holder that is dead for long enough; of one that is dead, says when that will be. */
    public Attempt acquire(String platform, String holder, String purpose) {
        return switch (locks.acquire(platform, holder, purpose)) {
            case Acquired acquired -> acquired;
            case Held held -> takeOver(platform, held.until(freeAt(platform, held)), holder, purpose);
        };
    }

    private Attempt takeOver(String platform, Held held, String holder, String purpose) {
        if (held.freeAt() == null || clock.instant().isBefore(held.freeAt())) {
            return held;
        }
        var tookOver = locks.takeOver(platform, held.by(), holder, purpose);
        // Somebody else was quicker, and is told now.
        return tookOver ? new Acquired() : locks.acquire(platform, holder, purpose);
    }

    /** As {@link Locks#release}. */
    public boolean release(String platform, String holder) {
        return locks.release(platform, holder);
    }

    /** When nothing that was done on the holder's behalf can be at work any more; null while the holder runs. */
    private Instant freeAt(String platform, Held held) {
        return switch (executions.state(held.by())) {
            case Executions.Running _ -> null;
            case Executions.Stopped(Instant at) -> at.plus(fence);
            // Step Functions' answer is eventually consistent: an execution that has just begun may not be known yet.
            case Executions.Unknown _ -> since(held).plus(fence);
            case Executions.Foreign _ ->
                throw new ProblemException(Problem.user(
                        "LockDamaged",
                        "",
                        "The platform %s is locked by \"%s\", which is no execution of this installation of Terrace."
                                .formatted(platform, held.by()),
                        "If nothing works on the platform, delete %s.".formatted(locks.location(platform))));
        };
    }

    /** No clock is wrong by more than the fence: a time beyond that was not written by us, and says nothing. */
    private Instant since(Held held) {
        return held.since().isAfter(clock.instant().plus(fence)) ? Instant.EPOCH : held.since();
    }
}
