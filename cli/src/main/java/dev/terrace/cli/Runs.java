package dev.terrace.cli;

import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.report.RunReport;
import dev.terrace.cli.view.ProgressView;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Follows runs on the screen. */
final class Runs {
    private Runs() {}

    record Ended(RunReport report, Duration took) {}

    /** Shows the layers as they go, until the run has ended. */
    static Ended follow(
            Provisioning provisioning,
            Provisioning.Started started,
            List<String> layers,
            Activity activity,
            ProgressView view) {
        var failed = true;
        try {
            var report = provisioning.follow(started, layers, now -> activity.layers(view, now));
            failed = false;
            return new Ended(
                    report, Duration.between(started.at(), Clock.systemUTC().instant()));
        } finally {
            activity.settle(failed);
        }
    }
}
