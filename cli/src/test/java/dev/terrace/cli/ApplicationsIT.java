package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.terrace.cli.report.ReleaseReport;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.local.LocalCloud;
import dev.terrace.local.Progress;
import dev.terrace.local.TestPort;
import dev.terrace.report.StatusReport;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The least that is a platform, {@code hello.yaml}, and then the same grown into two applications, {@code two-applications.yaml}: built,
 * nothing left to plan, released, destroyed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplicationsIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final int PORT = TestPort.claim();
    private static final String PLATFORM = "hello";
    private static final Path HELLO = HOME.resolve("blueprints/hello.yaml");
    private static final Path GROWN = Path.of("src/test/resources/two-applications.yaml");

    private static LocalCloud cloud;

    @BeforeAll
    static void start() {
        assumeFalse(
                "testcontainers".equals(System.getProperty("terrace.test.cloud")),
                "skipped: `terrace up` starts the local cloud's processes, not a container");
        cloud = LocalCloud.open(HOME, PORT);
        cloud.stop();
        cloud.start(Progress.SILENT);
    }

    @AfterAll
    static void stop() {
        cloud.stop();
    }

    @Test
    @Order(1)
    void eight_lines_are_a_platform_whose_plan_is_clean() throws IOException {
        assertThat(Files.readAllLines(HELLO)).hasSizeLessThanOrEqualTo(15);
        var up = up(HELLO);

        assertThat(up.pods().keySet()).containsExactly("web");
        assertNothingToPlan(HELLO);
    }

    @Test
    @Order(2)
    void a_push_is_released_and_leaves_nothing_to_plan() {
        assertThat(push("web", "1.0.0").status()).isEqualTo("SUCCEEDED");
        assertThat(component("web").version()).isEqualTo("1.0.0");
        assertNothingToPlan(HELLO);
    }

    @Test
    @Order(3)
    void a_second_application_comes_beside_the_first_and_takes_nothing_away() {
        var grown = up(GROWN);

        assertThat(grown.changes())
                .extracting(Change::action)
                .doesNotContain(Change.Action.DELETE, Change.Action.REPLACE);
        assertThat(component("web").version()).isEqualTo("1.0.0");
        assertThat(component("store").pods().complete()).isTrue();
        assertThat(component("cache").pods().complete()).isTrue();
        assertThat(deployment("shop", "worker").getSpec().getReplicas())
                .as("before its image's first release")
                .isZero();
        assertThat(status().jobs()).singleElement().satisfies(digest -> {
            assertThat(digest.name()).isEqualTo("digest");
            assertThat(digest.suspended()).isTrue();
            assertThat(digest.message()).isEqualTo("suspended until the first release of store");
        });
        assertNothingToPlan(GROWN);
    }

    @Test
    @Order(4)
    void a_push_of_a_shared_image_is_released_wherever_it_runs() {
        var release = push("store", "1.0.0");

        assertThat(release.status()).isEqualTo("SUCCEEDED");
        for (var component : List.of("store", "worker")) {
            assertThat(image(deployment("shop", component))).as(component).endsWith("@" + release.digest());
        }
        assertThat(deployment("shop", "worker").getStatus().getReadyReplicas()).isEqualTo(2);
        assertThat(status().jobs()).singleElement().satisfies(digest -> {
            assertThat(digest.suspended()).isFalse();
            assertThat(digest.version()).isEqualTo("1.0.0");
            assertThat(digest.image()).endsWith("@" + release.digest());
        });
        assertThat(component("web").version()).as("another image").isEqualTo("1.0.0");
        assertNothingToPlan(GROWN);
    }

    @Test
    @Order(5)
    void both_are_destroyed_and_nothing_is_left_but_what_is_to_be_kept() {
        var destroyed = terrace("destroy", PLATFORM, "--yes");

        assertThat(destroyed.exitCode()).as(destroyed.toString()).isZero();
        assertThat(destroyed.out()).contains("is gone");
    }

    // ---------------------------------------------------------------- the command

    private static Run terrace(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--port", String.valueOf(PORT)));
        return Run.terrace(HOME, all.toArray(String[]::new));
    }

    private static RunReport up(Path blueprint) {
        var run = terrace("up", blueprint.toString(), "--json");
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return run.as(RunReport.class);
    }

    private static void assertNothingToPlan(Path blueprint) {
        var run = terrace("plan", blueprint.toString());
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(Terrace.FINE);
    }

    private static ReleaseReport push(String component, String version) {
        var run = terrace("push", PLATFORM, component, version, "--json");
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return run.as(ReleaseReport.class);
    }

    private static StatusReport status() {
        return terrace("status", PLATFORM, "--json").as(StatusReport.class);
    }

    private static StatusReport.Component component(String name) {
        return status().components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    // ---------------------------------------------------------------- the cluster

    private static KubernetesClient kubernetes() {
        try (var clusters = Files.walk(cloud.folder().resolve("clusters"))) {
            var kubeconfig = clusters.filter(file -> file.endsWith("kubeconfig"))
                    .findFirst()
                    .orElseThrow();
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Deployment deployment(String namespace, String component) {
        try (var kubernetes = kubernetes()) {
            return kubernetes
                    .apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(component)
                    .get();
        }
    }

    private static String image(Deployment deployment) {
        return deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }
}
