package dev.terrace.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.local.TestCloud;
import dev.terrace.table.Locks.Acquired;
import dev.terrace.table.Locks.Held;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The table on DynamoDB; every test has a platform of its own in it. */
class TableIT {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static Table table;

    private final String platform = "platform-" + UUID.randomUUID();
    private final Locks locks = table.locks();
    private final Releases releases = table.releases();
    private final Runs runs = table.runs();

    @BeforeAll
    static void make() {
        var cloud = TestCloud.shared();
        var environment = cloud.environment();
        var dynamo = DynamoDbClient.builder()
                .endpointOverride(cloud.endpoint())
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
        table = new Table(dynamo, "table-" + UUID.randomUUID(), Clock.fixed(NOON, ZoneOffset.UTC));
        dynamo.createTable(request -> request.tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("pk"), text("sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        dynamo.waiter().waitUntilTableExists(request -> request.tableName(table.name()));
    }

    @AfterAll
    static void drop() {
        table.dynamo().deleteTable(request -> request.tableName(table.name()));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Nested
    class A_lock {
        @Test
        void tells_the_second_who_came_first_and_why() {
            assertThat(locks.acquire(platform, "first", "apply")).isEqualTo(new Acquired());

            assertThat(locks.acquire(platform, "second", "destroy")).isEqualTo(new Held("first", NOON, "apply"));
        }

        @Test
        void is_taken_twice_by_the_same_holder() {
            locks.acquire(platform, "first", "apply");

            assertThat(locks.acquire(platform, "first", "apply")).isEqualTo(new Acquired());
        }

        @Test
        void is_freed_by_its_holder_alone() {
            locks.acquire(platform, "first", "apply");

            assertThat(locks.release(platform, "second")).isFalse();
            assertThat(locks.release(platform, "first")).isTrue();
            assertThat(locks.release(platform, "first")).isFalse();
            assertThat(locks.acquire(platform, "second", "apply")).isEqualTo(new Acquired());
        }

        @Test
        void is_taken_over_only_from_who_has_it() {
            locks.acquire(platform, "first", "apply");

            assertThat(locks.takeOver(platform, "somebody", "second", "apply")).isFalse();
            assertThat(locks.takeOver(platform, "first", "second", "apply")).isTrue();
            assertThat(locks.acquire(platform, "first", "apply")).isEqualTo(new Held("second", NOON, "apply"));
        }

        @Test
        void that_is_free_cannot_be_taken_over() {
            assertThat(locks.takeOver(platform, "first", "second", "apply")).isFalse();
        }

        @Test
        void goes_to_one_of_many() throws Exception {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var attempts = threads.invokeAll(IntStream.range(0, 32)
                        .<Callable<Locks.Attempt>>mapToObj(i -> () -> locks.acquire(platform, "holder-" + i, "apply"))
                        .toList());

                assertThat(attempts.stream().map(Future::resultNow)).containsOnlyOnce(new Acquired());
            }
        }
    }

    @Nested
    class A_release {
        private final Image one = image("backend", "1.0.0", NOON.minusSeconds(3600));
        private final Image two = image("backend", "2.0.0", NOON.minusSeconds(60));

        @Test
        void makes_its_image_the_current_one_when_it_succeeds() {
            released("a", one, NOON);

            assertThat(releases.current(platform, "backend")).contains(one);
            assertThat(releases.current(platform)).containsExactly(Map.entry("backend", one));
        }

        @Test
        void leaves_the_current_image_when_it_fails() {
            released("a", one, NOON);
            var failed = open("b", two, NOON.plusSeconds(1)).failed(NOON.plusSeconds(2), "no pod came up");
            releases.finish(failed, "b");

            assertThat(releases.current(platform, "backend")).contains(one);
            assertThat(releases.of(platform, "backend", two.digest())).contains(failed);
        }

        @Test
        void is_forgotten_with_its_platform_but_for_the_history() {
            var release = released("a", one, NOON);

            releases.forget(platform);

            assertThat(releases.current(platform)).isEmpty();
            assertThat(releases.of(platform, "backend", one.digest())).isEmpty();
            assertThat(releases.list(platform, "backend", 10)).containsExactly(release);
        }

        @Test
        void is_found_by_its_image_while_it_is_under_way() {
            var release = open("a", one, NOON);

            assertThat(releases.of(platform, "backend", one.digest())).contains(release);
            assertThat(releases.of(platform, "frontend", one.digest())).isEmpty();
            assertThat(releases.current(platform)).isEmpty();
        }

        @Test
        void is_recorded_by_the_holder_of_the_lock_alone() {
            var release = open("a", one, NOON);
            locks.takeOver(platform, "a", "b", "apply");

            assertThatThrownBy(() -> releases.finish(release.succeeded(NOON), "a"))
                    .isInstanceOf(LockLostException.class);
            assertThat(releases.current(platform)).isEmpty();
            assertThat(releases.of(platform, "backend", one.digest())).contains(release);
        }

        @Test
        void ends_once_however_often_the_end_is_recorded() {
            var release = open("a", one, NOON);
            releases.finish(release.succeeded(NOON.plusSeconds(5)), "a");
            locks.release(platform, "a");

            releases.finish(release.succeeded(NOON.plusSeconds(9)), "a");
            releases.finish(release.failed(NOON.plusSeconds(9), "too late"), "a");

            assertThat(releases.list(platform, "backend", 10)).containsExactly(release.succeeded(NOON.plusSeconds(5)));
        }

        @Test
        void is_in_the_history_the_newest_first() {
            var first = released("a", one, NOON);
            var second = released("b", two, NOON.plusMillis(1));
            var third = released("c", image("frontend", "1.0.0", NOON), NOON.plusSeconds(1));

            assertThat(releases.list(platform, "backend", 10)).containsExactly(second, first);
            assertThat(releases.list(platform, 2)).containsExactly(third, second);
        }

        private Release released(String id, Image image, Instant started) {
            var ended = open(id, image, started).succeeded(started.plusSeconds(5));
            releases.finish(ended, id);
            locks.release(platform, id);
            return ended;
        }

        private Release open(String id, Image image, Instant started) {
            var release = Release.begun(platform, image, id, "event of " + id, started);
            locks.acquire(platform, id, "release");
            releases.open(release, id);
            return release;
        }
    }

    @Nested
    class A_run {
        @Test
        void replaces_its_beginning_by_its_end() {
            var run = Run.started(platform, "a", "apply", NOON);
            runs.put(run);
            var ended = run.ended(Run.Status.FAILED, NOON.plusSeconds(60), "The quota of VPCs is used up.");
            runs.put(ended);

            assertThat(runs.list(platform, 10)).containsExactly(ended);
        }

        @Test
        void is_listed_the_newest_first_even_within_a_second() {
            var listed = List.of(
                    Run.started(platform, "c", "destroy", NOON.plusSeconds(1)),
                    Run.started(platform, "b", "apply", NOON.plusMillis(500)),
                    Run.started(platform, "a", "apply", NOON));
            listed.forEach(runs::put);

            assertThat(runs.list(platform, 10)).isEqualTo(listed);
            assertThat(runs.list(platform, 1)).containsExactly(listed.getFirst());
        }
    }

    private static Image image(String component, String tag, Instant pushedAt) {
        return new Image(
                component,
                "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-" + component,
                "sha256:%064x".formatted(tag.hashCode()),
                tag,
                pushedAt);
    }
}
