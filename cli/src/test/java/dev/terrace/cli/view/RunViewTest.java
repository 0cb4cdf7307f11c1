package dev.terrace.cli.view;

import dev.terrace.engine.Kept;
import dev.terrace.platform.Golden;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunViewTest {
    private final RunView view = new RunView(Style.plain(100), " --port 5000");

    @Test
    void a_first_apply_shows_layers_pods_and_what_to_type_next() throws IOException {
        var run = Samples.run(
                "apply",
                List.of(
                        Samples.layer("security", 7, Samples.created("security", 7), List.of(), 12, 14),
                        Samples.layer("network", 54, Samples.created("network", 54), List.of(), 30, 61),
                        Samples.registry(Samples.created("registry", 1)),
                        Samples.workloads(Samples.created("workloads", 24))));
        Golden.assertMatches(
                getClass(), "apply-first.txt", view.render(run, Samples.BLUEPRINT, Duration.ofMillis(41_300)));
    }

    @Test
    void a_second_apply_says_that_nothing_changed() throws IOException {
        var run = Samples.run(
                "apply",
                List.of(
                        Samples.layer("security", 7, List.of(), List.of(), 3, 0),
                        Samples.layer(
                                "network", 54, List.of(), List.of(new Kept("network/old-logs", "old-logs", "")), 14, 0),
                        Samples.registry(List.of()),
                        Samples.workloads(List.of())));
        Golden.assertMatches(
                getClass(), "apply-again.txt", view.render(run, Samples.BLUEPRINT, Duration.ofMillis(6_210)));
    }
}
