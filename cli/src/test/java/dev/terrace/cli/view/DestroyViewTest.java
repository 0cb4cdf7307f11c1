package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.platform.Golden;
import dev.terrace.report.LayerReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DestroyViewTest {
    private final DestroyView view = new DestroyView(Style.plain(100));

    @Test
    void each_layer_proves_that_nothing_is_left() throws IOException {
        var run =
                Samples.run("destroy", List.of(deleted("workloads", 24, List.of()), deleted("network", 54, List.of())));
        Golden.assertMatches(getClass(), "destroy.txt", view.render(run, List.of(), Duration.ofSeconds(73)));
    }

    @Test
    void what_was_kept_or_is_still_listed_is_named() throws IOException {
        var run = Samples.run(
                "destroy",
                List.of(
                        deleted("network", 54, List.of()),
                        deleted("security", 3, List.of(new Kept("security/data", "key-1", "")))));
        var text = view.render(
                run, List.of("arn:aws:ec2:us-east-1:000000000000:natgateway/nat-1"), Duration.ofSeconds(73));
        Golden.assertMatches(getClass(), "destroy-kept.txt", text);
    }

    @Test
    void what_others_called_their_things_moves_no_cursor() {
        var kept = List.of(new Kept("network/\u001B[2Jx", "\u001B]0;title\u0007", ""));
        var run = Samples.run("destroy", List.of(deleted("network", 1, kept)));

        for (var text : List.of(
                view.render(run, List.of("arn:\u009B2J"), Duration.ZERO),
                new RunView(Style.plain(100), "").render(run, Samples.BLUEPRINT, Duration.ZERO))) {
            assertThat(text).contains("network/?[2Jx").doesNotContain("\u001B", "\u0007", "\u009B");
        }
    }

    private static LayerReport deleted(String layer, int count, List<Kept> kept) {
        var changes = IntStream.range(0, count)
                .mapToObj(i -> new Change(layer + "/" + i, "AWS::X::Y", Action.DELETE, "r-" + i, List.of()))
                .toList();
        return Samples.layer(layer, 0, changes, kept, 20, count);
    }
}
