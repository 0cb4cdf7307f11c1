package dev.terrace.release;

import dev.terrace.table.Release;
import java.time.Clock;
import java.time.Duration;

/** Looks at the rollout once, and ends it when all is up; who waits is the state machine. */
final class Check {
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** Kubernetes notices that a rollout stands still, by its deadline; but not when someone has paused it. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Workloads workloads;
    private final Clock clock;

    Check(Workloads workloads, Clock clock) {
        this.workloads = workloads;
        this.clock = clock;
    }

    Answer run(Request.Check request) {
        var release = request.release();
        var rollout = workloads.rollout(release);
        return switch (rollout.state()) {
            case COMPLETE -> {
                workloads.schedule(release);
                yield new Answer.Done();
            }
            case FAILED -> failed(release, "RolloutFailed", "did not come up: " + rollout.reason() + ".");
            case PROGRESSING ->
                clock.instant().isBefore(request.deployed().plus(LONGEST))
                        ? new Answer.Pending(AGAIN.toSeconds(), rollout.ready(), rollout.wanted(), rollout.reason())
                        : failed(
                                release,
                                "RolloutTimedOut",
                                "is not up after %d minutes: %s.".formatted(LONGEST.toMinutes(), rollout.reason()));
        };
    }

    private Answer failed(Release release, String code, String what) {
        return new Answer.Failed(
                code,
                "%s %s %s %s"
                        .formatted(release.component(), release.image().version(), what, workloads.left(release))
                        .strip());
    }
}
