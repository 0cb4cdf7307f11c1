package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cli.report.LayerProgress;
import dev.terrace.cli.report.LayerProgress.Phase;
import dev.terrace.platform.Golden;
import dev.terrace.report.CallCount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
    private static final List<LayerProgress> LAYERS = List.of(
            new LayerProgress(
                    "security",
                    Phase.DONE,
                    Samples.created("security", 7),
                    7,
                    new CallCount(12, 14),
                    List.of(),
                    Duration.ofMillis(1234)),
            new LayerProgress(
                    "network",
                    Phase.RUNNING,
                    Samples.created("network", 31),
                    54,
                    CallCount.NONE,
                    List.of("network/nat-a", "network/nat-b", "network/nat-c"),
                    Duration.ofSeconds(14)),
            new LayerProgress("data", Phase.FAILED, List.of(), 3, CallCount.NONE, List.of(), Duration.ofSeconds(2)),
            new LayerProgress(
                    "registry", Phase.DONE, List.of(), 2, new CallCount(3, 0), List.of(), Duration.ofMillis(310)),
            LayerProgress.waiting("workloads"));

    @Test
    void each_layer_has_a_line() throws IOException {
        var lines = new ProgressView(Style.plain(80), false).lines(LAYERS, 0);
        Golden.assertMatches(getClass(), "progress.txt", String.join("\n", lines) + "\n");
    }

    @Test
    void a_line_never_reaches_the_right_edge_where_terminals_wrap() {
        var lines = new ProgressView(Style.plain(60), false).lines(LAYERS, 0);
        assertThat(lines).allMatch(line -> line.length() < 60);
    }

    @Test
    void without_a_terminal_each_thing_that_happens_is_a_line() {
        var view = new ProgressView(Style.plain(80), false);
        assertThat(LAYERS.stream().map(view::line))
                .containsExactly(
                        "security: done, 7 created · 12 reads, 14 writes, 1.2 s",
                        "network: 31 created, waiting for nat-a, nat-b, nat-c",
                        "data: failed",
                        "registry: done, unchanged · 3 reads, 0.3 s",
                        "workloads: not begun");
    }

    @Test
    void of_many_things_that_a_layer_waits_for_a_few_are_named_in_few_words() {
        var refusal =
                "network/vpc: Ec2 ModifyVpcAttribute said UnauthorizedOperation: You are not authorized to perform this operation. "
                        + "The function's policy in template.yaml forbids the call.";
        var layer = new LayerProgress(
                "network",
                Phase.RUNNING,
                List.of(),
                54,
                CallCount.NONE,
                List.of(refusal, "network/nat-a", "network/nat-b", "network/nat-c", "network/nat-d"),
                Duration.ofSeconds(14));

        assertThat(new ProgressView(Style.plain(80), false).line(layer))
                .startsWith("network: waiting for vpc: Ec2 ModifyVpcAttribute said UnauthorizedOperation")
                .endsWith(", nat-a, nat-b and 2 more")
                .hasSizeLessThan(140);
    }
}
