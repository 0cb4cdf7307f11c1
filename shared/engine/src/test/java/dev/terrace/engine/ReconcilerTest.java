package dev.terrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Change.Action;
import dev.terrace.engine.FakeCloud.Box;
import dev.terrace.engine.FakeCloud.Net;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Owner OWNER = new Owner("shop", "network", Map.of());

    private final FakeCloud cloud = new FakeCloud();
    private final Reconciler reconciler = new Reconciler(cloud.types(), false, FakeCloud.NONE);
    private final Reconciler replacer = new Reconciler(cloud.types(), true, FakeCloud.NONE);

    private static Layer layer(String range, int size) {
        var layer = new Layer(OWNER);
        // Declared before what it refers to: the order follows from the reference.
        layer.add("box", new Box("${network/net}", size, Set.of("front", "back")));
        layer.add("net", new Net(range, true));
        return layer;
    }

    private static final Layer LAYER = layer("10.0.0.0/16", 3);

    private Result apply(Layer layer) {
        return reconciler.apply(layer, Map.of(), Deadline.NONE);
    }

    @Test
    void what_is_referred_to_is_created_first_and_its_id_is_filled_in() {
        var result = apply(LAYER);

        assertThat(result.outcome()).isEqualTo(new Outcome.Done());
        assertThat(cloud.writes()).containsExactly("create network/net", "create network/box");
        assertThat(cloud.boxes.there.get("box-2").spec().netId()).isEqualTo("net-1");
        assertThat(result.outputs().get("network/net"))
                .isEqualTo(new Result.Output("net-1", Map.of("Arn", "arn:net-1")));
    }

    @Test
    void a_second_run_changes_nothing_and_reads_once_per_type() {
        apply(LAYER);
        cloud.calls.clear();

        var result = apply(LAYER);

        assertThat(result.outcome()).isEqualTo(new Outcome.Done());
        assertThat(result.changes()).isEmpty();
        assertThat(cloud.calls).containsExactlyInAnyOrder("find net", "find box");
    }

    @Test
    void a_plan_says_what_an_apply_would_do_and_does_nothing() {
        var plan = reconciler.plan(LAYER, Map.of());

        assertThat(cloud.writes()).isEmpty();
        assertThat(plan.changes()).extracting(Change::action).containsOnly(Action.CREATE);
        assertThat(plan.changes().get(1).fields())
                .contains(new Change.Field("NetId", "", Reconciler.KNOWN_AFTER_APPLY))
                .contains(new Change.Field("Doors", "", "[back, front]"));
    }

    @Test
    void a_field_changed_by_hand_is_named_by_plan_and_put_back_by_apply() {
        apply(LAYER);
        cloud.boxes.put("box", "box-2", new Box("net-1", 9, Set.of("back", "front")), State.READY);

        var plan = reconciler.plan(LAYER, Map.of());
        assertThat(plan.changes())
                .containsExactly(new Change(
                        "network/box",
                        "Fake::Box",
                        Action.UPDATE,
                        "box-2",
                        List.of(new Change.Field("Size", "9", "3"))));

        apply(LAYER);
        assertThat(cloud.writes()).endsWith("update network/box [size]");
        assertThat(cloud.boxes.there.get("box-2").spec().size()).isEqualTo(3);
    }

    @Test
    void a_property_that_is_not_declared_is_left_as_it_is() {
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", false), State.READY);
        var layer = new Layer(OWNER);
        layer.add("net", new Net("10.0.0.0/16", null));

        assertThat(apply(layer).changes()).isEmpty();
    }

    @Test
    void what_waits_for_something_pending_is_not_touched_and_the_outcome_says_for_what() {
        cloud.stateAfterCreation = State.PENDING;

        var result = apply(LAYER);

        assertThat(cloud.writes()).containsExactly("create network/net");
        assertThat(result.outcome())
                .isInstanceOfSatisfying(Outcome.Pending.class, pending -> assertThat(pending.waitingFor())
                        .containsExactly("network/net"));
    }

    @Test
    void what_is_no_longer_declared_is_deleted_after_everything_else_is_right() {
        apply(LAYER);
        cloud.boxes.put("old", "box-7", new Box("net-1", 1, Set.of()), State.READY);

        assertThat(reconciler.plan(LAYER, Map.of()).changes())
                .extracting(Change::action, Change::resource)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Action.DELETE, "network/old"));
        apply(LAYER);

        assertThat(cloud.writes()).endsWith("delete box-7");
    }

    @Test
    void a_second_copy_that_a_crash_left_behind_is_deleted_and_the_first_one_stays() {
        apply(LAYER);
        cloud.nets.put("net", "net-9", new Net("10.0.0.0/16", true), State.READY);

        apply(LAYER);

        assertThat(cloud.nets.there).containsOnlyKeys("net-1");
    }

    @Test
    void what_a_killed_run_created_is_adopted() {
        cloud.nets.put("net", "net-5", new Net("10.0.0.0/16", true), State.READY);

        apply(LAYER);

        assertThat(cloud.writes()).containsExactly("create network/box");
        assertThat(cloud.boxes.there.values())
                .allMatch(found -> found.spec().netId().equals("net-5"));
    }

    @Test
    void a_change_of_a_create_only_property_is_refused_before_anything_is_done() {
        apply(LAYER);
        cloud.calls.clear();

        var result = apply(layer("10.9.0.0/16", 4));

        assertThat(cloud.writes()).isEmpty();
        assertThat(result.outcome())
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.problems())
                        .extracting(Problem::code, Problem::resource)
                        .contains(org.assertj.core.groups.Tuple.tuple("ReplacementRefused", "network/net")));
    }

    @Test
    void a_replacement_that_is_allowed_deletes_backwards_with_what_depends_on_it_and_creates_again() {
        apply(LAYER);
        cloud.calls.clear();
        var changed = layer("10.9.0.0/16", 3);

        assertThat(replacer.plan(changed, Map.of()).changes())
                .extracting(Change::resource, Change::action)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("network/net", Action.REPLACE),
                        org.assertj.core.groups.Tuple.tuple("network/box", Action.REPLACE));
        assertThat(replacer.apply(changed, Map.of(), Deadline.NONE).outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(replacer.apply(changed, Map.of(), Deadline.NONE).outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes())
                .containsExactly("delete box-2", "delete net-1", "create network/net", "create network/box");
    }

    @Test
    void what_is_to_be_kept_is_not_replaced_even_where_replacing_is_allowed() {
        apply(LAYER);
        cloud.calls.clear();
        cloud.policy = DeletionPolicy.RETAIN;

        var result = replacer.apply(layer("10.9.0.0/16", 3), Map.of(), Deadline.NONE);

        assertThat(cloud.writes()).isEmpty();
        assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void a_problem_of_one_resource_stops_only_what_depends_on_it() {
        cloud.failing = "network/net";
        var layer = new Layer(OWNER);
        var net = layer.add("net", new Net("10.0.0.0/16", true));
        layer.add("box", new Box(net.ref(), 3, Set.of()));
        layer.add("other", new Net("10.1.0.0/16", true));

        var result = apply(layer);

        assertThat(cloud.writes()).containsExactly("create network/other");
        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(
                        failed.problems().getFirst().sentence())
                .isEqualTo("network/net: The cloud said no. Ask nicely."));
    }

    @Test
    void a_problem_that_may_go_by_itself_is_waited_for() {
        cloud.failing = "network/net";
        cloud.failure = Problem.Category.RETRYABLE;

        assertThat(apply(LAYER).outcome()).isInstanceOf(Outcome.Pending.class);

        cloud.failing = "";
        assertThat(apply(LAYER).outcome()).isEqualTo(new Outcome.Done());
    }

    @Test
    void nothing_new_is_begun_when_the_time_is_up() {
        var asked = new AtomicInteger();

        var result = reconciler.apply(LAYER, Map.of(), () -> asked.incrementAndGet() > 1);

        assertThat(cloud.writes()).containsExactly("create network/net");
        assertThat(result.outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(apply(LAYER).outcome()).isEqualTo(new Outcome.Done());
        assertThat(cloud.nets.there).hasSize(1);
    }

    @Test
    void destroying_goes_backwards_and_is_done_when_a_look_finds_nothing() {
        apply(LAYER);
        cloud.calls.clear();

        assertThat(reconciler.destroy(LAYER, Deadline.NONE).outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(reconciler.destroy(LAYER, Deadline.NONE).outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes()).containsExactly("delete box-2", "delete net-1");
    }

    @Test
    void what_takes_its_time_to_go_holds_up_what_it_refers_to() {
        apply(LAYER);
        cloud.calls.clear();
        cloud.deletesSlowly = true;

        assertThat(reconciler.destroy(LAYER, Deadline.NONE).outcome()).isInstanceOf(Outcome.Pending.class);

        assertThat(cloud.writes()).containsExactly("delete box-2");
    }

    @Test
    void what_holds_data_is_kept_and_named() {
        apply(LAYER);
        cloud.policy = DeletionPolicy.RETAIN;

        var result = reconciler.destroy(LAYER, Deadline.NONE);

        assertThat(result.outcome()).isEqualTo(new Outcome.Done());
        assertThat(result.kept()).containsExactlyInAnyOrder("network/net (net-1)", "network/box (box-2)");
    }

    @Test
    void a_deletion_that_leaves_a_last_snapshot_says_so() {
        apply(LAYER);
        cloud.policy = DeletionPolicy.SNAPSHOT;

        assertThat(reconciler.destroy(LAYER, Deadline.NONE).changes())
                .hasSize(2)
                .allMatch(Change::leavesSnapshot);
    }

    @Test
    void a_reference_to_an_earlier_layer_is_answered_by_its_output() {
        var layer = new Layer(OWNER);
        layer.add("box", new Box(new Ref("base", "net").get("Arn"), 1, Set.of()));

        reconciler.apply(
                layer, Map.of("base/net", new Result.Output("net-0", Map.of("Arn", "arn:net-0"))), Deadline.NONE);

        assertThat(cloud.boxes.there.values())
                .allMatch(found -> found.spec().netId().equals("arn:net-0"));
    }

    @Test
    void a_circle_of_references_is_a_fault_of_the_declaration() {
        var layer = new Layer(OWNER);
        layer.add("a", new Box("${network/b}", 1, Set.of()));
        layer.add("b", new Box("${network/a}", 1, Set.of()));

        assertThatThrownBy(() -> apply(layer)).hasMessageContaining("circle");
    }
}
