package dev.terrace.cli.view;

import dev.terrace.platform.Golden;
import dev.terrace.report.StatusReport;
import dev.terrace.report.StatusReport.Component;
import dev.terrace.report.StatusReport.Job;
import dev.terrace.report.StatusReport.Release;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String REPOSITORY =
            "000000000000.dkr.ecr.us-east-1.amazonaws.com/production-task-manager-backend";
    private static final List<Release> RELEASES = List.of(
            new Release(
                    "backend",
                    "2.1.0",
                    DIGEST,
                    "FAILED",
                    "b",
                    NOW.minusSeconds(600),
                    NOW.minusSeconds(560),
                    "backend 2.1.0 did not come up: 3 of 3 pods ready (1 pod: CrashLoopBackOff: back-off 10s restarting failed"
                            + " container). What ran before serves on."),
            new Release(
                    "backend",
                    "2.0.0",
                    DIGEST,
                    "SUCCEEDED",
                    "a",
                    NOW.minusSeconds(3700),
                    NOW.minusMillis(3_695_900),
                    ""));

    private final StatusView view = new StatusView(Style.plain(100), NOW, ZoneOffset.UTC);

    @Test
    void components_and_releases_stand_in_tables() throws IOException {
        var status = new StatusReport(
                "task-manager",
                List.of(
                        new Component(
                                "backend",
                                REPOSITORY + "@" + DIGEST,
                                "backend",
                                "2.0.0",
                                DIGEST,
                                3,
                                3,
                                NOW.minusSeconds(3700),
                                ""),
                        new Component(
                                "frontend",
                                "nginx:1.29-alpine",
                                "frontend",
                                "1.29-alpine",
                                null,
                                1,
                                3,
                                NOW.minusSeconds(40),
                                "1 of 3 pods ready (2 pods: runs, and its readiness probe does not succeed)"),
                        new Component(
                                "worker",
                                "nginx:1.29-alpine",
                                "frontend",
                                "1.29-alpine",
                                null,
                                0,
                                0,
                                null,
                                "no pods before the first release of frontend"),
                        new Component(
                                "redis", "redis:7-alpine", null, "7-alpine", null, 1, 1, NOW.minusSeconds(7300), "")),
                List.of(
                        new Job(
                                "cleanup",
                                "task-manager",
                                "*/15 * * * *",
                                REPOSITORY + "@" + DIGEST,
                                "backend",
                                "2.0.0",
                                DIGEST,
                                false,
                                NOW.minusSeconds(600),
                                ""),
                        new Job(
                                "digest",
                                "mail",
                                "0 6 * * 1-5",
                                "nginx:1.29-alpine",
                                "frontend",
                                "1.29-alpine",
                                null,
                                true,
                                null,
                                "suspended until the first release of frontend")),
                "k8s-taskmanager-0123456789.us-east-1.elb.amazonaws.com",
                RELEASES,
                "");
        Golden.assertMatches(getClass(), "status.txt", view.status(status));
    }

    @Test
    void that_it_is_not_reached_from_outside_is_said_below_what_runs() throws IOException {
        var backend = new Component(
                "backend", REPOSITORY + "@" + DIGEST, "backend", "2.0.0", DIGEST, 3, 3, NOW.minusSeconds(3700), "");
        var status = new StatusReport(
                "shop",
                List.of(backend),
                List.of(),
                null,
                List.of(),
                "shop: this cluster has no AWS Load Balancer Controller, so nothing answers from outside.");
        Golden.assertMatches(getClass(), "status-without-address.txt", view.status(status));
    }

    @Test
    void that_nothing_runs_is_said_in_words() throws IOException {
        var status = new StatusReport(
                "shop",
                List.of(),
                List.of(),
                null,
                List.of(),
                "There is no cluster shop: apply the platform's blueprint.");
        Golden.assertMatches(getClass(), "status-nothing.txt", view.status(status));
    }

    @Test
    void the_history_tells_why_a_release_failed() throws IOException {
        Golden.assertMatches(getClass(), "releases.txt", view.history("task-manager", RELEASES));
    }
}
