package dev.terrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.run.RunRequest.Failure;
import dev.terrace.run.RunRequest.Step;
import dev.terrace.run.RunResponse.Status;
import dev.terrace.table.Executions;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.Locks;
import dev.terrace.table.Run;
import dev.terrace.table.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunFunctionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static final List<String> MODES = List.of("apply", "plan", "destroy");

    private final Map<String, String> bucket = new HashMap<>();
    private final FakeLocks locks = new FakeLocks();
    private final List<Run> recorded = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();
    private Executions.State holder = new Executions.Running();

    private final RunFunction function = new RunFunction(
            new FakeBlueprints(),
            new FencedLocks(locks, execution -> holder, Duration.ofMinutes(2), Clock.fixed(NOON, ZoneOffset.UTC)),
            new FakeRuns(),
            forgotten::add,
            Clock.fixed(NOON, ZoneOffset.UTC));

    @BeforeEach
    void upload_the_task_managers_blueprint() throws IOException {
        bucket.put("task-manager.yaml", Files.readString(Path.of("../../blueprints/task-manager.yaml")));
    }

    private static RunRequest begin(String platform, String mode) {
        return new RunRequest(Step.BEGIN, "run-1", "arn:run-1", NOON, platform, mode, MODES, platform + ".yaml", null);
    }

    private static RunRequest end(Failure failure) {
        return new RunRequest(Step.END, "run-1", "arn:run-1", NOON, "task-manager", "apply", null, null, failure);
    }

    private RunResponse ask(RunRequest request) {
        return function.handle(request, () -> Duration.ofMinutes(1));
    }

    @Test
    void a_run_begins_with_the_platform_the_lock_and_a_record() {
        var response = ask(begin("task-manager", "apply"));

        assertThat(response.status()).isEqualTo(Status.BEGUN);
        assertThat(response.platform().name()).isEqualTo("task-manager");
        assertThat(response.notBuiltYet()).isNotEmpty();
        assertThat(locks.held).containsEntry("task-manager", "arn:run-1");
        assertThat(recorded).extracting(Run::status).containsExactly(Run.Status.RUNNING);
    }

    @Test
    void a_plan_takes_no_lock_and_leaves_no_record() {
        locks.held.put("task-manager", "arn:another");

        assertThat(ask(begin("task-manager", "plan")).status()).isEqualTo(Status.BEGUN);
        assertThat(recorded).isEmpty();
    }

    @Test
    void a_run_is_refused_while_another_execution_holds_the_platform() {
        locks.held.put("task-manager", "arn:another");

        var response = ask(begin("task-manager", "apply"));

        assertThat(response.status()).isEqualTo(Status.REFUSED);
        assertThat(response.problem().code()).isEqualTo("PlatformLocked");
        assertThat(response.problem().message()).contains("arn:another");
    }

    @Test
    void the_lock_of_an_execution_that_was_aborted_long_ago_is_taken() {
        locks.held.put("task-manager", "arn:another");
        holder = new Executions.Stopped(NOON.minusSeconds(180));

        assertThat(ask(begin("task-manager", "apply")).status()).isEqualTo(Status.BEGUN);
        assertThat(locks.held).containsEntry("task-manager", "arn:run-1");
    }

    @Test
    void a_missing_blueprint_is_refused_with_the_place_where_it_should_be() {
        var response = ask(begin("shop", "apply"));

        assertThat(response.problem().code()).isEqualTo("NoBlueprint");
        assertThat(response.problem().message()).contains("s3://blueprints/shop.yaml");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_broken_blueprint_is_refused_with_every_error() {
        bucket.put(
                "task-manager.yaml", bucket.get("task-manager.yaml").replace("cidr: 10.0.0.0/16", "cidr: 10.0.0.0/99"));

        var response = ask(begin("task-manager", "apply"));

        assertThat(response.problem().code()).isEqualTo("InvalidBlueprint");
        assertThat(response.problem().message()).contains("task-manager.yaml:").contains("network.cidr");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_blueprint_of_another_platform_is_refused() {
        bucket.put("shop.yaml", bucket.get("task-manager.yaml"));

        assertThat(ask(begin("shop", "apply")).problem().code()).isEqualTo("OtherPlatform");
    }

    @Test
    void a_run_that_ends_frees_the_lock_and_is_recorded() {
        ask(begin("task-manager", "apply"));

        var response = ask(end(null));

        assertThat(response).isEqualTo(new RunResponse(Status.ENDED, null, null, null));
        assertThat(locks.held).isEmpty();
        assertThat(recorded.getLast()).isEqualTo(recorded.getFirst().ended(Run.Status.SUCCEEDED, NOON, ""));
    }

    @Test
    void a_layers_failure_is_told_in_its_own_words_and_frees_the_lock() {
        ask(begin("task-manager", "apply"));

        var response = ask(
                end(
                        new Failure(
                                "States.TaskFailed",
                                "{\"Name\":\"run-1-data\",\"Status\":\"FAILED\",\"Error\":\"StorageFull\",\"Cause\":\"data/postgres: no.\"}")));

        assertThat(response.problem().code()).isEqualTo("StorageFull");
        assertThat(response.problem().message()).isEqualTo("data/postgres: no.");
        assertThat(locks.held).isEmpty();
        assertThat(recorded.getLast().summary()).isEqualTo("data/postgres: no.");
    }

    @Test
    void a_functions_crash_is_told_by_its_message() {
        var response = ask(end(new Failure(
                "Lambda.Unknown", "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"signal: killed\"}")));

        assertThat(response.problem().code()).isEqualTo("Runtime.ExitError");
        assertThat(response.problem().message()).isEqualTo("signal: killed");
    }

    @Test
    void a_layer_that_was_aborted_is_named() {
        var response = ask(end(new Failure("States.TaskFailed", "{\"Name\":\"run-1-data\",\"Status\":\"ABORTED\"}")));

        assertThat(response.problem().message()).contains("run-1-data").contains("ABORTED");
    }

    @Test
    void a_cause_that_is_plain_text_stays_as_it_is() {
        assertThat(ask(end(new Failure("States.Timeout", null))).problem().code())
                .isEqualTo("States.Timeout");
        assertThat(ask(end(new Failure("Any", "{not json"))).problem().message())
                .isEqualTo("{not json");
    }

    @Test
    void a_mode_that_the_state_machine_does_not_know_is_refused() {
        var response = ask(new RunRequest(
                Step.BEGIN,
                "run-1",
                "arn:run-1",
                NOON,
                "task-manager",
                "destroy",
                List.of("apply", "plan"),
                "x",
                null));

        assertThat(response.problem().code()).isEqualTo("UnknownMode");
        assertThat(response.problem().remedy()).contains("apply, plan");
    }

    @Test
    void an_uploaded_blueprint_becomes_the_platforms_own_only_when_its_run_begins() {
        bucket.put("uploads/1.yaml", bucket.get("task-manager.yaml") + "# changed\n");
        var apply = new RunRequest(
                Step.BEGIN, "run-1", "arn:run-1", NOON, "task-manager", "apply", MODES, "uploads/1.yaml", null);
        locks.held.put("task-manager", "arn:another");

        assertThat(ask(apply).status()).isEqualTo(Status.REFUSED);
        assertThat(bucket.get("task-manager.yaml")).doesNotContain("# changed");

        locks.held.clear();
        assertThat(ask(apply).status()).isEqualTo(Status.BEGUN);
        assertThat(bucket.get("task-manager.yaml")).contains("# changed");
    }

    @Test
    void a_protected_database_stops_a_destroy_before_anything_is_done() {
        bucket.computeIfPresent(
                "task-manager.yaml",
                (_, yaml) -> yaml.replace("deletionProtection: false", "deletionProtection: true"));

        assertThat(ask(begin("task-manager", "destroy")).problem().code()).isEqualTo("DeletionProtected");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_destroyed_platform_forgets_its_released_images() {
        ask(begin("task-manager", "destroy"));
        var end = new RunRequest(Step.END, "run-1", "arn:run-1", NOON, "task-manager", "destroy", null, null, null);

        ask(end);

        assertThat(forgotten).containsExactly("task-manager");
    }

    private final class FakeBlueprints implements Blueprints {
        @Override
        public void keep(String platform, String text) {
            bucket.put(Blueprints.keyOf(platform), text);
        }

        @Override
        public Optional<String> read(String key) {
            return Optional.ofNullable(bucket.get(key));
        }

        @Override
        public String location(String key) {
            return "s3://blueprints/" + key;
        }
    }

    private final class FakeRuns implements Runs {
        @Override
        public void put(Run run) {
            recorded.add(run);
        }

        @Override
        public List<Run> list(String platform, int most) {
            return recorded;
        }
    }

    private static final class FakeLocks implements Locks {
        final Map<String, String> held = new HashMap<>();

        @Override
        public Attempt acquire(String platform, String holder, String purpose) {
            var before = held.putIfAbsent(platform, holder);
            return before == null || before.equals(holder) ? new Acquired() : new Held(before, NOON, "apply");
        }

        @Override
        public boolean release(String platform, String holder) {
            return held.remove(platform, holder);
        }

        @Override
        public boolean steal(String platform, String from, String to, String purpose) {
            return held.replace(platform, from, to);
        }
    }
}
