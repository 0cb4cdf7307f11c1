package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cli.report.DestroyReport;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Problem;
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
        Golden.assertMatches(getClass(), "destroy.txt", rendered(run, List.of()));
    }

    @Test
    void what_was_kept_or_is_still_listed_is_named() throws IOException {
        var run = Samples.run(
                "destroy",
                List.of(
                        deleted("network", 54, List.of()),
                        deleted("security", 3, List.of(new Kept("security/data", "key-1", "")))));
        var text = rendered(run, List.of("arn:aws:ec2:us-east-1:000000000000:natgateway/nat-1"));
        Golden.assertMatches(getClass(), "destroy-kept.txt", text);
    }

    @Test
    void a_key_that_waits_to_be_deleted_is_named_as_that_and_nothing_to_delete_by_hand() {
        var key = new Change("security/data", "AWS::KMS::Key", Action.DELETE, "key-1", List.of());
        var run = Samples.run("destroy", List.of(Samples.layer("security", 0, List.of(key), List.of(), 20, 1)));

        assertThat(rendered(run, List.of("arn:aws:kms:us-east-1:000000000000:key/key-1")))
                .contains("Deleted by KMS at the end of its waiting period\n    security/data (key-1)\n")
                .contains("is gone: nothing with its tag is left")
                .doesNotContain("still lists");
    }

    @Test
    void a_layer_that_could_not_look_proves_nothing_and_says_why() throws IOException {
        var note = "The cluster task-manager gives the function's role no rights, so that what is in it is not seen.";
        var unseen = Samples.layer("workloads", note);
        var run = Samples.run("destroy", List.of(unseen, deleted("network", 54, List.of())));

        Golden.assertMatches(getClass(), "destroy-unseen.txt", rendered(run, List.of()));
    }

    @Test
    void what_others_called_their_things_moves_no_cursor() {
        var kept = List.of(new Kept("network/\u001B[2Jx", "\u001B]0;title\u0007", ""));
        var run = Samples.run("destroy", List.of(deleted("network", 1, kept)));

        for (var text : List.of(
                rendered(run, List.of("arn:\u009B2J")),
                new RunView(Style.plain(100), "").render(run, Samples.BLUEPRINT, Duration.ZERO))) {
            assertThat(text).contains("network/?[2Jx").doesNotContain("\u001B", "\u0007", "\u009B");
        }
    }

    @Test
    void a_destroy_is_told_where_the_index_could_not_be_asked_and_proves_less() throws IOException {
        var run = Samples.run("destroy", List.of(deleted("network", 54, List.of())));
        var refused = Problem.user(
                "NotAsked",
                "",
                "AWS's tag index could not be asked what is left: ResourceGroupsTaggingApi said AccessDenied: No.",
                "Ask it by hand.");

        var text = view.render(DestroyReport.unasked(run, refused), Duration.ofSeconds(73));

        Golden.assertMatches(getClass(), "destroy-unasked.txt", text);
    }

    private String rendered(RunReport run, List<String> tagged) {
        return view.render(DestroyReport.asked(run, tagged), Duration.ofSeconds(73));
    }

    private static LayerReport deleted(String layer, int count, List<Kept> kept) {
        var changes = IntStream.range(0, count)
                .mapToObj(i -> new Change(layer + "/" + i, "AWS::X::Y", Action.DELETE, "r-" + i, List.of()))
                .toList();
        return Samples.layer(layer, 0, changes, kept, 20, count);
    }
}
