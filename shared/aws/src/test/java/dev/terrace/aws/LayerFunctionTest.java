package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.amazonaws.services.lambda.runtime.Context;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Change.Field;
import dev.terrace.engine.Kept;
import dev.terrace.engine.OutOfTimeException;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import dev.terrace.report.CallCount;
import dev.terrace.report.LayerReport;
import dev.terrace.report.LayerReport.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** A layer's function, called and answering in JSON as by Lambda. */
class LayerFunctionTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final MemoryBucket bucket = new MemoryBucket();
    private final RunFolder folder = new RunFolder(bucket, "task-manager", "run-1");
    private final List<LayerTask> tasks = new ArrayList<>();
    private Function<LayerTask, Result> layer = _ -> done();
    private int remainingMillis = 120_000;

    /** A thousand changes are a thousand lines. */
    @BeforeAll
    static void be_quiet() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }

    private Instant now = NOON;

    @BeforeEach
    void put_the_platform_into_the_runs_folder() {
        folder.keep(JSON.readValue(Path.of("../../events/platform.json").toFile(), Platform.class));
    }

    /** All layers but the network, which most tests are about. */
    @BeforeEach
    void let_the_other_layers_have_reports() {
        EnumSet.complementOf(EnumSet.of(LayerName.NETWORK))
                .forEach(other -> folder.keep(LayerReport.begun(other, Direction.FORWARDS, NOON)));
    }

    private void lose(LayerName name) {
        bucket.texts().remove("runs/task-manager/run-1/" + name + ".json");
    }

    private static Result done(Change... changes) {
        return new Result(new Outcome.Done(), List.of(changes), changes.length, Map.of());
    }

    private static Result pending() {
        return pending(Duration.ZERO);
    }

    private static Result pending(Duration retryAfter) {
        return new Result(new Outcome.Pending(List.of("AWS"), retryAfter), List.of(), 0, Map.of());
    }

    private LayerResponse call(LayerName name, Direction direction) {
        return call(Mode.APPLY, name, direction);
    }

    private LayerResponse call(Mode mode, LayerName name, Direction direction) {
        var function = new LayerFunction(new Calls(), bucket, Clock.fixed(now, ZoneOffset.UTC)) {
            @Override
            protected Reconciled reconcile(LayerTask task) {
                tasks.add(task);
                return new Reconciled(layer.apply(task));
            }
        };
        var request = new LayerRequest("task-manager", name, mode, direction, "run-1", Set.of("cluster/nodes-burst"));
        var out = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(JSON.writeValueAsBytes(request)), out, context());
        return JSON.readValue(out.toByteArray(), LayerResponse.class);
    }

    private LayerReport report(LayerName name) {
        return folder.report(name).orElseThrow();
    }

    private void reported(LayerName name, Set<String> holds, String output) {
        var outputs = Map.of(output, new Result.Output("id of " + output, Map.of()));
        var result = new Result(new Outcome.Done(), List.of(), 1, outputs, List.of(), 0, holds, List.of());
        folder.keep(LayerReport.begun(name, Direction.FORWARDS, NOON)
                .after(new LayerReport.Pass(result, null, CallCount.NONE, Duration.ZERO, NOON)));
    }

    // ---------------------------------------------------------------- what a layer gets to know

    @Test
    void a_layer_imports_what_the_layers_are_that_it_needs() {
        reported(LayerName.SECURITY, Set.of(), "security/data");
        reported(LayerName.NETWORK, Set.of(), "network/vpc");
        reported(LayerName.REGISTRY, Set.of(), "registry/web");

        call(LayerName.DATA, Direction.FORWARDS);

        assertThat(tasks.getFirst().imports()).containsOnlyKeys("security/data", "network/vpc");
        assertThat(tasks.getFirst().holds()).isEmpty();
    }

    @Test
    void backwards_a_layer_gets_to_know_what_later_layers_keep() {
        reported(LayerName.NETWORK, Set.of(), "network/vpc");
        reported(LayerName.DATA, Set.of("subnet-1", "key-1"), "data/postgres");
        reported(LayerName.SECURITY, Set.of("of an earlier layer"), "security/data");

        call(LayerName.NETWORK, Direction.BACKWARDS);

        assertThat(tasks.getFirst().holds()).containsExactlyInAnyOrder("subnet-1", "key-1");
    }

    /** What is lost may have kept something: a network was deleted so, from under a database that was retained. */
    @ParameterizedTest
    @CsvSource({
        "PLAN, FORWARDS, CLUSTER, NETWORK",
        "APPLY, FORWARDS, REGISTRY, SECURITY",
        "APPLY, BACKWARDS, NETWORK, SECURITY",
        "APPLY, BACKWARDS, NETWORK, DATA",
        "DESTROY, BACKWARDS, NETWORK, DATA",
        "DESTROY, BACKWARDS, NETWORK, WORKLOADS"
    })
    void without_the_report_of_a_layer_that_counts_nothing_is_done(
            Mode mode, Direction direction, LayerName name, LayerName lost) {
        reported(LayerName.NETWORK, Set.of(), "network/vpc");
        lose(lost);

        assertThatThrownBy(() -> call(mode, name, direction))
                .isInstanceOf(ProblemException.class)
                .hasMessage("What the run wrote to s3://bucket/runs/task-manager/run-1/" + lost
                        + ".json is not there any more. Start the run again: it goes on from what is there.");
        assertThat(tasks).isEmpty();
    }

    /** Only a destroy begins backwards. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"PLAN", "APPLY"})
    void a_layer_of_which_is_not_known_how_it_was_built_is_not_cleared(Mode mode) {
        assertThatThrownBy(() -> call(mode, LayerName.NETWORK, Direction.BACKWARDS))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("/network.json is not there any more. Start the run again");

        bucket.texts()
                .put("runs/task-manager/run-1/network.json", bucket.texts().get("runs/task-manager/run-1/data.json"));
        assertThatThrownBy(() -> call(mode, LayerName.NETWORK, Direction.BACKWARDS))
                .as("another layer's")
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("/network.json is not there any more. Start the run again");
        assertThat(tasks).isEmpty();
    }

    @Test
    void a_destroy_comes_to_a_layer_before_it_comes_to_those_that_the_layer_needs() {
        lose(LayerName.SECURITY);

        assertThat(call(Mode.DESTROY, LayerName.NETWORK, Direction.BACKWARDS).status())
                .isEqualTo(Status.DONE);
    }

    @Test
    void every_pass_knows_what_may_be_replaced_and_what_the_run_has_created_so_far() {
        reported(LayerName.NETWORK, Set.of(), "network/vpc");
        layer = _ -> pending();
        call(LayerName.CLUSTER, Direction.FORWARDS);
        layer = _ -> done(create(0));
        call(LayerName.CLUSTER, Direction.FORWARDS);
        call(LayerName.CLUSTER, Direction.FORWARDS);
        call(LayerName.CLUSTER, Direction.BACKWARDS);

        assertThat(tasks)
                .extracting(task -> task.mandate().made())
                .containsExactly(Set.of(), Set.of(), Set.of("network/r0"), Set.of("network/r0"));
        assertThat(tasks).allMatch(task -> task.mandate().replace().equals(Set.of("cluster/nodes-burst")));
    }

    @Test
    void what_a_plan_has_told_is_told_once_and_not_taken_for_made() {
        reported(LayerName.NETWORK, Set.of(), "network/vpc");
        layer = task -> new Result(
                new Outcome.Pending(List.of("AWS"), Duration.ZERO),
                List.of(create(task.direction().ordinal())),
                1,
                Map.of());
        for (var direction : Direction.values()) {
            call(Mode.PLAN, LayerName.CLUSTER, direction);
            call(Mode.PLAN, LayerName.CLUSTER, direction);
        }

        assertThat(report(LayerName.CLUSTER).changes()).containsExactly(create(0), create(1));
        assertThat(tasks).hasSize(4).allMatch(task -> task.mandate().made().isEmpty());
    }

    // ---------------------------------------------------------------- what it writes

    @Test
    void who_follows_the_run_sees_a_layer_that_has_begun() {
        layer = _ -> {
            assertThat(report(LayerName.NETWORK).status()).isEqualTo(Status.PENDING);
            return done();
        };

        call(LayerName.NETWORK, Direction.FORWARDS);

        assertThat(report(LayerName.NETWORK).status()).isEqualTo(Status.DONE);
    }

    @Test
    void a_pass_that_is_asked_for_twice_loses_nothing_of_the_first() {
        layer = _ -> done(create(0));
        call(LayerName.NETWORK, Direction.FORWARDS);
        layer = _ -> done();
        call(LayerName.NETWORK, Direction.FORWARDS);

        assertThat(report(LayerName.NETWORK).changes()).containsExactly(create(0));
    }

    /** What goes through the state machines must not grow with the platform: their limit of 256 KB cannot be caught. */
    @Test
    void a_thousand_resources_are_a_large_report_and_a_small_answer() {
        var outputs = new HashMap<String, Result.Output>();
        var changes = new ArrayList<Change>();
        var sentences = new ArrayList<String>();
        for (var i = 0; i < 1000; i++) {
            outputs.put("network/r" + i, new Result.Output("r-" + i, Map.of("Arn", "arn:aws:x:::" + i)));
            changes.add(create(i));
            sentences.add("network/r" + i + " (being created)");
        }
        layer = _ -> new Result(
                new Outcome.Pending(sentences, Duration.ofSeconds(10)),
                changes,
                1000,
                outputs,
                sentences.stream().map(it -> new Kept(it, "r-1", "")).toList(),
                1000,
                Set.copyOf(sentences),
                sentences);
        var answer = call(LayerName.NETWORK, Direction.FORWARDS);

        assertThat(JSON.writeValueAsString(answer)).hasSizeLessThan(500);
        assertThat(answer.changes()).isEqualTo(1000);
        assertThat(answer.report()).isEqualTo("s3://bucket/runs/task-manager/run-1/network.json");
        assertThat(report(LayerName.NETWORK).changes()).isEqualTo(changes);
        assertThat(report(LayerName.NETWORK).outputs()).isEqualTo(outputs);
    }

    @Test
    void a_thousand_problems_are_told_in_a_few_sentences_and_in_the_report() {
        var problems = new ArrayList<Problem>();
        for (var i = 0; i < 1000; i++) {
            problems.add(Problem.user("No", "network/r" + i, "AWS sagt „nein“, und zwar ausführlich.", ""));
        }
        layer = _ -> new Result(new Outcome.Failed(problems), List.of(), 0, Map.of());

        var answer = call(LayerName.NETWORK, Direction.FORWARDS);

        assertThat(answer.failure().code()).isEqualTo("No");
        assertThat(answer.failure().message())
                .startsWith("network/r0: AWS")
                .endsWith("… The whole report is s3://bucket/runs/task-manager/run-1/network.json");
        assertThat(JSON.writeValueAsBytes(answer)).hasSizeLessThan(2500);
        assertThat(report(LayerName.NETWORK).problems()).hasSize(1000);
    }

    private static Change create(int i) {
        return new Change(
                "network/r" + i,
                "AWS::EC2::Subnet",
                Action.CREATE,
                "r-" + i,
                List.of(Field.of("CidrBlock", null, "10.0.0.0/24")));
    }

    // ---------------------------------------------------------------- time, and faults

    @Test
    void what_is_left_of_the_functions_time_is_enough_for_one_call_the_report_and_the_answer() {
        remainingMillis = 25_001;
        call(LayerName.NETWORK, Direction.FORWARDS);
        assertThat(tasks.getFirst().mandate().deadline().passed()).isFalse();

        remainingMillis = 25_000;
        call(LayerName.NETWORK, Direction.FORWARDS);
        assertThat(tasks.getLast().mandate().deadline().passed()).isTrue();
    }

    @Test
    void a_layer_that_runs_out_of_time_is_called_again_at_once() {
        layer = _ -> {
            throw new OutOfTimeException();
        };

        var answer = call(LayerName.NETWORK, Direction.FORWARDS);

        assertThat(answer.status()).isEqualTo(Status.PENDING);
        assertThat(answer.retryAfterSeconds()).isEqualTo(1);
    }

    /** A layer is given up after ninety minutes; a pass of the loop is nine events, and an execution is to have 2,500 at most. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10})
    void however_long_a_layer_waits_the_history_of_its_execution_stays_short(int seconds) {
        layer = _ -> pending(Duration.ofSeconds(seconds));
        var passes = 0;
        var answer = call(LayerName.NETWORK, Direction.FORWARDS);
        for (; answer.status() == Status.PENDING; passes++) {
            now = now.plusSeconds(answer.retryAfterSeconds());
            answer = call(LayerName.NETWORK, Direction.FORWARDS);
        }

        assertThat(now).isAfter(NOON.plus(Duration.ofMinutes(89)));
        assertThat(9 * passes).isBetween(9, 2500);
    }

    @Test
    void a_layer_that_waits_for_minutes_is_asked_again_as_soon_as_it_says() {
        layer = _ -> pending(Duration.ofSeconds(10));
        call(LayerName.NETWORK, Direction.FORWARDS);
        now = NOON.plusSeconds(400);

        assertThat(call(LayerName.NETWORK, Direction.FORWARDS).retryAfterSeconds())
                .isEqualTo(10);
    }

    @Test
    void what_nobody_foresaw_is_a_sentence_with_an_id_and_the_name_of_the_log() {
        layer = _ -> {
            throw new NullPointerException();
        };

        var answer = call(LayerName.NETWORK, Direction.FORWARDS);

        assertThat(answer.status()).isEqualTo(Status.FAILED);
        assertThat(answer.failure().message())
                .startsWith("This is a fault of Terrace: java.lang.NullPointerException.")
                .contains("log group")
                .contains("request-7");
    }

    @Test
    void what_is_thrown_outside_of_a_layer_is_one_too() {
        assertThatThrownBy(() -> ask(valid(Map.of())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("fault of Terrace: java.lang.IllegalStateException: odd")
                .hasMessageContaining("request-7");
    }

    // ---------------------------------------------------------------- requests that are none

    @ParameterizedTest
    @ValueSource(strings = {"platform", "layer", "mode", "direction", "run"})
    void a_request_without_what_it_must_say_is_refused_with_its_name(String name) {
        var request = valid(Map.of());
        request.remove(name);

        assertThatThrownBy(() -> ask(request))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The request is not understood: it has no `" + name + "`.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mode     | {}        | its `mode` is not of its form
                    mode     | "aply"    | its `mode` is not of its form
                    mode     | "0"       | its `mode` is not of its form
                    mode     | 0         | its `mode` is not of its form
                    layer    | "netwrok" | its `layer` is not of its form
                    platform | ["x"]     | its `platform` is not of its form
                    platform | " "       | it has no `platform`
                    replace  | [null]    | its `replace[0]` is not of its form
                    replace  | 1         | its `replace` is not of its form
                    """)
    void a_value_of_another_form_is_refused_with_its_place_and_no_class_names(String name, String value, String why) {
        assertThatThrownBy(() -> ask(valid(Map.of(name, JSON.readTree(value)))))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The request is not understood: " + why + ".");
    }

    @Test
    void a_request_that_is_nothing_is_refused() {
        assertThatThrownBy(() -> ask(null))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The request is not understood: it is not of its form.");
    }

    @Test
    void a_name_that_is_longer_than_any_is_not_told_back() {
        assertThatThrownBy(() -> ask(valid(Map.of("platform", "x".repeat(200_000)))))
                .hasMessage("The request is not understood: its `platform` has 200000 characters, which no name has.");
    }

    private static Map<String, Object> valid(Map<String, ?> but) {
        var request = new HashMap<String, Object>(Map.of(
                "platform",
                "task-manager",
                "layer",
                "network",
                "mode",
                "plan",
                "direction",
                "forwards",
                "run",
                "run-1"));
        request.putAll(but);
        return request;
    }

    private void ask(Map<String, Object> request) {
        var function = new JsonFunction<LayerRequest, String>(LayerRequest.class) {
            @Override
            protected String handle(LayerRequest request, Remaining remaining) {
                throw new IllegalStateException("odd");
            }

            @Override
            protected Map<String, String> correlation(LayerRequest request) {
                return Map.of();
            }
        };
        function.handleRequest(
                new ByteArrayInputStream(JSON.writeValueAsBytes(request)), new ByteArrayOutputStream(), context());
    }

    // ---------------------------------------------------------------- a folder that somebody tampered with

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"layer\": \"netw", "{}", "{\"layer\": \"of-another-version\"}", "7"})
    void a_report_that_is_damaged_is_named(String text) {
        bucket.texts().put("runs/task-manager/run-1/network.json", text);

        assertThatThrownBy(() -> folder.report(LayerName.NETWORK))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith(
                        "What the run wrote to s3://bucket/runs/task-manager/run-1/network.json cannot be read. Start");
    }

    @Test
    void a_report_of_a_version_that_knew_less_is_read() {
        bucket.texts().put("runs/task-manager/run-1/network.json", """
                {"layer": "network", "direction": "forwards", "status": "DONE", "begun": "2026-11-21T12:00:00Z",
                 "updated": "2026-11-21T12:00:00Z"}""");

        assertThat(report(LayerName.NETWORK).holds()).isEmpty();
        assertThat(call(LayerName.NETWORK, Direction.BACKWARDS).status()).isEqualTo(Status.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{}", "{\"name\": \"another\"}"})
    void a_folder_without_the_runs_platform_is_no_runs(String text) {
        bucket.texts().put("runs/task-manager/run-1/platform.json", text);

        assertThatThrownBy(folder::platform)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("s3://bucket/runs/task-manager/run-1/platform.json");
    }

    /** Passed over, it would be taken for what nobody declares any more, and deleted. */
    @Test
    void a_platform_of_a_version_that_called_a_section_otherwise_is_refused_and_the_run_to_be_started_again() {
        bucket.texts()
                .compute(
                        "runs/task-manager/run-1/platform.json",
                        (_, text) -> text.replace("\"applications\":", "\"workloads\":"));

        assertThatThrownBy(folder::platform)
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "What the run wrote to s3://bucket/runs/task-manager/run-1/platform.json cannot be read. Start the run again: it goes on from what is there.");
    }

    /** A Lambda invocation; the functions ask it for two things only. */
    private Context context() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (_, method, _) -> switch (method.getName()) {
                    case "getRemainingTimeInMillis" -> remainingMillis;
                    case "getAwsRequestId" -> "request-7";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
