package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every layer of AWS keeps, whatever it is made of. A layer's integration test names what is particular about the layer, inherits the
 * proofs, and adds those of what no other layer does.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class LayerContract {
    /** In more places a creation is not cut off: of a layer with many writes, each so-manieth. */
    private static final int MOST_CUTS = 20;

    /** To the cloud, where all clients of the test are. */
    protected final Wire wire;

    protected LayerContract() {
        TestCloud.shared().connect();
        wire = new Wire();
    }

    /**
     * The layer of a platform like the Task Manager by another name, with resources that may be deleted.
     *
     * @param replacements texts of the blueprint, each followed by what to write instead
     */
    protected abstract LayerOnCloud layer(String name, String... replacements);

    /** The calls of an apply that finds nothing to do. */
    protected abstract List<String> reads();

    /** The resources of which the id and the attributes are known before they are there. */
    protected abstract List<String> foreseen();

    /** What somebody may do by hand. */
    protected abstract Stream<ByHand> changesByHand();

    /** What AWS has of what was made, asked without the layer's types. */
    protected abstract List<String> inAws(LayerOnCloud layer);

    /**
     * Something that somebody does by hand, and how a plan tells it.
     *
     * @param fields those that an update names
     */
    public record ByHand(String resource, Action action, List<String> fields, Consumer<LayerOnCloud> change) {
        /** What was there is different. */
        public static ByHand changed(String resource, String field, Consumer<LayerOnCloud> change) {
            return new ByHand(resource, Action.UPDATE, List.of(field), change);
        }

        /** What was there is gone. */
        public static ByHand lost(String resource, Consumer<LayerOnCloud> change) {
            return new ByHand(resource, Action.CREATE, List.of(), change);
        }

        /** What is there was never declared. */
        public static ByHand added(String resource, Consumer<LayerOnCloud> change) {
            return new ByHand(resource, Action.DELETE, List.of(), change);
        }

        @Override
        public String toString() {
            return action + " " + resource + " " + String.join(", ", fields);
        }
    }

    @Test
    void a_plan_names_all_that_is_to_be_created_and_changes_nothing() {
        var layer = layer("planned");
        wire.forget();

        assertAll(layer, Action.CREATE, layer.plan());
        assertAll(layer, Action.CREATE, layer.plan());
        assertThat(wire.writes()).isEmpty();
    }

    @Test
    void what_is_applied_is_there_and_a_second_run_only_looks() {
        var layer = layer("again");

        var first = TestCloud.shared().withoutNewborns(layer::apply);
        wire.forget();
        var second = layer.apply();

        assertAll(layer, Action.CREATE, first);
        assertThat(first.outputs()).containsOnlyKeys(addresses(layer, layer.layer().specs().keySet().stream()));
        assertThat(second.changes()).isEmpty();
        assertThat(second.outputs()).isEqualTo(first.outputs());
        assertThat(wire.writes()).isEmpty();
        assertThat(wire.reads()).containsExactlyInAnyOrderElementsOf(reads());
    }

    @Test
    void what_is_foreseen_is_what_is_made() {
        var layer = layer("foreseen");

        var foreseen = layer.plan().outputs();
        var made = layer.apply().outputs();

        assertThat(foreseen).containsOnlyKeys(addresses(layer, foreseen().stream()));
        assertThat(foreseen).allSatisfy((address, output) -> assertForeseen(output, made.get(address)));
    }

    protected void assertForeseen(Result.Output foreseen, Result.Output made) {
        assertThat(made).isEqualTo(foreseen);
    }

    @ParameterizedTest
    @MethodSource("changesByHand")
    void what_is_changed_by_hand_is_named_by_the_plan_and_put_back(ByHand byHand) {
        var layer = layer("by-hand");
        layer.apply();
        byHand.change().accept(layer);

        var plan = layer.plan();
        layer.apply();

        assertThat(told(plan)).containsExactly(byHand.action() + " " + address(layer, byHand.resource()));
        var fields = assertThat(plan.changes().getFirst().fields()).extracting(Change.Field::name);
        if (byHand.action() == Action.CREATE) {
            fields.isNotEmpty();
        } else {
            fields.containsExactlyInAnyOrderElementsOf(byHand.fields());
        }
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_run_that_dies_after_any_of_its_writes_is_taken_up_without_a_second_copy() {
        wire.forget();
        layer("counted").apply();
        var writes = wire.writes().size();

        for (var survived = 1; survived <= writes; survived += Math.max(1, writes / MOST_CUTS)) {
            var layer = layer("dying-" + survived);
            applyCutOff(layer, survived);

            layer.apply();

            assertThat(layer.plan().changes())
                    .as("cut after %d writes", survived)
                    .isEmpty();
            assertAll(layer, Action.DELETE, layer.destroy());
        }
    }

    @Test
    void what_is_destroyed_is_gone_and_may_be_destroyed_again() {
        var layer = layer("gone");
        layer.apply();
        assertThat(inAws(layer)).isNotEmpty();

        var first = layer.destroy();
        wire.forget();
        var second = layer.destroy();

        assertAll(layer, Action.DELETE, first);
        assertThat(second.changes()).isEmpty();
        assertThat(wire.writes()).isEmpty();
        assertThat(inAws(layer)).isEmpty();
    }

    /** One apply, which dies after so many of its writes. */
    protected final void applyCutOff(LayerOnCloud layer, int writes) {
        wire.cutAfter(writes);
        layer.applyOnce();
        wire.mend();
    }

    /** The changes of a result, as {@code UPDATE layer/name}. */
    protected static List<String> told(Result result) {
        return result.changes().stream()
                .map(change -> change.action() + " " + change.resource())
                .toList();
    }

    /** That each declared resource was acted upon once. */
    private static void assertAll(LayerOnCloud layer, Action action, Result result) {
        assertThat(told(result))
                .containsExactlyInAnyOrderElementsOf(layer.layer().specs().keySet().stream()
                        .map(name -> action + " " + address(layer, name))
                        .toList());
    }

    private static String[] addresses(LayerOnCloud layer, Stream<String> names) {
        return names.map(name -> address(layer, name)).toArray(String[]::new);
    }

    private static String address(LayerOnCloud layer, String name) {
        return layer.layer().owner().key(name).address();
    }
}
