package dev.terrace.cli.view;

import dev.terrace.cli.report.ReleaseReport;
import dev.terrace.platform.Golden;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReleaseViewTest {
    private final ReleaseView view = new ReleaseView(Style.plain(80), "");

    @Test
    void a_release_succeeds_is_ignored_or_fails_with_a_reason() throws IOException {
        Golden.assertMatches(
                getClass(),
                "release.txt",
                render(new ReleaseReport("SUCCEEDED", "task-manager", "backend", "2.0.0", "sha256:9f86d081", "r", null))
                        + render(new ReleaseReport(
                                "IGNORED", null, null, null, null, null, "backend 2.0.0 is released already."))
                        + render(new ReleaseReport(
                                "FAILED",
                                null,
                                null,
                                null,
                                null,
                                "r",
                                "backend 2.0.0 did not come up: 3 of 3 pods ready (1 pod: CrashLoopBackOff: back-off 10s"
                                        + " restarting failed container). What ran before serves on.")));
    }

    private String render(ReleaseReport release) {
        return view.render(release, "task-manager", "backend", "2.0.0", Duration.ofMillis(4200));
    }
}
