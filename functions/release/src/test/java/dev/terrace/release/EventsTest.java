package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import dev.terrace.kubernetes.Rollout;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.Release;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The function in JSON, as the state machine calls it, with the sample events. */
class EventsTest {
    private static final Path EVENTS = Path.of("../../events");
    private static final String EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:terrace-release:a-push";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final FakeTable table = new FakeTable(Clock.systemUTC());
    private final ReleaseFunction function = new ReleaseFunction(
            new OnePlatform(),
            new FencedLocks(table, _ -> null, Duration.ZERO, Clock.systemUTC()),
            table,
            new Complete(),
            Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(strings = {"ecr-push.json", "ecr-push-from-ci.json"})
    void a_sample_event_is_released_step_by_step(String file) throws IOException {
        var event = Files.readString(EVENTS.resolve(file));

        var begun = call("""
                {"step": "begin", "execution": "%s", "started": "2026-11-21T12:00:00.123Z", "event": %s}""", event);
        assertThat(begun.path("status").asString()).isEqualTo("DEPLOY");
        var release = begun.path("release");
        assertThat(release.path("id").asString()).isEqualTo("a-push");
        assertThat(release.path("image").path("tag").asString()).isEqualTo("2.0.0");
        assertThat(release.path("image").path("component").asString()).isEqualTo("backend");

        var deployed = call("""
                {"step": "deploy", "execution": "%s", "release": %s}""", release);
        assertThat(deployed.path("status").asString()).isEqualTo("DEPLOYED");

        var checked = call("""
                {"step": "check", "execution": "%s", "release": %s, "deployed": %s}""", release, deployed.path("at"));
        assertThat(checked.path("status").asString()).isEqualTo("DONE");

        var ended = call("""
                {"step": "end", "execution": "%s", "event": %s, "release": %s}""", event, release);
        assertThat(ended.path("status").asString()).isEqualTo("DONE");
        assertThat(table.current.get("backend").tag()).isEqualTo("2.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = "ecr-push.json")
    void a_failure_comes_as_step_functions_words_it_and_goes_out_as_code_and_reason(String file) throws IOException {
        var failed = call("""
                {"step": "end", "execution": "%s", "event": %s, "release": null,
                 "failure": {"Error": "dev.terrace.engine.ProblemException", "Cause": "{\\"errorMessage\\": \\"Eks said no.\\"}"}}""", Files.readString(EVENTS.resolve(file)));

        assertThat(failed).isEqualTo(JSON.readTree("""
                {"status": "FAILED", "code": "ReleaseFailed", "reason": "Eks said no."}"""));
    }

    /** Whoever may send events, or start executions, may send anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "\"a push\"",
                "{\"id\": \"e\", \"detail\": null}",
                "{\"id\": \"e\", \"detail\": [1]}",
                "{\"id\": {}, \"detail\": {\"repository-name\": 7, \"image-digest\": null, \"image-tag\": []}}"
            })
    void an_event_that_is_no_push_is_ignored_and_if_it_comes_to_that_ended(String event) {
        var begun = call("""
                {"step": "begin", "execution": "%s", "started": "2026-11-21T12:00:00Z", "event": %s}""", event);
        assertThat(begun.path("status").asString()).isEqualTo("IGNORED");

        var ended = call("""
                {"step": "end", "execution": "%s", "event": %s, "failure": {"Error": "Odd", "Cause": "odd"}}""", event);
        assertThat(ended.path("reason").asString()).isEqualTo("odd");
    }

    private JsonNode call(String request, Object... parts) {
        var arguments = new Object[parts.length + 1];
        arguments[0] = EXECUTION;
        System.arraycopy(parts, 0, arguments, 1, parts.length);
        var out = new ByteArrayOutputStream();
        function.handleRequest(
                new ByteArrayInputStream(request.formatted(arguments).getBytes(StandardCharsets.UTF_8)),
                out,
                context());
        return JSON.readTree(out.toByteArray());
    }

    private static Context context() {
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (_, method, _) -> method.getReturnType() == int.class ? 60_000 : "a request");
    }

    /** One repository with whatever image is asked for. */
    private static final class OnePlatform implements Images {
        @Override
        public Optional<Repository> repository(String name) {
            return Optional.of(
                    new Repository(name, "registry/" + name, "task-manager", "backend", Instant.EPOCH, List.of()));
        }

        @Override
        public Optional<Pushed> image(String repository, String digest) {
            return Optional.of(new Pushed(Instant.EPOCH, "", Set.of("2.0.0")));
        }
    }

    /** A cluster in which every rollout is complete at once. */
    private static final class Complete implements Workloads {
        @Override
        public Optional<String> missing(String platform, String component) {
            return Optional.empty();
        }

        @Override
        public void deploy(Release release) {}

        @Override
        public Rollout rollout(Release release) {
            return new Rollout(Rollout.State.COMPLETE, 3, 3, "");
        }

        @Override
        public void schedule(Release release) {}

        @Override
        public String left(Release release) {
            return "";
        }
    }
}
