package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.kubernetes.Rollout;
import dev.terrace.table.Executions;
import dev.terrace.table.FencedLocks;
import dev.terrace.table.LockLostException;
import dev.terrace.table.Release;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseFunctionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String REPOSITORY = "production-shop-backend";
    private static final String URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/" + REPOSITORY;
    private static final String EXECUTIONS = "arn:aws:states:us-east-1:123456789012:execution:terrace-release:";

    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final FakeTable table = new FakeTable(clock);
    private final FakeImages images = new FakeImages();
    private final FakeCluster cluster = new FakeCluster();
    private final Map<String, Executions.State> executions = new HashMap<>();
    private final FencedLocks locks = new FencedLocks(
            table, arn -> executions.getOrDefault(arn, new Executions.Running()), Duration.ofMinutes(2), clock);
    private final ReleaseFunction function = new ReleaseFunction(images, locks, table, cluster, clock);

    @BeforeEach
    void the_shop_has_a_backend_in_two_versions() {
        images.repositories.put(
                REPOSITORY, new Images.Repository(REPOSITORY, URI, "shop", "backend", Instant.EPOCH, List.of()));
        images.push("1.0.0", NOON.minusSeconds(3600));
        images.push("2.0.0", NOON.minusSeconds(60));
        cluster.components.add("backend");
    }

    @Nested
    class A_push {
        @Test
        void is_released_from_the_lock_to_the_record() {
            var release = deploy(begin("a", push("2.0.0")));

            assertThat(table.locks.get("shop").purpose()).isEqualTo("release of backend 2.0.0");
            assertThat(handle(new Request.Deploy(arn("a"), release))).isEqualTo(new Answer.Deployed(NOON));
            assertThat(cluster.runs).containsEntry("backend", URI + "@" + digest("2.0.0"));
            assertThat(check("a", release)).isInstanceOf(Answer.Pending.class);
            cluster.rollout = new Rollout(Rollout.State.COMPLETE, 3, 3, "");
            assertThat(cluster.schedules).isEmpty();
            assertThat(check("a", release)).isEqualTo(new Answer.Done());
            assertThat(cluster.schedules).isEqualTo(cluster.runs);
            assertThat(end("a", release, null)).isEqualTo(new Answer.Done());

            assertThat(table.current.get("backend").tag()).isEqualTo("2.0.0");
            assertThat(table.history.get("a").status()).isEqualTo(Release.Status.SUCCEEDED);
            assertThat(table.locks).isEmpty();
        }

        @Test
        void that_is_delivered_twice_is_released_once() {
            var event = push("2.0.0");
            released("a", event);

            assertThat(reason(begin("b", event))).contains("backend 2.0.0 is released already");
            assertThat(table.history).containsOnlyKeys("a");
            assertThat(table.locks).isEmpty();
        }

        @Test
        void that_is_delivered_twice_at_the_same_time_is_released_once() {
            var event = push("2.0.0");
            deploy(begin("a", event));

            assertThat(reason(begin("b", event))).contains("is being released already, by a");
            assertThat(table.locks.get("shop").by()).isEqualTo(arn("a"));
        }

        @Test
        void that_is_repeated_after_its_release_was_stopped_waits_for_the_fence_and_is_released() {
            deploy(begin("a", push("2.0.0")));
            executions.put(arn("a"), new Executions.Stopped(NOON.minusSeconds(60)));
            var again = new PushEvent("another-event", REPOSITORY, digest("2.0.0"), "2.0.0");

            assertThat(begin("b", again)).isInstanceOf(Answer.Busy.class);

            executions.put(arn("a"), new Executions.Stopped(NOON.minusSeconds(120)));
            deploy(begin("b", again));
        }

        @Test
        void of_an_older_image_that_comes_late_is_ignored() {
            released("a", push("2.0.0"));

            assertThat(reason(begin("b", push("1.0.0")))).contains("backend 1.0.0", "is older than the released 2.0.0");
            assertThat(table.current.get("backend").tag()).isEqualTo("2.0.0");
        }

        @Test
        void of_a_released_image_to_a_repository_that_was_made_anew_is_released_again() {
            released("a", push("1.0.0"));
            released("b", push("2.0.0"));
            images.repositories.put(
                    REPOSITORY,
                    new Images.Repository(REPOSITORY, URI, "shop", "backend", NOON.minusSeconds(30), List.of()));
            images.push("1.0.0", NOON.minusSeconds(20));
            images.push("2.0.0", NOON.minusSeconds(10));

            released("c", new PushEvent("another-event", REPOSITORY, digest("2.0.0"), "2.0.0"));

            assertThat(table.current.get("backend").pushedAt()).isEqualTo(NOON.minusSeconds(10));
            assertThat(reason(begin("d", push("2.0.0")))).contains("backend 2.0.0 is released already");
            assertThat(reason(begin("e", push("1.0.0")))).contains("is older than the released 2.0.0");
        }

        @Test
        void waits_while_something_else_works_on_the_platform() {
            table.acquire("shop", "an apply", "apply");

            var busy = (Answer.Busy) begin("a", push("2.0.0"));

            assertThat(busy.retryAfterSeconds()).isPositive();
            assertThat(busy.reason()).contains("shop is busy with the apply");
            assertThat(table.history).isEmpty();
        }

        @Test
        void that_the_table_decides_on_does_not_wait_for_the_cluster() {
            images.push("3.0.0", NOON);
            released("a", push("2.0.0"));
            cluster.meanwhile = FakeCluster::hang;

            assertThat(reason(begin("b", push("1.0.0")))).contains("is older than");
            table.acquire("shop", "an apply", "apply");
            assertThat(begin("c", new PushEvent("another", REPOSITORY, digest("3.0.0"), "3.0.0")))
                    .isInstanceOf(Answer.Busy.class);
        }

        @Test
        void that_has_waited_asks_the_cluster_when_it_has_the_lock() {
            table.acquire("shop", "an apply", "apply");
            var waited = new Request.Begin(arn("a"), NOON.minusSeconds(15), push("2.0.0"));

            assertThat(handle(waited)).isInstanceOf(Answer.Busy.class);
            assertThat(cluster.looks).hasValue(0);

            table.release("shop", "an apply");
            deploy(handle(waited));
            assertThat(cluster.looks).hasValue(1);
        }

        @Test
        void that_waited_is_decided_on_by_what_is_current_then() {
            deploy(begin("a", push("1.0.0")));
            assertThat(begin("b", push("2.0.0"))).isInstanceOf(Answer.Busy.class);
            end("a", table.history.get("a"), null);

            deploy(begin("b", push("2.0.0")));
        }

        @Test
        void to_a_repository_of_somebody_else_is_ignored_and_locks_nothing() {
            images.repositories.put(
                    REPOSITORY, new Images.Repository(REPOSITORY, URI, "", "", Instant.EPOCH, List.of()));

            assertThat(reason(begin("a", push("2.0.0")))).contains(REPOSITORY, "no platform of Terrace's");
            assertThat(table.locks).isEmpty();
        }

        @Test
        void to_a_repository_that_ecr_does_not_know_yet_is_asked_for_again_and_released() {
            var repository = images.repositories.remove(REPOSITORY);

            var busy = (Answer.Busy) begin("a", push("2.0.0"));
            images.repositories.put(REPOSITORY, repository);

            assertThat(busy.reason()).isEqualTo("ECR knows no repository " + REPOSITORY + ".");
            deploy(begin("a", push("2.0.0")));
        }

        @Test
        void of_an_image_that_ecr_does_not_know_yet_is_asked_for_again_and_released() {
            var image = images.pushed.remove(digest("2.0.0"));

            assertThat(begin("a", push("2.0.0"))).isInstanceOf(Answer.Busy.class);
            images.pushed.put(digest("2.0.0"), image);

            deploy(begin("a", push("2.0.0")));
        }

        @Test
        void to_a_repository_that_is_gone_is_ignored_after_a_minute() {
            images.repositories.clear();

            assertThat(reason(handle(new Request.Begin(arn("a"), NOON.minusSeconds(60), push("2.0.0")))))
                    .isEqualTo("ECR knows no repository " + REPOSITORY + ".");
        }

        @Test
        void of_an_image_that_is_gone_is_ignored_after_a_minute() {
            images.pushed.clear();

            assertThat(reason(handle(new Request.Begin(arn("a"), NOON.minusSeconds(60), push("2.0.0")))))
                    .contains("has no image " + digest("2.0.0"));
        }

        @Test
        void for_a_component_that_does_not_run_is_ignored_and_frees_the_lock() {
            cluster.components.clear();

            assertThat(reason(begin("a", push("2.0.0")))).contains("runs no component backend");
            assertThat(table.locks).isEmpty();
            assertThat(table.history).isEmpty();
        }

        @Test
        void for_a_component_that_an_apply_makes_meanwhile_is_deployed() {
            cluster.components.clear();
            cluster.meanwhile = () -> cluster.components.add("backend");

            deploy(begin("a", push("2.0.0")));
        }

        @Test
        void without_a_tag_is_a_part_of_another_image_and_ignored() {
            var untagged = new PushEvent("e", REPOSITORY, digest("2.0.0"), "");

            assertThat(reason(begin("a", untagged))).contains("has no tag");
        }

        @ParameterizedTest
        @ValueSource(strings = {"99.0.0-liar", "3.0.0"})
        void of_a_tag_that_the_image_does_not_have_is_asked_for_again_and_ignored_after_a_minute(String tag) {
            var push = new PushEvent("e", REPOSITORY, digest("2.0.0"), tag);

            assertThat(begin("a", push)).isInstanceOf(Answer.Busy.class);
            assertThat(reason(handle(new Request.Begin(arn("a"), NOON.minusSeconds(60), push))))
                    .isEqualTo("The image %s has no tag %s, or not any more.".formatted(digest("2.0.0"), tag));
            assertThat(table.history).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a b/c@d", "\u001B[31m2.0.0", "2.0.0\u0007", "2.0.0\n", "-2", "LONG"})
        void of_what_can_be_no_tag_is_ignored_and_not_told_back(String text) {
            var tag = text.equals("LONG") ? "x".repeat(100_000) : text;

            assertThat(reason(begin("a", new PushEvent("e", REPOSITORY, digest("2.0.0"), tag))))
                    .isEqualTo("It is no push that ECR tells of: its image-tag is not of ECR's form.");
        }

        @Test
        void by_a_tag_that_may_move_is_ignored_and_by_the_images_version_released_once() {
            images.repositories.put(
                    REPOSITORY,
                    new Images.Repository(
                            REPOSITORY, URI, "shop", "backend", Instant.EPOCH, List.of("latest", "*-dev")));
            images.pushed.put(digest("2.0.0"), new Images.Pushed(NOON, "", Set.of("2.0.0", "latest")));

            assertThat(reason(begin("a", new PushEvent("latest", REPOSITORY, digest("2.0.0"), "latest"))))
                    .isEqualTo("latest may move; releases go by the image's other tags.");
            deploy(begin("b", push("2.0.0")));
            assertThat(table.history.values())
                    .extracting(it -> it.image().tag())
                    .containsExactly("2.0.0");
        }

        @Test
        void by_a_tag_that_may_move_is_ignored_also_where_the_image_has_no_other() {
            images.repositories.put(
                    REPOSITORY,
                    new Images.Repository(REPOSITORY, URI, "shop", "backend", Instant.EPOCH, List.of("2.*")));

            assertThat(reason(begin("a", push("2.0.0")))).startsWith("2.0.0 may move");
            assertThat(table.locks).isEmpty();
        }

        @Test
        void of_a_signature_is_ignored() {
            var tag = "sha256-" + "0".repeat(64) + ".sig";
            images.push(tag, NOON);

            assertThat(reason(begin("a", push(tag)))).contains("is no image");
        }

        @Test
        void of_a_build_cache_is_ignored() {
            images.pushed.put(
                    digest("2.0.0"),
                    new Images.Pushed(NOON, "application/vnd.buildkit.cacheconfig.v0", Set.of("2.0.0")));

            assertThat(reason(begin("a", push("2.0.0")))).contains("it is application/vnd.buildkit.cacheconfig.v0");
        }
    }

    @Nested
    class A_beginning {
        @Test
        void that_is_repeated_answers_the_same() {
            var event = push("2.0.0");

            assertThat(begin("a", event)).isEqualTo(begin("a", event)).isInstanceOf(Answer.Deploy.class);
            assertThat(table.history).hasSize(1);
        }

        @Test
        void takes_over_from_an_execution_that_was_aborted_and_closes_its_release() {
            deploy(begin("a", push("1.0.0")));
            executions.put(arn("a"), new Executions.Stopped(NOON.minusSeconds(120)));

            deploy(begin("b", push("2.0.0")));

            assertThat(table.locks.get("shop").by()).isEqualTo(arn("b"));
            assertThat(table.history.get("a").status()).isEqualTo(Release.Status.FAILED);
            assertThat(table.history.get("a").reason()).contains("stopped before");
        }

        @Test
        void that_failed_tells_why_even_if_what_failed_fails_again() {
            images.broken = true;

            assertThatThrownBy(() -> begin("a", push("2.0.0"))).hasMessage("ECR is away");
            assertThat(end("a", null, new Request.Failure("java.lang.IllegalStateException", "ECR is away")))
                    .isEqualTo(new Answer.Failed("ReleaseFailed", "ECR is away"));
        }

        @Test
        void that_failed_frees_the_lock_and_closes_what_it_opened() {
            deploy(begin("a", push("2.0.0")));

            end("a", null, new Request.Failure("java.lang.IllegalStateException", "{\"errorMessage\": \"no\"}"));

            assertThat(table.locks).isEmpty();
            assertThat(table.history.get("a").status()).isEqualTo(Release.Status.FAILED);
        }
    }

    @Nested
    class A_release_that_fails {
        private final Request.Failure failure = new Request.Failure("RolloutFailed", "backend 2.0.0 did not come up.");

        @ParameterizedTest
        @CsvSource({",", "'',''", "' ',' '", "Any,7"})
        void without_a_name_or_a_cause_has_failed_in_words_all_the_same(String error, String cause) {
            var release = deploy(begin("a", push("2.0.0")));

            assertThat(end("a", release, new Request.Failure(error, cause)))
                    .isInstanceOfSatisfying(Answer.Failed.class, failed -> {
                        assertThat(failed.code()).isNotBlank();
                        assertThat(failed.reason()).isNotBlank();
                    });
            assertThat(table.locks).isEmpty();
        }

        @Test
        void says_why_in_words() {
            var release = deploy(begin("a", push("2.0.0")));
            handle(new Request.Deploy(arn("a"), release));
            cluster.rollout = new Rollout(
                    Rollout.State.FAILED, 3, 3, "3 of 3 pods ready (1 pod: ImagePullBackOff: Back-off pulling image)");

            assertThat(check("a", release))
                    .isEqualTo(new Answer.Failed(
                            "RolloutFailed",
                            "backend 2.0.0 did not come up: 3 of 3 pods ready (1 pod: ImagePullBackOff: Back-off pulling image)."
                                    + " backend 2.0.0 was set in backend."));
            assertThat(cluster.schedules).isEmpty();
        }

        @Test
        void leaves_the_current_image_as_it_was_and_frees_the_lock() {
            released("a", push("1.0.0"));
            var release = deploy(begin("b", push("2.0.0")));

            assertThat(end("b", release, failure))
                    .isEqualTo(new Answer.Failed("RolloutFailed", "backend 2.0.0 did not come up."));

            assertThat(table.current.get("backend").tag()).isEqualTo("1.0.0");
            assertThat(table.history.get("b").reason()).isEqualTo("backend 2.0.0 did not come up.");
            assertThat(table.locks).isEmpty();
        }

        @Test
        void is_not_tried_again_by_the_same_event_but_by_another_push() {
            var event = push("2.0.0");
            end("a", deploy(begin("a", event)), failure);

            assertThat(reason(begin("b", event))).contains("was handled already, by a, which failed");
            deploy(begin("c", new PushEvent("another", REPOSITORY, event.digest(), event.tag())));
        }

        @Test
        void by_an_exception_shows_its_message_and_no_stack_trace() {
            var release = deploy(begin("a", push("2.0.0")));
            var cause = """
                    {"errorMessage": "Eks said AccessDenied: no", "errorType": "dev.terrace.engine.ProblemException",
                     "stackTrace": ["dev.terrace.release.Deploy"]}""";

            assertThat(end("a", release, new Request.Failure("dev.terrace.engine.ProblemException", cause)))
                    .isEqualTo(new Answer.Failed("ReleaseFailed", "Eks said AccessDenied: no"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                Runtime.ExitError | Error: Runtime exited with error: signal: killed  | needed more memory than it has
                Runtime.ExitError | Error: Runtime exited with error: exit status 1   | ended before it had answered
                Sandbox.Timedout  | Error: Task timed out after 60.00 seconds         | needed more time than it has
                """)
        void because_lambda_ended_its_function_says_what_that_means_and_where_the_log_is(
                String error, String said, String meaning) {
            var release = deploy(begin("a", push("2.0.0")));
            var cause = "{\"errorType\": \"%s\", \"errorMessage\": \"RequestId: 59f8af4e %s\"}".formatted(error, said);

            assertThat(end("a", release, new Request.Failure(error, cause)))
                    .isEqualTo(new Answer.Failed(
                            error,
                            "The function of the release " + meaning + ", again and again."
                                    + " Release it again with `./terrace push`. If it stays so, the log group"
                                    + " of ReleaseFunction says more, at the request 59f8af4e."));
        }

        @Test
        void because_it_lost_the_lock_frees_nobody_elses() {
            var release = deploy(begin("a", push("2.0.0")));
            table.takeOver("shop", arn("a"), "an apply", "apply");

            assertThatThrownBy(() -> end("a", release, null)).isInstanceOf(LockLostException.class);
            end("a", release, new Request.Failure("dev.terrace.table.LockLostException", "lost"));

            assertThat(table.current).isEmpty();
            assertThat(table.locks.get("shop").by()).isEqualTo("an apply");
        }

        @Test
        void to_move_within_an_hour_has_failed_even_if_kubernetes_does_not_say_so() {
            var release = deploy(begin("a", push("2.0.0")));

            handle(new Request.Deploy(arn("a"), release));

            assertThat(handle(new Request.Check(arn("a"), release, NOON.minus(Duration.ofHours(1)))))
                    .isEqualTo(
                            new Answer.Failed(
                                    "RolloutTimedOut",
                                    "backend 2.0.0 is not up after 60 minutes: 2 of 3 pods ready. backend 2.0.0 was set in backend."));
        }
    }

    @Test
    void an_end_that_is_repeated_changes_nothing() {
        var release = deploy(begin("a", push("2.0.0")));
        end("a", release, null);

        assertThat(end("a", release, null)).isEqualTo(new Answer.Done());
        assertThat(table.history.get("a").status()).isEqualTo(Release.Status.SUCCEEDED);
    }

    private void released(String run, PushEvent event) {
        end(run, deploy(begin(run, event)), null);
    }

    private Answer begin(String run, PushEvent event) {
        return handle(new Request.Begin(arn(run), NOON, event));
    }

    private Answer check(String run, Release release) {
        return handle(new Request.Check(arn(run), release, NOON));
    }

    private Answer end(String run, Release release, Request.Failure failure) {
        return handle(new Request.End(arn(run), push("2.0.0"), release, failure));
    }

    private Answer handle(Request request) {
        return function.handle(request, () -> Duration.ofSeconds(60));
    }

    private static Release deploy(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Deploy.class);
        return ((Answer.Deploy) answer).release();
    }

    private static String reason(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Ignored.class);
        return ((Answer.Ignored) answer).reason();
    }

    private static PushEvent push(String tag) {
        return new PushEvent("event-of-" + tag, REPOSITORY, digest(tag), tag);
    }

    private static String arn(String run) {
        return EXECUTIONS + run;
    }

    private static String digest(String tag) {
        return "sha256:%064x".formatted(tag.hashCode());
    }

    private static final class FakeImages implements Images {
        private final Map<String, Repository> repositories = new HashMap<>();
        private final Map<String, Pushed> pushed = new HashMap<>();
        private boolean broken;

        void push(String tag, Instant at) {
            pushed.put(digest(tag), new Pushed(at, "application/vnd.oci.image.config.v1+json", Set.of(tag)));
        }

        @Override
        public Optional<Repository> repository(String name) {
            if (broken) {
                throw new IllegalStateException("ECR is away");
            }
            return Optional.ofNullable(repositories.get(name));
        }

        @Override
        public Optional<Pushed> image(String repository, String digest) {
            return Optional.ofNullable(pushed.get(digest));
        }
    }

    private static final class FakeCluster implements Workloads {
        private final Set<String> components = new HashSet<>();
        private final Map<String, String> runs = new HashMap<>();
        private final Map<String, String> schedules = new HashMap<>();
        private Rollout rollout = new Rollout(Rollout.State.PROGRESSING, 2, 3, "2 of 3 pods ready");

        private final AtomicInteger looks = new AtomicInteger();

        /** What happens after a look. */
        private Runnable meanwhile = () -> {};

        /** Does not answer, until nobody waits for it any more. */
        static void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Optional<String> missing(String platform, String component) {
            looks.incrementAndGet();
            var found = components.contains(component);
            meanwhile.run();
            return found
                    ? Optional.empty()
                    : Optional.of("The platform %s runs no component %s.".formatted(platform, component));
        }

        @Override
        public void deploy(Release release) {
            runs.put(release.component(), release.image().reference());
        }

        @Override
        public Rollout rollout(Release release) {
            return rollout;
        }

        @Override
        public void schedule(Release release) {
            schedules.put(release.component(), release.image().reference());
        }

        @Override
        public String left(Release release) {
            return runs.containsKey(release.component())
                    ? "%s %s was set in %1$s."
                            .formatted(release.component(), release.image().version())
                    : "";
        }
    }
}
