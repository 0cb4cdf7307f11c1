package dev.terrace.cli;

import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.report.RunReport;
import dev.terrace.cli.view.ProgressView;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.LayerName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Follows runs on the screen. */
final class Runs {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Provisioning provisioning;
    private final Activity activity;
    private final ProgressView view;
    private final Clock clock;

    Runs(Provisioning provisioning, Activity activity, ProgressView view, Clock clock) {
        this.provisioning = provisioning;
        this.activity = activity;
        this.view = view;
        this.clock = clock;
    }

    record Ended(RunReport report, Duration took) {}

    /**
     * Shows the layers as they go, until the run has ended. When the platform is still locked by an execution that ended without
     * freeing it, it waits until it is free, and starts the run again.
     *
     * @param layers in the order in which the run goes through them
     */
    Ended follow(Supplier<Provisioning.Started> start, List<LayerName> layers) {
        while (true) {
            var started = start.get();
            var failed = true;
            try {
                var report = provisioning.follow(started, layers, now -> activity.layers(view, now));
                failed = false;
                return new Ended(report, Duration.between(started.at(), clock.instant()));
            } catch (ProblemException e) {
                var freeAt = freeAt(started, e);
                failed = false;
                activity.settle(false);
                activity.say(e.problem().message());
                await(freeAt);
            } finally {
                activity.settle(failed);
            }
        }
    }

    /** When to try again, of a run that was refused; else why the run failed, whatever else fails now. */
    private Instant freeAt(Provisioning.Started started, ProblemException failure) {
        Optional<Instant> freeAt;
        try {
            freeAt = provisioning.freeAt(started);
        } catch (SdkException | ProblemException e) {
            failure.addSuppressed(e);
            throw failure;
        }
        return freeAt.orElseThrow(() -> failure);
    }

    private void await(Instant freeAt) {
        var begin = clock.instant();
        var step = "Wait until the platform is free";
        activity.started(step);
        do {
            activity.line(Math.max(0, Duration.between(clock.instant(), freeAt).toSeconds()) + " s left");
            pause();
        } while (clock.instant().isBefore(freeAt));
        activity.done(step, Duration.between(begin, clock.instant()));
    }

    private static void pause() {
        try {
            Thread.sleep(SECOND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a lock", e);
        }
    }
}
