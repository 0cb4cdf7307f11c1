package dev.terrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.terrace.engine.Change.Action;
import dev.terrace.engine.FakeCloud.Box;
import dev.terrace.engine.FakeCloud.Net;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Owner OWNER = new Owner("shop", "network", Map.of());

    private final FakeCloud cloud = new FakeCloud();
    private final Reconciler reconciler = new Reconciler(cloud.types(), FakeCloud.NONE);

    private static Layer layer(String range, int size) {
        var layer = new Layer(OWNER);
        // Declared before what it refers to: the order follows from the reference.
        layer.add("box", new Box("${network/net}", size, Set.of("front", "back")));
        layer.add("net", new Net(range, true));
        return layer;
    }

    private static final Layer LAYER = layer("10.0.0.0/16", 3);

    private Result apply(Layer layer) {
        return reconciler.apply(layer, Map.of(), Mandate.PLAIN);
    }

    /** One more pass of a run. */
    private Result pass(Layer layer, Mandate mandate, List<Change> run) {
        var result = reconciler.apply(layer, Map.of(), mandate.after(run));
        run.addAll(result.changes());
        return result;
    }

    private Result pass(Layer layer, List<Change> run) {
        return pass(layer, Mandate.PLAIN, run);
    }

    private static List<Problem> problems(Result result) {
        return ((Outcome.Failed) result.outcome()).problems();
    }

    private Result prune(Layer layer) {
        return reconciler.prune(layer, Map.of(), Set.of(), Mandate.PLAIN);
    }

    private Result plan(Layer layer) {
        return reconciler.plan(layer, Map.of(), Mandate.PLAIN);
    }

    private Result destroy() {
        return prune(new Layer(OWNER));
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
        var plan = plan(LAYER);

        assertThat(cloud.writes()).isEmpty();
        assertThat(plan.changes()).extracting(Change::action).containsOnly(Action.CREATE);
        assertThat(plan.changes().get(1).fields())
                .contains(Change.Field.of("NetId", null, Unknown.MARK))
                .contains(Change.Field.of("Doors", null, Set.of("back", "front")));
    }

    @Test
    void a_field_changed_by_hand_is_named_by_plan_and_put_back_by_apply() {
        apply(LAYER);
        cloud.boxes.put("box", "box-2", new Box("net-1", 9, Set.of("back", "front")), State.READY);

        var plan = plan(LAYER);
        assertThat(plan.changes())
                .containsExactly(new Change(
                        "network/box", "Fake::Box", Action.UPDATE, "box-2", List.of(Change.Field.of("Size", 9, 3))));

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
    void what_is_no_longer_declared_is_counted_on_the_way_forwards_and_deleted_on_the_way_back() {
        apply(LAYER);
        cloud.boxes.put("old", "box-7", new Box("net-1", 1, Set.of()), State.READY);

        assertThat(reconciler
                        .planPrune(LAYER, Map.of(), Set.of(), Mandate.PLAIN)
                        .changes())
                .extracting(Change::action, Change::resource)
                .containsExactly(tuple(Action.DELETE, "network/old"));
        assertThat(apply(LAYER).unwanted()).isEqualTo(1);
        assertThat(cloud.boxes.there).containsKey("box-7");
        assertThat(prune(LAYER).outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes()).endsWith("delete box-7");
    }

    @Test
    void a_second_copy_that_a_crash_left_behind_is_deleted_and_the_first_one_stays() {
        apply(LAYER);
        cloud.nets.put("net", "net-9", new Net("10.0.0.0/16", true), State.READY);

        prune(LAYER);

        assertThat(cloud.nets.there).containsOnlyKeys("net-1");
    }

    @Test
    void of_two_copies_of_a_parent_and_of_its_child_the_child_of_the_parent_that_stays_is_kept() {
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);
        cloud.nets.put("net", "net-2", new Net("10.0.0.0/16", true), State.READY);
        cloud.boxes.put("box", "box-1", new Box("net-2", 3, Set.of("front", "back")), State.READY);
        cloud.boxes.put("box", "box-2", new Box("net-1", 3, Set.of("front", "back")), State.READY);

        assertThat(apply(LAYER).changes()).isEmpty();
        prune(LAYER);

        assertThat(cloud.nets.there).containsOnlyKeys("net-1");
        assertThat(cloud.boxes.there).containsOnlyKeys("box-2");
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
                        .contains(tuple("ReplacementRefused", "network/net")));
    }

    @Test
    void the_refusal_of_a_replacement_names_the_consent_that_it_needs_and_a_plan_says_so_beforehand() {
        apply(LAYER);

        var remedy = "allow it for one run: apply with `--replace network/net`.";
        assertThat(plan(layer("10.9.0.0/16", 3)).notes())
                .singleElement()
                .asString()
                .startsWith("An apply refuses: network/net")
                .endsWith(remedy);
        assertThat(problems(apply(layer("10.9.0.0/16", 3))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy()).endsWith(remedy));
    }

    @Test
    void a_replacement_that_is_allowed_deletes_backwards_with_what_refers_to_it_and_creates_again() {
        apply(LAYER);
        cloud.calls.clear();
        var changed = layer("10.9.0.0/16", 3);
        var allowed = Mandate.PLAIN.replacing("network/net");

        assertThat(reconciler.plan(changed, Map.of(), allowed).changes())
                .extracting(Change::resource, Change::action)
                .containsExactly(tuple("network/net", Action.REPLACE), tuple("network/box", Action.REPLACE));
        assertThat(reconciler.apply(changed, Map.of(), allowed).outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(reconciler.apply(changed, Map.of(), allowed).outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes())
                .containsExactly("delete box-2", "delete net-1", "create network/net", "create network/box");
    }

    @Test
    void the_consent_is_to_one_replacement_also_when_the_new_one_does_not_look_as_declared_either() {
        cloud.nets.put("net", "net-7", new Net("10.9.0.0/16", true), State.READY);
        cloud.stateAfterCreation = State.PENDING;
        var allowed = Mandate.PLAIN.replacing("network/net");
        var run = new ArrayList<Change>();
        pass(LAYER, allowed, run);
        pass(LAYER, allowed, run);
        cloud.nets.put("net", "net-1", new Net("not told yet", true), State.PENDING);

        var refused = problems(pass(LAYER, allowed, run));

        assertThat(cloud.writes()).containsExactly("delete net-7", "create network/net");
        assertThat(refused).singleElement().satisfies(problem -> assertThat(problem.sentence())
                .startsWith("network/net: ")
                .contains("this run has only just created it"));
    }

    @Test
    void what_refers_by_a_property_that_could_be_updated_is_replaced_too_since_it_holds_what_goes_first() {
        cloud.foreseesNets = true; // the reference stays the same, so that nothing of the box differs
        cloud.nets.put("net", "net-foreseen", new Net("10.0.0.0/16", true), State.READY);
        cloud.boxes.put("box", "box-1", new Box("net-foreseen", 3, Set.of("front", "back")), State.READY);

        reconciler.apply(layer("10.9.0.0/16", 3), Map.of(), Mandate.PLAIN.replacing("network/net"));

        assertThat(cloud.writes()).containsExactly("delete box-1", "delete net-foreseen");
    }

    @Test
    void what_later_layers_stand_on_is_not_replaced_under_them_even_with_consent() {
        apply(LAYER);
        cloud.calls.clear();
        var changed = layer("10.9.0.0/16", 3);
        changed.export(List.of(new Ref("network", "net")));

        var result = reconciler.apply(changed, Map.of(), Mandate.PLAIN.replacing("network/net"));

        assertThat(cloud.writes()).isEmpty();
        assertThat(problems(result)).singleElement().satisfies(problem -> assertThat(problem.message())
                .endsWith("and later layers stand on it."));
    }

    @Test
    void what_holds_data_is_not_replaced_even_where_replacing_is_allowed() {
        apply(LAYER);
        cloud.calls.clear();
        cloud.policy = DeletionPolicy.SNAPSHOT;

        var result = reconciler.apply(
                layer("10.9.0.0/16", 3), Map.of(), Mandate.PLAIN.replacing("network/net", "network/box"));

        assertThat(cloud.writes()).isEmpty();
        assertThat(problems(result)).isNotEmpty();
    }

    @Test
    void what_can_stand_beside_its_successor_goes_after_it() {
        cloud.boxesStandBeside = true;
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);
        cloud.boxes.put("box", "box-9", new Box("net-0", 3, Set.of("side")), State.READY);
        var allowed = Mandate.PLAIN.replacing("network/box");

        var result = reconciler.apply(LAYER, Map.of(), allowed);
        assertThat(result.unwanted()).isEqualTo(1);
        assertThat(cloud.boxes.there).as("both at the same time").hasSize(2);
        assertThat(apply(LAYER).changes()).as("needs no consent any more").isEmpty();
        prune(LAYER);

        assertThat(cloud.writes()).containsExactly("create network/box", "delete box-9");
    }

    @Test
    void what_is_to_be_replaced_stays_until_its_successor_is_there() {
        cloud.boxesStandBeside = true;
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);
        cloud.boxes.put("box", "box-1", new Box("net-0", 3, Set.of("side")), State.READY);

        prune(LAYER);

        assertThat(cloud.writes()).isEmpty();
    }

    @Test
    void a_consent_that_nothing_needs_is_told_by_plans_and_by_applies() {
        apply(LAYER);
        var mandate = Mandate.PLAIN.replacing("network/box", "network/mistyped", "cluster/x");
        var told = List.of(
                "--replace network/box: nothing has to be replaced there.",
                "--replace network/mistyped: nothing has to be replaced there.");

        assertThat(reconciler.plan(LAYER, Map.of(), mandate).notes()).isEqualTo(told);
        assertThat(reconciler.apply(LAYER, Map.of(), mandate).notes()).isEqualTo(told);
    }

    @Test
    void a_consent_that_was_needed_is_not_told_when_the_run_is_through() {
        apply(LAYER);
        var allowed = Mandate.PLAIN.replacing("network/net");
        var run = new ArrayList<Change>();
        var changed = layer("10.9.0.0/16", 3);

        pass(changed, allowed, run);
        assertThat(pass(changed, allowed, run).notes()).isEmpty();
        assertThat(pass(changed, allowed, run).notes()).isEmpty();
    }

    @Test
    void what_is_missing_but_known_by_its_name_is_no_change_of_what_refers_to_it() {
        cloud.foreseesNets = true;
        cloud.boxes.put("box", "box-1", new Box("net-foreseen", 3, Set.of("front", "back")), State.READY);

        assertThat(plan(LAYER).changes())
                .extracting(Change::resource, Change::action)
                .containsExactly(tuple("network/net", Action.CREATE));
        assertThat(plan(LAYER).outputs()).containsKeys("network/net", "network/box");
    }

    // ---------------------------------------------------------------- what only one can have

    @Test
    void what_is_declared_under_another_name_is_taken_over_with_its_tag_mended() {
        cloud.nets.put("before", "net-1", new Net("10.0.0.0/16", true), State.READY);

        assertThat(plan(LAYER).changes().getFirst())
                .isEqualTo(new Change(
                        "network/net",
                        "Fake::Net",
                        Action.UPDATE,
                        "net-1",
                        List.of(Change.Field.of("Tags.terrace:resource", "before", "net"))));
        assertThat(apply(LAYER).unwanted()).isZero();

        assertThat(cloud.writes()).containsExactly("rename net-1 network/net", "create network/box");
        assertThat(apply(LAYER).changes()).isEmpty();
    }

    @Test
    void what_lost_its_name_by_hand_is_taken_back_and_nothing_else_without_a_name_is_touched() {
        cloud.nets.put("", "net-1", new Net("10.0.0.0/16", true), State.READY);
        cloud.nets.put("", "net-2", new Net("10.2.0.0/16", true), State.READY);

        var result = apply(LAYER);
        prune(LAYER);

        assertThat(cloud.writes()).containsExactly("rename net-1 network/net", "create network/box");
        assertThat(result.notes()).singleElement().asString().contains("net-2", "left alone");
    }

    @Test
    void what_has_what_only_one_can_have_and_cannot_become_the_new_one_goes_first() {
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);
        cloud.boxes.put("before", "box-1", new Box("net-0", 3, Set.of("front", "back")), State.READY);

        assertThat(apply(LAYER).outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(apply(LAYER).outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes()).containsExactly("delete box-1", "create network/box");
    }

    @Test
    void what_cannot_go_first_because_it_is_in_use_is_told_before_anything_is_touched() {
        cloud.boxes.put("before", "box-1", new Box("net-0", 3, Set.of("front", "back")), State.READY);
        cloud.holders = () -> List.of("eni-1 (a cable)");

        var result = apply(LAYER);

        assertThat(cloud.writes()).isEmpty();
        assertThat(problems(result)).singleElement().satisfies(problem -> {
            assertThat(problem.resource()).isEqualTo("network/box");
            assertThat(problem.message()).contains("network/before (box-1)", "held by eni-1 (a cable)");
        });
    }

    @Test
    void what_lost_its_name_and_is_like_only_one_missing_resource_is_taken_back_although_two_could_be() {
        cloud.boxes.put("", "box-1", new Box("net-1", 9, Set.of()), State.READY);
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);

        apply(LAYER);

        assertThat(cloud.writes()).containsExactly("rename box-1 network/box", "update network/box [size, doors]");
    }

    @Test
    void what_lost_its_name_and_could_be_either_of_two_is_left_alone() {
        cloud.boxes.put("", "box-1", new Box("net-1", 9, Set.of()), State.READY);
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);
        var layer = layer("10.0.0.0/16", 3);
        layer.add("other", new Box("${network/net}", 4, Set.of("top")));

        apply(layer);

        assertThat(cloud.writes()).containsExactlyInAnyOrder("create network/box", "create network/other");
    }

    // ---------------------------------------------------------------- what failed

    @Test
    void what_can_be_taken_back_is_where_it_is_declared_and_counts_as_gone_where_it_is_not() {
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", false), State.RECOVERABLE);

        assertThat(apply(LAYER).changes()).extracting(Change::action).containsExactly(Action.UPDATE, Action.CREATE);
        assertThat(cloud.writes()).containsExactly("update network/net [open]", "create network/box");

        cloud.boxes.there.clear();
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", false), State.RECOVERABLE);
        assertThat(destroy()).satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(new Outcome.Done());
            assertThat(result.unwanted()).isZero();
        });
    }

    @Test
    void what_failed_while_it_was_created_is_created_anew_however_many_passes_it_takes_to_go() {
        cloud.deletesSlowly = true;
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.CREATE_FAILED);
        cloud.boxes.put("box", "box-1", new Box("net-1", 3, Set.of("front", "back")), State.CREATE_FAILED);
        var run = new ArrayList<Change>();

        pass(LAYER, run);
        cloud.boxes.there.remove("box-1");
        pass(LAYER, run);
        cloud.nets.there.remove("net-1");
        assertThat(pass(LAYER, run).outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes())
                .containsExactly("delete box-1", "delete net-1", "create network/net", "create network/box");
    }

    @Test
    void what_fails_again_while_it_is_created_anew_is_not_created_a_third_time_within_the_run() {
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.CREATE_FAILED);
        cloud.stateAfterCreation = State.CREATE_FAILED;
        var run = new ArrayList<Change>();

        pass(LAYER, run);
        pass(LAYER, run);
        var failed = pass(LAYER, run);

        assertThat(cloud.writes()).containsExactly("delete net-1", "create network/net");
        assertThat(problems(failed)).singleElement().satisfies(problem -> assertThat(problem.remedy())
                .isEqualTo("Mend the cause and apply again: it is created anew then."));
        assertThat(apply(LAYER).outcome()).as("the next run").isInstanceOf(Outcome.Pending.class);
    }

    @Test
    void what_failed_later_on_needs_a_person() {
        cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.FAILED);

        assertThat(problems(apply(LAYER))).extracting(Problem::code).containsExactly("ResourceFailed");
        assertThat(cloud.writes()).isEmpty();
    }

    @Test
    void a_plan_tells_what_failed_although_it_is_as_declared() {
        apply(LAYER);
        var box = cloud.boxes.there.get("box-2");
        cloud.boxes.there.put(
                "box-2", new Found<>("box", "box-2", box.spec(), State.FAILED, Map.of(), "its status is stopped"));

        var plan = plan(LAYER);

        assertThat(plan.changes())
                .containsExactly(new Change(
                        "network/box",
                        "Fake::Box",
                        Action.UPDATE,
                        "box-2",
                        List.of(Change.Field.of("State", "FAILED", "READY"))));
        assertThat(plan.notes())
                .containsExactly("An apply fails: network/box: Fake::Box box-2 has failed: its status is stopped. "
                        + "Mend the cause; if AWS does not recover it then, delete it, and apply again.");
    }

    @Test
    void what_failed_stops_nothing_that_does_not_depend_on_it() {
        apply(LAYER);
        cloud.boxes.put("box", "box-2", new Box("net-1", 3, Set.of("front", "back")), State.FAILED);
        var layer = layer("10.0.0.0/16", 3);
        layer.add("other", new Net("10.1.0.0/16", true));

        assertThat(problems(apply(layer))).extracting(Problem::resource).containsExactly("network/box");
        assertThat(cloud.writes()).endsWith("create network/other");
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
    void a_refusal_is_told_apart_from_work_and_names_what_holds_on() {
        apply(LAYER);
        cloud.failing = "box-2";
        cloud.failure = Problem.Category.RETRYABLE;
        cloud.holders = () -> List.of("eni-1 (a cable)");

        assertThat(destroy().outcome())
                .isInstanceOfSatisfying(Outcome.Pending.class, pending -> assertThat(pending.refusals())
                        .containsExactly("network/box: The cloud said no. It is held by eni-1 (a cable). Ask nicely."));

        cloud.failing = "";
        cloud.deletesSlowly = true;
        assertThat(destroy().outcome()).isInstanceOfSatisfying(Outcome.Pending.class, pending -> {
            assertThat(pending.waitingFor()).containsExactly("network/box (being deleted)");
            assertThat(pending.refusals()).isEmpty();
        });
    }

    @Test
    void a_refusal_is_told_also_where_what_holds_on_cannot_be() {
        apply(LAYER);
        cloud.failing = "box-2";
        cloud.failure = Problem.Category.RETRYABLE;
        cloud.holders = () -> {
            throw new ProblemException(Problem.user("Denied", "", "You may not look.", ""));
        };

        assertThat(destroy().outcome())
                .isInstanceOfSatisfying(Outcome.Pending.class, pending -> assertThat(pending.refusals())
                        .containsExactly("network/box: The cloud said no. Ask nicely."));
    }

    @Test
    void of_many_deletions_none_is_begun_after_the_deadline_however_long_they_stood_in_line() {
        var passed = new AtomicBoolean();
        for (int i = 0; i < 64; i++) {
            cloud.nets.put("net" + i, "net-" + i, new Net("10." + i + ".0.0/16", true), State.READY);
        }
        cloud.onDelete = () -> passed.set(true);

        reconciler.prune(new Layer(OWNER), Map.of(), Set.of(), Mandate.PLAIN.until(passed::get));

        assertThat(cloud.writes()).as("no more than were under way at once").hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void a_creation_that_is_cut_off_by_the_deadline_is_gone_on_with_when_the_next_look_can_see_what_it_made() {
        cloud.onCreate = () -> {
            throw new OutOfTimeException();
        };

        assertThat(apply(LAYER).outcome())
                .isEqualTo(new Outcome.Pending(List.of("network/net (out of time)"), Duration.ofSeconds(5)));
    }

    @Test
    void a_deletion_that_is_cut_off_by_the_deadline_is_gone_on_with_at_once() {
        apply(LAYER);
        cloud.onDelete = () -> {
            throw new OutOfTimeException();
        };

        assertThat(destroy().outcome())
                .isEqualTo(new Outcome.Pending(List.of("network/box (out of time)"), Duration.ZERO));
    }

    @Test
    void what_a_change_has_made_known_is_what_later_layers_hear_of() {
        apply(LAYER);
        cloud.boxes.put("box", "box-2", new Box("net-1", 9, Set.of("back", "front")), State.READY);

        assertThat(apply(LAYER).outputs().get("network/box").attributes()).containsEntry("Changed", "size");
    }

    @Test
    void a_client_token_is_the_same_in_every_process_whatever_the_order_of_a_set() {
        var one = new LinkedHashSet<>(List.of("a", "b", "c"));
        var other = new LinkedHashSet<>(List.of("c", "b", "a"));

        assertThat(OWNER.key("box").clientToken(new Box("net-1", 1, one)))
                .isEqualTo(OWNER.key("box").clientToken(new Box("net-1", 1, other)));
    }

    @Test
    void nothing_new_is_begun_when_the_time_is_up() {
        var asked = new AtomicInteger();

        var result = reconciler.apply(LAYER, Map.of(), Mandate.PLAIN.until(() -> asked.incrementAndGet() > 1));

        assertThat(cloud.writes()).containsExactly("create network/net");
        assertThat(result.outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(apply(LAYER).outcome()).isEqualTo(new Outcome.Done());
        assertThat(cloud.nets.there).hasSize(1);
    }

    @Test
    void destroying_goes_backwards_and_is_done_when_a_look_finds_nothing() {
        apply(LAYER);
        cloud.calls.clear();

        assertThat(destroy().outcome()).isInstanceOf(Outcome.Pending.class);
        assertThat(destroy().outcome()).isEqualTo(new Outcome.Done());

        assertThat(cloud.writes()).containsExactly("delete box-2", "delete net-1");
    }

    @Test
    void what_takes_its_time_to_go_holds_up_what_it_refers_to() {
        apply(LAYER);
        cloud.calls.clear();
        cloud.deletesSlowly = true;

        assertThat(destroy().outcome()).isInstanceOf(Outcome.Pending.class);

        assertThat(cloud.writes()).containsExactly("delete box-2");
    }

    @Test
    void what_holds_data_is_kept_and_named() {
        apply(LAYER);
        cloud.policy = DeletionPolicy.RETAIN;

        var result = destroy();

        assertThat(result.outcome()).isEqualTo(new Outcome.Done());
        assertThat(result.kept())
                .containsExactlyInAnyOrder(new Kept("network/net", "net-1", ""), new Kept("network/box", "box-2", ""));
    }

    @Test
    void what_failed_while_it_was_created_holds_no_data_and_is_neither_kept_nor_saved() {
        for (var policy : List.of(DeletionPolicy.RETAIN, DeletionPolicy.SNAPSHOT)) {
            cloud.boxPolicy = policy;
            cloud.boxes.put("box", "box-1", new Box("net-1", 3, Set.of()), State.CREATE_FAILED);
            cloud.nets.put("net", "net-1", new Net("10.0.0.0/16", true), State.READY);

            var result = destroy();

            assertThat(result.kept()).isEmpty();
            assertThat(result.changes()).hasSize(2).noneMatch(Change::leavesSnapshot);
        }
    }

    @Test
    void what_is_kept_keeps_what_it_stands_on_in_its_own_layer_and_in_earlier_ones() {
        apply(LAYER);
        cloud.boxPolicy = DeletionPolicy.RETAIN;

        var data = destroy();

        assertThat(cloud.writes()).doesNotContain("delete net-1");
        assertThat(data.kept())
                .containsExactly(
                        new Kept("network/box", "box-2", ""),
                        new Kept("network/net", "net-1", "what is kept stands on it"));

        cloud.boxPolicy = DeletionPolicy.DELETE;
        cloud.boxes.there.clear();
        var earlier = reconciler.prune(new Layer(OWNER), Map.of(), data.holds(), Mandate.PLAIN);

        assertThat(earlier.outcome()).isEqualTo(new Outcome.Done());
        assertThat(cloud.nets.there).containsKey("net-1");
        assertThat(apply(LAYER).changes()).extracting(Change::resource).containsExactly("network/box");
    }

    @Test
    void what_has_only_a_property_in_common_with_what_is_kept_goes() {
        var inTheZone = Map.of("Zone", "zone-a");
        var range = new Net("10.0.0.0/16", true);
        cloud.nets.there.put("net-1", Found.ready("net", "net-1", range, inTheZone));
        cloud.nets.there.put("net-2", Found.ready("other", "net-2", range, inTheZone));
        cloud.boxes.put("box", "box-1", new Box("net-1", 3, Set.of("zone-a")), State.READY);
        cloud.boxPolicy = DeletionPolicy.RETAIN;

        var result = destroy();

        assertThat(result.kept())
                .containsExactly(
                        new Kept("network/box", "box-1", ""),
                        new Kept("network/net", "net-1", "what is kept stands on it"));
        assertThat(cloud.writes()).containsExactly("delete net-2");
    }

    @Test
    void what_is_kept_keeps_what_it_means_by_an_attribute_that_is_a_name() {
        for (var attribute : List.of("Arn", "AccessEntryArn", "AllocationId", "GroupName")) {
            cloud.nets.there.put(
                    "net-1", Found.ready("net", "net-1", new Net("", true), Map.of(attribute, "known-as")));

            var result = reconciler.prune(new Layer(OWNER), Map.of(), Set.of("known-as"), Mandate.PLAIN);

            assertThat(result.kept()).as(attribute).hasSize(1);
        }
    }

    @Test
    void a_deletion_that_leaves_a_last_snapshot_says_so() {
        apply(LAYER);
        cloud.policy = DeletionPolicy.SNAPSHOT;

        assertThat(destroy().changes()).hasSize(2).allMatch(Change::leavesSnapshot);
    }

    @Test
    void a_reference_to_an_earlier_layer_is_answered_by_its_output() {
        var layer = new Layer(OWNER);
        layer.add("box", new Box(new Ref("base", "net").get("Arn"), 1, Set.of()));

        reconciler.apply(
                layer, Map.of("base/net", new Result.Output("net-0", Map.of("Arn", "arn:net-0"))), Mandate.PLAIN);

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
