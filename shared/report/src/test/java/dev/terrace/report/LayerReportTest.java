package dev.terrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.LayerReport.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerReportTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String HELD = "network/vpc: EC2 said DependencyViolation: it has dependencies.";
    private static final String OTHER = "network/sg: EC2 said DependencyViolation: it has dependencies.";
    private static final String AT_WORK = "network/nat-a (being deleted)";

    private final LayerReport begun = LayerReport.begun(LayerName.NETWORK, Direction.FORWARDS, NOON);

    private static LayerReport pass(LayerReport report, int minute, Outcome outcome, Change... changes) {
        return pass(report, minute, new Result(outcome, List.of(changes), 3, Map.of()));
    }

    private static LayerReport pass(LayerReport report, int minute, Result result) {
        var end = NOON.plus(Duration.ofMinutes(minute));
        return report.after(new LayerReport.Pass(result, null, new CallCount(2, 1), Duration.ofMillis(40), end));
    }

    private static Outcome waiting(List<String> atWork, String... refusals) {
        var all = new ArrayList<>(atWork);
        all.addAll(List.of(refusals));
        return new Outcome.Pending(all, List.of(refusals), Duration.ofSeconds(10));
    }

    private static Change change(String name) {
        return new Change("network/" + name, "AWS::EC2::Subnet", Action.CREATE, "subnet-" + name, List.of());
    }

    // ---------------------------------------------------------------- what was created

    @Test
    void a_creation_that_was_cut_off_is_told_as_one_when_a_later_pass_finds_what_it_made() {
        var fields = List.of(Change.Field.of("CidrBlock", null, "10.0.0.0/16"));
        var cutOff = new Change("network/vpc", "AWS::EC2::VPC", Action.CREATE, Change.UNKNOWN_ID, fields);

        var report = pass(begun, 1, waiting(List.of("network/vpc (out of time)")), cutOff, change("a"));
        assertThat(report.changes()).containsExactly(change("a"));

        var changed = new Change("network/vpc", "AWS::EC2::VPC", Action.UPDATE, "vpc-1", List.of());
        assertThat(pass(report, 2, new Outcome.Done(), changed).changes())
                .as("what was left to be done")
                .containsExactly(change("a"), cutOff.of("vpc-1"));

        var outputs = Map.of("network/vpc", new Result.Output("vpc-2", Map.of()));
        assertThat(pass(report, 2, new Result(new Outcome.Done(), List.of(), 3, outputs))
                        .changes())
                .as("nothing was left to be done")
                .containsExactly(change("a"), cutOff.of("vpc-2"));

        assertThat(pass(report, 2, new Outcome.Done(), cutOff.of("vpc-3")).changes())
                .as("it had made nothing")
                .containsExactly(change("a"), cutOff.of("vpc-3"));
    }

    /** A plan's, and those of Kubernetes, whose objects have a name and no id. */
    @Test
    void a_creation_without_an_id_is_told_at_once() {
        var creation = new Change("workloads/web", "Deployment", Action.CREATE, "", List.of());

        assertThat(pass(begun, 1, waiting(List.of("workloads/web: 1 of 3 pods")), creation)
                        .changes())
                .containsExactly(creation);
    }

    // ---------------------------------------------------------------- waiting, and being refused

    @Test
    void a_refusal_that_stays_the_same_for_a_quarter_of_an_hour_is_told_in_its_own_words() {
        var refused = pass(begun, 1, waiting(List.of(), HELD));
        assertThat(refused.status()).isEqualTo(Status.PENDING);

        refused = pass(refused, 15, waiting(List.of(), HELD));
        assertThat(refused.status()).isEqualTo(Status.PENDING);

        refused = pass(refused, 16, waiting(List.of(), HELD));
        assertThat(refused.status()).isEqualTo(Status.FAILED);
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo(HELD);
            assertThat(problem.remedy()).contains("15 minutes").contains("start again");
        });
    }

    @Test
    void a_refusal_beside_something_that_aws_works_on_is_waited_for() {
        var report = begun;
        for (var minute = 1; minute < 90; minute++) {
            report = pass(report, minute, waiting(List.of(AT_WORK), HELD));
            assertThat(report.status()).isEqualTo(Status.PENDING);
        }
    }

    @Test
    void a_quarter_of_an_hour_begins_anew_with_another_refusal_and_with_aws_at_work() {
        var changed = pass(pass(begun, 1, waiting(List.of(), HELD)), 10, waiting(List.of(), HELD, OTHER));
        assertThat(pass(changed, 20, waiting(List.of(), OTHER, HELD)).status()).isEqualTo(Status.PENDING);
        assertThat(pass(changed, 25, waiting(List.of(), HELD, OTHER)).problems())
                .hasSize(2);

        var worked = pass(pass(begun, 1, waiting(List.of(), HELD)), 10, waiting(List.of(AT_WORK), HELD));
        assertThat(pass(worked, 20, waiting(List.of(), HELD)).status()).isEqualTo(Status.PENDING);
    }

    @Test
    void aws_at_work_has_an_hour_and_a_half() {
        assertThat(pass(begun, 89, waiting(List.of(AT_WORK))).status()).isEqualTo(Status.PENDING);

        var late = pass(begun, 90, waiting(List.of(AT_WORK)));

        assertThat(late.status()).isEqualTo(Status.FAILED);
        assertThat(late.problems().getFirst().sentence()).contains("90 minutes").contains(AT_WORK);
    }

    @Test
    void the_time_begins_anew_when_the_run_comes_back_to_the_layer() {
        var built = pass(begun, 80, new Outcome.Done());

        var clearing = built.turned(Direction.BACKWARDS, NOON.plus(Duration.ofMinutes(85)));

        assertThat(pass(clearing, 95, waiting(List.of(AT_WORK))).status()).isEqualTo(Status.PENDING);
    }

    // ---------------------------------------------------------------- several passes

    @Test
    void what_passes_did_and_cost_adds_up() {
        var report = pass(pass(begun, 1, waiting(List.of(AT_WORK)), change("a")), 2, new Outcome.Done(), change("b"));

        assertThat(report.status()).isEqualTo(Status.DONE);
        assertThat(report.changes()).containsExactly(change("a"), change("b"));
        assertThat(report.calls()).isEqualTo(new CallCount(4, 2));
        assertThat(report.millis()).isEqualTo(80);
        assertThat(report.waitingFor()).isEmpty();
    }

    @Test
    void a_plan_tells_in_each_pass_anew_what_would_be_changed_in_its_direction() {
        var forwards = look(look(begun, change("a")), change("a"), change("b"));
        assertThat(forwards.changes()).containsExactly(change("a"), change("b"));

        var backwards = forwards.turned(Direction.BACKWARDS, NOON);
        assertThat(look(look(backwards, change("c")), change("c"), change("d")).changes())
                .containsExactly(change("a"), change("b"), change("c"), change("d"));
    }

    private static LayerReport look(LayerReport report, Change... changes) {
        var result = new Result(waiting(List.of(AT_WORK)), List.of(changes), 3, Map.of());
        return report.afterLook(new LayerReport.Pass(result, null, CallCount.NONE, Duration.ZERO, NOON));
    }

    @Test
    void what_is_deleted_backwards_joins_what_was_built_and_found_forwards() {
        var outputs = Map.of("network/vpc", new Result.Output("vpc-1", Map.of()));
        var forwards = pass(
                begun,
                1,
                new Result(
                        new Outcome.Done(), List.of(change("a")), 3, outputs, List.of(), 2, Set.of(), List.of("look")));

        var report = pass(
                forwards.turned(Direction.BACKWARDS, NOON),
                2,
                new Result(
                        new Outcome.Done(),
                        List.of(change("b")),
                        0,
                        Map.of(),
                        List.of(new Kept("network/sg", "sg-1", "")),
                        1,
                        Set.of("sg-1"),
                        List.of("and look")));

        assertThat(report.changes()).hasSize(2);
        assertThat(report.resources()).isEqualTo(3);
        assertThat(report.outputs()).isEqualTo(outputs);
        assertThat(report.kept()).containsExactly(new Kept("network/sg", "sg-1", ""));
        assertThat(report.holds()).containsExactly("sg-1");
        assertThat(report.notes()).containsExactly("look", "and look");
    }

    @Test
    void a_failure_is_the_problems_of_the_pass() {
        var problem = Problem.user("No", "network/vpc", "no.", "");

        var failed = pass(begun, 1, new Outcome.Failed(List.of(problem)));

        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.problems()).containsExactly(problem);
    }
}
