package dev.terrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.amazonaws.services.lambda.runtime.Context;
import dev.terrace.aws.MemoryBucket;
import dev.terrace.aws.RunFolder;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.engine.Problem;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.Refusal;
import dev.terrace.report.Reports;
import dev.terrace.run.Course.Turn;
import dev.terrace.run.RunRequest.Failure;
import dev.terrace.run.RunRequest.HeldUp;
import dev.terrace.run.RunRequest.Step;
import dev.terrace.run.RunResponse.Status;
import dev.terrace.table.Executions;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.Locks;
import dev.terrace.table.Run;
import dev.terrace.table.Runs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RunFunctionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static final Path BROKEN =
            Path.of("../../shared/blueprint/src/test/resources/dev/terrace/blueprint/broken");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final MemoryBucket bucket = new MemoryBucket();
    private final FakeLocks locks = new FakeLocks();
    private final List<Run> recorded = new ArrayList<>();
    private final List<String> forgotten = new ArrayList<>();
    private Executions.State holder = new Executions.Running();

    private final RunFunction function = new RunFunction(
            bucket,
            new FencedLocks(locks, execution -> holder, Duration.ofMinutes(2), Clock.fixed(NOON, ZoneOffset.UTC)),
            new FakeRuns(),
            forgotten::add,
            new Failures("/aws/lambda/terrace-"),
            "us-east-1",
            Clock.fixed(NOON, ZoneOffset.UTC));

    @BeforeEach
    void upload_the_task_managers_blueprint() throws IOException {
        bucket.texts().put("task-manager.yaml", Files.readString(Path.of("../../blueprints/task-manager.yaml")));
    }

    private static RunRequest begin(String platform, String mode) {
        return begin(platform, mode, platform + ".yaml");
    }

    private static RunRequest begin(String platform, String mode, String blueprint, String... replace) {
        return new RunRequest(
                Step.BEGIN, "run-1", "arn:run-1", NOON, platform, mode, blueprint, List.of(replace), null, null, null);
    }

    private static RunRequest end(String mode, Failure... failures) {
        return new RunRequest(
                Step.END,
                "run-1",
                "arn:run-1",
                NOON,
                "task-manager",
                mode,
                null,
                null,
                null,
                List.of(failures),
                List.of());
    }

    private Problem problemOf(String layer, String error, String cause) {
        return ask(end("apply", new Failure(layer, error, cause))).problem();
    }

    private RunResponse ask(RunRequest request) {
        return function.handle(request, () -> Duration.ofMinutes(1));
    }

    @Test
    void a_run_begins_with_the_platform_in_its_folder_the_lock_and_a_record() {
        var response = ask(begin("task-manager", "apply"));

        assertThat(response.status()).isEqualTo(Status.BEGUN);
        assertThat(response.reports()).isEqualTo("runs/task-manager/run-1/");
        assertThat(new RunFolder(bucket, "task-manager", "run-1").platform().name())
                .isEqualTo("task-manager");
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
        assertThat(response.problem().message()).contains("s3://bucket/shop.yaml");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_broken_blueprint_is_refused_with_every_error() {
        bucket.texts()
                .put(
                        "task-manager.yaml",
                        bucket.texts()
                                .get("task-manager.yaml")
                                .replace("nat: per-zone", "nat: per-zone\n  cidr: 10.0.0.0/99"));

        var response = ask(begin("task-manager", "apply"));

        assertThat(response.problem().code()).isEqualTo("InvalidBlueprint");
        assertThat(response.problem().message()).contains("task-manager.yaml:").contains("network.cidr");
        assertThat(locks.held).isEmpty();
    }

    /** What AWS offers, or Terrace checks, is not what it was when the platform was built. */
    @ParameterizedTest
    @MethodSource("blueprintsThatAreWrongInMeaning")
    void a_platform_can_be_destroyed_whose_blueprint_could_not_be_built_any_more(String platform, String blueprint) {
        bucket.texts().put(platform + ".yaml", blueprint);

        assertThat(ask(begin(platform, "apply")).problem().code()).isEqualTo("InvalidBlueprint");
        assertThat(ask(begin(platform, "destroy")).status()).isEqualTo(Status.BEGUN);
    }

    static Stream<Arguments> blueprintsThatAreWrongInMeaning() throws IOException {
        var found = new ArrayList<Arguments>();
        try (var files = Files.newDirectoryStream(BROKEN, "*.yaml")) {
            for (var file : files) {
                var text = Files.readString(file);
                ((Blueprint.Invalid) Blueprint.read(file.toString(), text))
                        .platform()
                        .filter(platform -> platform.region().equals("us-east-1"))
                        .ifPresent(platform -> found.add(Arguments.of(platform.name(), text)));
            }
        }
        assertThat(found).hasSizeGreaterThan(10);
        return found.stream();
    }

    @Test
    void a_plan_of_a_blueprint_that_is_wrong_in_meaning_says_that_the_platform_can_be_destroyed_all_the_same() {
        bucket.texts().computeIfPresent("task-manager.yaml", (_, yaml) -> yaml.replace("t3.medium", "t3.mediun"));

        var problem = ask(begin("task-manager", "plan")).problem();

        assertThat(problem.code()).isEqualTo("InvalidBlueprint");
        assertThat(problem.remedy()).contains("`terrace destroy task-manager`");
    }

    @Test
    void what_may_be_wrong_with_a_blueprint_is_in_the_log_and_hinders_nothing() {
        bucket.texts().computeIfPresent("task-manager.yaml", (_, yaml) -> yaml.replace("\"15.5+\"", "\"19\""));
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(RunFunction.class);
        logger.addAppender(log);
        try {
            assertThat(ask(begin("task-manager", "plan")).status()).isEqualTo(Status.BEGUN);
        } finally {
            logger.detachAppender(log);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("data.postgres.version: found \"19\"");
    }

    @Test
    void a_blueprint_that_is_wrong_in_form_destroys_nothing_since_what_it_keeps_may_be_misspelt() {
        bucket.texts().computeIfPresent("task-manager.yaml", (_, yaml) -> yaml + "\ndeletoin: { database: retain }\n");

        assertThat(ask(begin("task-manager", "destroy")).problem().code()).isEqualTo("InvalidBlueprint");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_blueprint_of_another_platform_is_refused() {
        bucket.texts().put("shop.yaml", bucket.texts().get("task-manager.yaml"));

        assertThat(ask(begin("shop", "apply")).problem().code()).isEqualTo("OtherPlatform");
    }

    @Test
    void a_run_that_ends_frees_the_lock_and_is_recorded() {
        ask(begin("task-manager", "apply"));

        var response = ask(end("apply"));

        assertThat(response).isEqualTo(RunResponse.ended(null));
        assertThat(locks.held).isEmpty();
        assertThat(recorded.getLast()).isEqualTo(recorded.getFirst().ended(Run.Status.SUCCEEDED, NOON, ""));
    }

    // ---------------------------------------------------------------- which layers

    @Test
    void a_run_goes_forwards_through_all_layers_and_then_backwards() {
        var turns = turns(ask(begin("task-manager", "apply")));

        assertThat(turns)
                .extracting(Turn::execution)
                .startsWith("run-1-security")
                .endsWith("run-1-security-clear");
        assertThat(turns).extracting(Turn::direction).isSorted().containsOnly(Direction.FORWARDS, Direction.BACKWARDS);
    }

    @Test
    void a_destroy_only_goes_backwards() {
        assertThat(turns(ask(begin("task-manager", "destroy"))))
                .hasSize(LayerName.values().length)
                .extracting(Turn::direction)
                .containsOnly(Direction.BACKWARDS);
    }

    private static List<Turn> turns(RunResponse begun) {
        return begun.waves().stream()
                .flatMap(wave -> wave.chains().stream())
                .flatMap(chain -> chain.turns().stream())
                .toList();
    }

    @Test
    void what_begins_a_run_stays_small() {
        assertThat(JSON.writeValueAsString(ask(begin("task-manager", "apply")))).hasSizeLessThan(3000);
    }

    // ---------------------------------------------------------------- refusals

    @Test
    void a_mode_that_nobody_knows_is_refused() {
        var response = ask(begin("task-manager", "aply"));

        assertThat(response.problem().code()).isEqualTo("UnknownMode");
        assertThat(response.problem().remedy()).contains("apply, plan, destroy");
    }

    /** As the state machine asks, with what a person gave it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "platform": null                          | it has no `platform`
                    "platform": {}                            | its `platform` is not of its form
                    "mode": null                              | it has no `mode`
                    "mode": {}                                | its `mode` is not of its form
                    "replace": [null]                         | its `replace[0]` is not of its form
                    "replace": [{}]                           | its `replace[0]` is not of its form
                    "blueprint": null                         | it has no `blueprint`
                    "blueprint": ""                           | it has no `blueprint`
                    """)
    void an_input_of_another_form_is_a_refusal_with_its_place(String input, String why) {
        var request = (ObjectNode) JSON.readTree("""
                {"step": "begin", "run": "run-1", "execution": "arn:run-1", "started": "2026-11-21T12:00:00Z",
                 "platform": "task-manager", "mode": "plan", "blueprint": "task-manager.yaml", "replace": []}""");
        request.setAll((ObjectNode) JSON.readTree("{" + input + "}"));
        var out = new ByteArrayOutputStream();

        function.handleRequest(new ByteArrayInputStream(JSON.writeValueAsBytes(request)), out, context());

        var answer = JSON.readTree(out.toByteArray());
        assertThat(answer.path("status").asString()).isEqualTo("REFUSED");
        assertThat(answer.at("/problem/code").asString()).isEqualTo("BadRequest");
        assertThat(answer.at("/problem/message").asString()).isEqualTo("The request is not understood: " + why + ".");
    }

    @Test
    void a_key_that_means_nothing_is_refused_since_it_may_be_a_misspelt_mode() {
        assertThat(ask(withKeys("platform", "mdoe")).problem().code()).isEqualTo("UnknownKey");
        assertThat(locks.held).isEmpty();
        assertThat(ask(withKeys("platform", "Comment", "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID"))
                        .status())
                .isEqualTo(Status.BEGUN);
    }

    private static RunRequest withKeys(String... keys) {
        return new RunRequest(
                Step.BEGIN,
                "run-1",
                "arn:run-1",
                NOON,
                "task-manager",
                "apply",
                "task-manager.yaml",
                null,
                List.of(keys),
                null,
                null);
    }

    @Test
    void a_file_that_is_larger_than_any_blueprint_is_refused() {
        bucket.texts().put("task-manager.yaml", "platform: " + "x".repeat(3_000_000));

        var problem = ask(begin("task-manager", "apply")).problem();

        assertThat(problem.code()).isEqualTo("InvalidBlueprint");
        assertThat(problem.message())
                .isEqualTo("task-manager.yaml:1:1: found more than 1 MB, expected a blueprint, which is much smaller");
    }

    /** The cause of an execution that fails may have 32,768 characters. */
    @Test
    void a_blueprint_with_thousands_of_errors_is_refused_in_what_step_functions_takes() {
        bucket.texts()
                .put(
                        "task-manager.yaml",
                        IntStream.range(0, 5_000)
                                .mapToObj(i -> "unknown" + i + ": \"" + "x".repeat(20) + "\"\n")
                                .collect(Collectors.joining()));

        assertThat(ask(begin("task-manager", "apply")).problem().message()).hasSizeLessThan(20_000);
    }

    @Test
    void a_blueprint_with_long_errors_is_refused_in_what_step_functions_takes() {
        bucket.texts()
                .put(
                        "task-manager.yaml",
                        IntStream.range(0, 150)
                                .mapToObj(i -> "€".repeat(400) + i + ": " + "x".repeat(400) + "\n")
                                .collect(Collectors.joining()));

        var message = ask(begin("task-manager", "apply")).problem().message();
        assertThat(message.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(23_990, 24_000);
        assertThat(message).endsWith("… and more than is told here.");
    }

    @Test
    void a_blueprint_of_another_region_is_refused_with_what_to_do() {
        bucket.texts().computeIfPresent("task-manager.yaml", (_, yaml) -> yaml.replace("us-east-1", "eu-west-1"));

        var problem = ask(begin("task-manager", "plan")).problem();

        assertThat(problem.code()).isEqualTo("OtherRegion");
        assertThat(problem.message()).contains("eu-west-1").contains("us-east-1");
        assertThat(problem.remedy())
                .contains("Install Terrace in eu-west-1")
                .contains("--region eu-west-1")
                .contains("in us-east-1 has to be destroyed first");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void consent_to_replace_what_can_be_no_resource_is_refused() {
        assertThat(ask(begin("task-manager", "apply", "task-manager.yaml", "nodes-burst"))
                        .problem()
                        .remedy())
                .contains("cluster/nodes-general")
                .contains("security, network, registry, data, cluster, workloads");
        assertThat(ask(begin("task-manager", "apply", "task-manager.yaml", "cluster/nodes-burst"))
                        .status())
                .isEqualTo(Status.BEGUN);
    }

    @Test
    void a_platform_whose_lock_was_left_behind_says_when_it_is_free() {
        locks.held.put("task-manager", "arn:another");
        holder = new Executions.Stopped(NOON.minusSeconds(23));

        var response = ask(begin("task-manager", "apply"));

        assertThat(response.problem().code()).isEqualTo("PlatformLocked");
        assertThat(response.problem().message())
                .contains("ended without freeing")
                .contains("arn:another");
        assertThat(response.problem().remedy()).contains("in 97 s");
        var refusal = bucket.texts().get("runs/task-manager/run-1/refusal.json");
        assertThat(refusal).contains("\"status\":\"REFUSED\"", "\"freeAt\":\"2026-11-21T12:01:37Z\"");
        assertThat(Reports.read(refusal, Refusal.class))
                .isEqualTo(new Refusal(response.problem(), NOON.plusSeconds(97)));
    }

    @Test
    void a_platform_at_work_does_not_say_when_it_is_free() {
        locks.held.put("task-manager", "arn:another");

        assertThat(ask(begin("task-manager", "apply")).status()).isEqualTo(Status.REFUSED);
        assertThat(bucket.read("runs/task-manager/run-1/refusal.json")).isEmpty();
    }

    @Test
    void an_uploaded_blueprint_becomes_the_platforms_own_only_when_its_run_begins() {
        bucket.texts().put("uploads/1.yaml", bucket.texts().get("task-manager.yaml") + "# changed\n");
        var apply = begin("task-manager", "apply", "uploads/1.yaml");
        locks.held.put("task-manager", "arn:another");

        assertThat(ask(apply).status()).isEqualTo(Status.REFUSED);
        assertThat(bucket.texts().get("task-manager.yaml")).doesNotContain("# changed");

        locks.held.clear();
        assertThat(ask(apply).status()).isEqualTo(Status.BEGUN);
        assertThat(bucket.texts().get("task-manager.yaml")).contains("# changed");
    }

    @Test
    void a_protected_database_stops_a_destroy_before_anything_is_done() {
        bucket.texts()
                .computeIfPresent(
                        "task-manager.yaml",
                        (_, yaml) -> yaml.replace("multiAz: true", "multiAz: true\n    deletionProtection: true"));

        assertThat(ask(begin("task-manager", "destroy")).problem().code()).isEqualTo("DeletionProtected");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_destroyed_platform_forgets_its_released_images() {
        ask(begin("task-manager", "destroy"));

        ask(end("destroy"));

        assertThat(forgotten).containsExactly("task-manager");
    }

    // ---------------------------------------------------------------- failures

    @Test
    void a_layers_failure_is_told_in_its_own_words_and_frees_the_lock() {
        ask(begin("task-manager", "apply"));

        var problem = problemOf("data", "States.TaskFailed", """
                {"Name":"run-1-data","Status":"FAILED","Error":"StorageFull","Cause":"data/postgres: no."}""");

        assertThat(problem.code()).isEqualTo("StorageFull");
        assertThat(problem.message()).isEqualTo("data/postgres: no.");
        assertThat(locks.held).isEmpty();
        assertThat(recorded.getLast().summary()).isEqualTo("data/postgres: no.");
    }

    @Test
    void of_two_layers_that_failed_both_are_told() {
        ask(begin("task-manager", "apply"));

        var problem = ask(end(
                        "apply",
                        new Failure("data", "States.TaskFailed", "{\"Error\":\"A\",\"Cause\":\"data/postgres: no.\"}"),
                        new Failure(
                                "cluster",
                                "States.TaskFailed",
                                "{\"Error\":\"B\",\"Cause\":\"cluster/cluster: no.\"}")))
                .problem();

        assertThat(problem.message()).isEqualTo("data/postgres: no.\ncluster/cluster: no.");
    }

    @Test
    void a_layer_that_had_no_turn_is_told_with_those_that_held_it_up() {
        ask(begin("task-manager", "apply"));
        var failure = new Failure("network", "States.TaskFailed", "{\"Error\":\"A\",\"Cause\":\"network/vpc: no.\"}");
        var heldUp = List.of(
                new HeldUp(LayerName.DATA, Direction.FORWARDS),
                new HeldUp(LayerName.WORKLOADS, Direction.FORWARDS),
                new HeldUp(LayerName.SECURITY, Direction.BACKWARDS));

        var problem = ask(new RunRequest(
                        Step.END,
                        "run-1",
                        "arn:run-1",
                        NOON,
                        "task-manager",
                        "apply",
                        null,
                        null,
                        null,
                        List.of(failure),
                        heldUp))
                .problem();

        assertThat(problem.code()).isEqualTo("A");
        assertThat(problem.message()).isEqualTo("""
                        network/vpc: no.
                        Not gone through, since network failed: data, workloads.
                        What is no longer wanted stays for now, since network failed, in: security.""");
        assertThat(locks.held).isEmpty();
    }

    @Test
    void a_layer_that_was_stopped_leaves_the_lock_to_the_fence_since_its_function_may_be_at_work() {
        ask(begin("task-manager", "apply"));

        ask(end("apply", new Failure("network", "States.TaskFailed", "{\"Name\":\"x\",\"Status\":\"ABORTED\"}")));

        assertThat(locks.held).isNotEmpty();
        assertThat(recorded.getLast().status()).isEqualTo(Run.Status.FAILED);
    }

    /** As a layer's execution hands it on: the function's own error is JSON within the JSON of the execution. */
    @Test
    void a_function_that_was_killed_is_a_sentence_an_id_and_where_the_log_is() {
        var killed = JSON.writeValueAsString(Map.of(
                "errorType",
                "Runtime.ExitError",
                "errorMessage",
                "RequestId: 59f8af4e-3e1c-4ad1-b6b9-a220f7fceb05 Error: Runtime exited with error: exit status 1"));
        var execution =
                JSON.writeValueAsString(Map.of("Status", "FAILED", "Error", "Runtime.ExitError", "Cause", killed));

        var problem = problemOf("network", "States.TaskFailed", execution);

        assertThat(problem.message())
                .isEqualTo("The function of the layer network ended before it had answered, again and again.");
        assertThat(problem.remedy())
                .startsWith("Start the run again: it goes on from what is there. If it stays so,")
                .contains("/aws/lambda/terrace-layer-network")
                .contains("request 59f8af4e-3e1c-4ad1-b6b9-a220f7fceb05.");
    }

    @Test
    void a_function_without_memory_or_time_is_told_so() {
        assertThat(problemOf("data", "Runtime.ExitError", """
                {"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: signal: killed"}""").message())
                .contains("the layer data needed more memory than it has");
        assertThat(problemOf(null, "Sandbox.Timedout", """
                {"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out after 120.00 seconds"}""").sentence())
                .contains("the run needed more time than it has")
                .contains("/aws/lambda/terrace-run");
    }

    @Test
    void a_function_that_is_killed_at_its_start_is_told_without_json() {
        var problem = problemOf("network", "Runtime.Unknown", "exit status 137");

        assertThat(problem.message()).contains("ended before it had answered");
        assertThat(problem.remedy()).contains("/aws/lambda/terrace-layer-network");
    }

    @Test
    void what_a_function_threw_in_words_is_told_in_these() {
        var problem = problemOf("network", "dev.terrace.engine.ProblemException", """
                {"errorType":"dev.terrace.engine.ProblemException","errorMessage":"S3 said AccessDenied: no","stackTrace":[]}""");

        assertThat(problem.code()).isEqualTo("ProblemException");
        assertThat(problem.sentence()).isEqualTo("S3 said AccessDenied: no");
    }

    @Test
    void a_layer_that_was_aborted_is_named() {
        assertThat(problemOf("data", "States.TaskFailed", "{\"Name\":\"run-1-data\",\"Status\":\"ABORTED\"}")
                        .sentence())
                .isEqualTo(
                        "The execution run-1-data ended as ABORTED. Start the run again: it goes on from what is there.");
    }

    @Test
    void an_error_without_a_cause_is_a_sentence_too() {
        assertThat(problemOf("data", "States.Timeout", null).message())
                .isEqualTo("Step Functions ended the layer data with States.Timeout.");
        assertThat(problemOf("data", "Any", "{not json").message()).isEqualTo("{not json");
    }

    /** Whoever ends a run frees its lock, whatever was caught. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Cause\": {\"a\": 1}}",
                "{\"Error\": [], \"Cause\": \"{}\"}",
                "{\"errorMessage\": [1], \"errorType\": {}}",
                "{\"Status\": {}}"
            })
    void a_cause_of_another_form_is_a_sentence_too(String cause) {
        ask(begin("task-manager", "apply"));

        assertThat(problemOf("data", "Any", cause).message()).isNotBlank();
        assertThat(problemOf("data", null, cause).message()).isNotBlank();
        assertThat(locks.held).isEmpty();
    }

    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (_, method, _) -> method.getReturnType() == int.class ? 60_000 : "a request");
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
        public String location(String platform) {
            return "the lock of " + platform;
        }

        @Override
        public boolean takeOver(String platform, String from, String to, String purpose) {
            return held.replace(platform, from, to);
        }
    }
}
