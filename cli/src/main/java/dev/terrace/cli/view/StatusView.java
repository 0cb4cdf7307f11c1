package dev.terrace.cli.view;

import dev.terrace.report.ImageDigest;
import dev.terrace.report.StatusReport;
import dev.terrace.report.StatusReport.Component;
import dev.terrace.report.StatusReport.Job;
import dev.terrace.report.StatusReport.Release;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What runs of a platform, and how it came to that. */
public final class StatusView {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Style style;
    private final Instant now;
    private final ZoneId zone;

    /** @param zone of the times shown */
    public StatusView(Style style, Instant now, ZoneId zone) {
        this.style = style;
        this.now = now;
        this.zone = zone;
    }

    public String status(StatusReport status) {
        var text = new StringBuilder("\n");
        text.append(style.bold(status.platform()));
        if (status.address() != null) {
            text.append("  ").append(style.cyan("http://" + status.address() + "/"));
        }
        text.append("\n\n");
        if (status.components().isEmpty()) {
            text.append(style.wrapped(status.message()));
            return text.toString();
        }
        var table = new Table(style, "  ")
                .left("component")
                .left("version")
                .left("pods ready")
                .left("since")
                .left("image");
        for (var component : status.components()) {
            table.row(
                    component.name(),
                    component.version(),
                    pods(component),
                    since(component.since()),
                    image(component.imageOf(), component.digest()));
        }
        text.append(table.render());
        if (!status.jobs().isEmpty()) {
            text.append('\n').append(jobs(status.jobs()));
        }
        for (var component : status.components()) {
            if (!component.message().isEmpty()) {
                text.append(warning(component.name() + ": " + component.message()));
            }
        }
        for (var job : status.jobs()) {
            if (!job.message().isEmpty()) {
                text.append(warning(job.name() + ": " + job.message()));
            }
        }
        if (!status.message().isEmpty()) {
            text.append(warning(status.message()));
        }
        if (!status.releases().isEmpty()) {
            text.append('\n').append(releases(status.releases()));
        }
        return text.toString();
    }

    public String history(String platform, List<Release> releases) {
        return releases.isEmpty()
                ? "No image of " + style.bold(platform) + " was released yet.\n"
                : "\n" + releases(releases);
    }

    private String jobs(List<Job> jobs) {
        var table = new Table(style, "  ")
                .left("job")
                .left("namespace")
                .left("version")
                .left("schedule (UTC)")
                .left("last schedule")
                .left("image");
        for (var job : jobs) {
            table.row(
                    job.name(),
                    job.namespace(),
                    job.version(),
                    job.suspended() ? style.yellow(job.schedule()) : job.schedule(),
                    since(job.lastScheduled()),
                    image(job.imageOf(), job.digest()));
        }
        return table.render();
    }

    private String warning(String message) {
        return "\n  " + style.yellow("! ") + Style.wrap(message, style.width() - 4, "    ") + "\n";
    }

    private String pods(Component component) {
        var ready = component.ready() + " of " + component.wanted();
        return component.pods().complete() ? style.green(ready) : style.yellow(ready);
    }

    /** @param owner null when it is somebody else's */
    private String image(String owner, String digest) {
        if (owner == null) {
            return style.dim("somebody else's, never released");
        }
        return style.dim(digest == null ? "the blueprint's first, until a push" : ImageDigest.shortened(digest));
    }

    private String since(Instant since) {
        if (since == null) {
            return style.none();
        }
        var age = Duration.between(since, now);
        if (age.compareTo(Duration.ofDays(1)) >= 0) {
            return age.toDays() + " d";
        }
        return age.toHours() > 0
                ? age.toHours() + " h"
                : age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
    }

    private String releases(List<Release> releases) {
        var table = new Table(style, "  ")
                .left("when")
                .left("component")
                .left("version")
                .right("took")
                .left("outcome");
        for (var release : releases) {
            table.row(
                    WHEN.withZone(zone).format(release.started()),
                    release.component(),
                    release.version(),
                    release.ended() == null
                            ? style.none()
                            : Style.time(Duration.between(release.started(), release.ended())),
                    outcome(release));
        }
        return table.render();
    }

    private String outcome(Release release) {
        return switch (release.status()) {
            case "SUCCEEDED" -> style.done() + " succeeded";
            case "FAILED" -> style.failed() + " failed: " + release.reason();
            case "UNDER_WAY" -> style.cyan("under way");
            default -> release.status();
        };
    }
}
