package dev.terrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.terrace.engine.ProblemException;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.platform.LayerName;
import dev.terrace.report.Reports;
import dev.terrace.report.StatusReport;
import dev.terrace.report.StatusRequest;
import dev.terrace.table.Image;
import dev.terrace.table.Release;
import dev.terrace.table.Releases;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusFunctionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Image RELEASED =
            new Image("backend", "shop.dkr/backend", "sha256:" + "b".repeat(64), "2.0.0", Instant.EPOCH);
    private static final Release RELEASE = Release.begun(
                    "task-manager", RELEASED, "release-1", "event-1", Instant.EPOCH)
            .succeeded(Instant.EPOCH);

    private static final String SELECTOR =
            "?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dterrace%2Cterrace.dev%2Flayer%3Dworkloads"
                    + "%2Cterrace.dev%2Fplatform%3Dtask-manager";

    private static final com.amazonaws.services.lambda.runtime.Context INVOCATION =
            (com.amazonaws.services.lambda.runtime.Context) Proxy.newProxyInstance(
                    StatusFunctionTest.class.getClassLoader(),
                    new Class<?>[] {com.amazonaws.services.lambda.runtime.Context.class},
                    (_, method, _) -> method.getName().equals("getAwsRequestId") ? "request-7" : 60_000);

    private final Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), responses, new KubernetesMixedDispatcher(responses), false);
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server.init();
        client = server.createClient();
    }

    @AfterEach
    void stop() {
        server.destroy();
    }

    @Test
    void it_tells_what_runs_since_when_and_where_it_is_reached() {
        deployment("backend", RELEASED.reference(), "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        deployment("frontend", "docker.io/nginx:1.29", "updatedReplicas: 2, readyReplicas: 1, availableReplicas: 1");
        ingress("shop", "shop.elb.amazonaws.com");

        var status = ask(new ClusterAccess.Open(client));

        assertThat(status.components())
                .containsExactly(
                        new StatusReport.Component(
                                "backend", RELEASED.reference(), "backend", "2.0.0", RELEASED.digest(), 3, 3, NOON, ""),
                        new StatusReport.Component(
                                "frontend",
                                "docker.io/nginx:1.29",
                                "frontend",
                                "1.29",
                                null,
                                1,
                                3,
                                NOON,
                                "1 of 3 pods ready"));
        assertThat(status.address()).isEqualTo("shop.elb.amazonaws.com");
        assertThat(status.message()).isEmpty();
    }

    @Test
    void what_another_layer_has_in_the_cluster_is_no_component() {
        deployment("backend", RELEASED.reference(), "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        deployment("kube-system", LayerName.CLUSTER, "a-controller", "controller:1", "updatedReplicas: 1");

        assertThat(ask(new ClusterAccess.Open(client)).components())
                .extracting(StatusReport.Component::name)
                .containsExactly("backend");
    }

    @Test
    void an_ingress_that_nothing_serves_is_told_as_that() {
        deployment("backend", RELEASED.reference(), "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        ingress("shop", "");

        var status = ask(new ClusterAccess.Open(client));

        assertThat(status.address()).isNull();
        assertThat(status.message())
                .startsWith("shop: this cluster has no AWS Load Balancer Controller")
                .contains("nothing answers from outside");
    }

    @Test
    void what_shares_an_image_has_the_version_of_its_release_and_somebody_elses_is_nobodys() {
        var all = "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3";
        deployment("worker", RELEASED.reference(), all);
        edit("worker", it -> it.editMetadata()
                .addToLabels("terrace.dev/image", "backend")
                .endMetadata());
        deployment("cache", "docker.io/library/redis:7.4", all);
        edit(
                "cache",
                it -> it.editMetadata().removeFromLabels("terrace.dev/image").endMetadata());

        assertThat(ask(new ClusterAccess.Open(client)).components())
                .extracting(StatusReport.Component::name, it -> it.imageOf(), it -> it.version())
                .containsExactly(tuple("cache", null, "7.4"), tuple("worker", "backend", "2.0.0"));
    }

    @Test
    void what_waits_for_its_first_release_says_so() {
        deployment("worker", "docker.io/echo:1", "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        edit("worker", it -> it.editMetadata()
                .addToAnnotations("terrace.dev/replicas", "2")
                .endMetadata());

        assertThat(ask(new ClusterAccess.Open(client)).components().getFirst().message())
                .isEqualTo("no pods before the first release of worker");
    }

    private void edit(String name, UnaryOperator<DeploymentBuilder> change) {
        client.apps().deployments().inNamespace("shop").withName(name).edit(it -> change.apply(
                        new DeploymentBuilder(it))
                .build());
    }

    @Test
    void it_tells_which_jobs_run_when_and_which_wait_for_their_first_release() {
        deployment("backend", RELEASED.reference(), "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        cronJob("report", "", "false", RELEASED.reference(), "{lastScheduleTime: \"2026-11-21T12:00:00Z\"}");
        cronJob("digest", "{terrace.dev/suspend: until the first release}", "true", "docker.io/echo:1", "{}");
        cronJob("cleanup", "", "true", "docker.io/library/alpine:3.22", "{}");
        client.batch().v1().cronjobs().inNamespace("shop").withName("cleanup").edit(it -> {
            it.getMetadata().getLabels().remove("terrace.dev/image");
            return it;
        });

        assertThat(ask(new ClusterAccess.Open(client)).jobs())
                .containsExactly(
                        job(
                                "cleanup",
                                "docker.io/library/alpine:3.22",
                                null,
                                "3.22",
                                null,
                                true,
                                null,
                                "suspended by hand, until the next apply"),
                        job(
                                "digest",
                                "docker.io/echo:1",
                                "backend",
                                "1",
                                null,
                                true,
                                null,
                                "suspended until the first release of backend"),
                        job("report", RELEASED.reference(), "backend", "2.0.0", RELEASED.digest(), false, NOON, ""));
    }

    @Test
    void what_lost_the_label_of_its_name_by_hand_is_told_by_its_name() {
        deployment("backend", RELEASED.reference(), "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        cronJob("digest", "{}", "false", RELEASED.reference(), "{}");
        client.apps().deployments().inNamespace("shop").withName("backend").edit(StatusFunctionTest::nameless);
        client.batch().v1().cronjobs().inNamespace("shop").withName("digest").edit(StatusFunctionTest::nameless);

        var status = ask(new ClusterAccess.Open(client));

        assertThat(status.components()).extracting(StatusReport.Component::name).containsExactly("backend");
        assertThat(status.jobs()).extracting(StatusReport.Job::name).containsExactly("digest");
    }

    private static <T extends HasMetadata> T nameless(T workload) {
        workload.getMetadata().getLabels().remove("app.kubernetes.io/name");
        return workload;
    }

    private static StatusReport.Job job(
            String name,
            String image,
            String imageOf,
            String version,
            String digest,
            boolean suspended,
            Instant lastScheduled,
            String message) {
        return new StatusReport.Job(
                name, "shop", "0 6 * * *", image, imageOf, version, digest, suspended, lastScheduled, message);
    }

    private void cronJob(String name, String annotations, String suspend, String image, String status) {
        client.resource("""
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: %1$s
                  namespace: shop
                  annotations: %2$s
                  labels:
                    app.kubernetes.io/name: %1$s
                    terrace.dev/image: backend
                    app.kubernetes.io/managed-by: terrace
                    terrace.dev/platform: task-manager
                    terrace.dev/layer: workloads
                spec:
                  schedule: 0 6 * * *
                  suspend: %3$s
                  jobTemplate: {spec: {template: {spec: {containers: [{name: %1$s, image: "%4$s"}]}}}}
                status: %5$s
                """.formatted(name, annotations, suspend, image, status))
                .create();
    }

    @Test
    void jobs_that_may_not_be_listed_yet_hide_nothing_else() {
        deployment("backend", RELEASED.reference(), "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3");
        server.expect()
                .get()
                .withPath("/apis/batch/v1/cronjobs" + SELECTOR)
                .andReturn(403, "{}")
                .always();

        var status = ask(new ClusterAccess.Open(client));

        assertThat(status.components()).hasSize(1);
        assertThat(status.jobs()).isEmpty();
        assertThat(status.message()).isEqualTo("jobs are not shown before the next apply, which lets them be listed");
    }

    @Test
    void it_looks_into_all_namespaces_of_the_platform() {
        var all = "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3";
        deployment("search", LayerName.WORKLOADS, "find", RELEASED.reference(), all);
        deployment("backend", RELEASED.reference(), all);
        ingress("search", "");
        ingress("shop", "shop.elb.amazonaws.com");

        var status = ask(new ClusterAccess.Open(client));

        assertThat(status.components()).extracting(StatusReport.Component::name).containsExactly("backend", "find");
        assertThat(status.address()).isEqualTo("shop.elb.amazonaws.com");
        assertThat(status.message()).startsWith("search: this cluster has no AWS Load Balancer Controller");
    }

    @Test
    void what_keeps_several_applications_from_being_reached_is_told_once() {
        var all = "updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3";
        deployment("search", LayerName.WORKLOADS, "find", RELEASED.reference(), all);
        deployment("backend", RELEASED.reference(), all);
        ingress("search", "");
        ingress("shop", "");

        assertThat(ask(new ClusterAccess.Open(client)).message())
                .matches("(search, shop|shop, search): this cluster has no AWS Load Balancer Controller.*")
                .containsOnlyOnce("Install the controller");
    }

    @Test
    void it_tells_the_last_few_releases_whether_there_is_a_cluster_or_not() {
        var expected = new StatusReport.Release(
                "backend", "2.0.0", RELEASED.digest(), "SUCCEEDED", "release-1", Instant.EPOCH, Instant.EPOCH, "");

        assertThat(ask(new ClusterAccess.Open(client)).releases()).containsExactly(expected);
        assertThat(ask(new ClusterAccess.Absent()).releases()).containsExactly(expected);
    }

    @Test
    void where_nothing_runs_it_says_why_and_what_to_do() {
        assertThat(ask(new ClusterAccess.Absent()).message())
                .isEqualTo("There is no cluster task-manager: apply the platform's blueprint.");
        assertThat(ask(new ClusterAccess.NotReady("CREATING")).message())
                .isEqualTo("The cluster task-manager is not ready: it is CREATING.");
        assertThat(ask(new ClusterAccess.Open(client)).message())
                .isEqualTo("The cluster runs nothing of task-manager: apply its blueprint.");
    }

    @Test
    void a_cluster_that_does_not_let_it_in_is_an_answer_too() {
        var path = "/apis/apps/v1/deployments" + SELECTOR;
        var refusing = new KubernetesMockServer(false);
        refusing.init();
        refusing.expect().get().withPath(path).andReturn(401, "{}").always();

        assertThat(ask(new ClusterAccess.Open(refusing.createClient())).message())
                .contains("does not know the function's role");
        refusing.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "nginx,                              latest",
        "docker.io/library/nginx:1.29,       1.29",
        "localhost:5000/shop/web,            latest",
        "localhost:5000/shop/web:7,          7",
        "shop/web@sha256:0123456789abcdef,   0123456789ab",
        "shop/web@sha256:0123,               0123",
        "shop/web:2.0@sha256:0123456789abcd, 2.0"
    })
    void an_image_that_was_not_released_is_called_by_its_tag_or_digest(String image, String version) {
        assertThat(RunningWorkloads.version(image)).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"platform\": null}", "{\"platform\": \" \"}"})
    void a_question_about_no_platform_is_refused(String request) {
        assertThatThrownBy(() -> answer(new ClusterAccess.Absent(), request))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The request is not understood: it has no `platform`.");
    }

    /** As the command line asks, and reads the answer. */
    private static StatusReport ask(ClusterAccess access) {
        var request = Reports.write(new StatusRequest("task-manager"));
        return Reports.read(answer(access, request), StatusReport.class);
    }

    private static String answer(ClusterAccess access, String request) {
        var out = new ByteArrayOutputStream();
        new StatusFunction(new OneRelease(), _ -> access)
                .handleRequest(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)), out, INVOCATION);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void deployment(String name, String image, String status) {
        deployment("shop", LayerName.WORKLOADS, name, image, status);
    }

    private void deployment(String namespace, LayerName layer, String name, String image, String status) {
        client.resource("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                  namespace: %5$s
                  generation: 1
                  labels:
                    app.kubernetes.io/name: %1$s
                    terrace.dev/image: %1$s
                    app.kubernetes.io/managed-by: terrace
                    terrace.dev/platform: task-manager
                    terrace.dev/layer: %4$s
                spec:
                  replicas: 3
                  selector: {matchLabels: {app.kubernetes.io/name: %1$s}}
                  template: {spec: {containers: [{name: %1$s, image: "%2$s"}]}}
                status:
                  observedGeneration: 1
                  replicas: 3
                  %3$s
                  conditions: [{type: Progressing, status: "True", lastUpdateTime: "2026-11-21T12:00:00Z"}]
                """.formatted(name, image, status.replace(", ", "\n  "), layer, namespace))
                .create();
    }

    private void ingress(String namespace, String hostname) {
        client.resource("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata:
                  name: task-manager
                  namespace: %s
                  labels: {app.kubernetes.io/managed-by: terrace, terrace.dev/platform: task-manager, terrace.dev/layer: workloads}
                spec: {ingressClassName: alb, rules: [{http: {paths: []}}]}
                status: {loadBalancer: {ingress: [%s]}}
                """.formatted(namespace, hostname.isEmpty() ? "" : "{hostname: %s}".formatted(hostname)))
                .create();
    }

    /** A platform of which one image was released. */
    private record OneRelease() implements Releases {
        @Override
        public Map<String, Image> current(String platform) {
            return Map.of("backend", RELEASED);
        }

        @Override
        public Optional<Image> current(String platform, String component) {
            return Optional.ofNullable(current(platform).get(component));
        }

        @Override
        public Optional<Release> of(String platform, String component, String digest) {
            return Optional.of(RELEASE);
        }

        @Override
        public void open(Release release, String holder) {
            throw new UnsupportedOperationException("nothing is released here");
        }

        @Override
        public void forget(String platform) {
            throw new UnsupportedOperationException("nothing is destroyed here");
        }

        @Override
        public void finish(Release ended, String holder) {
            throw new UnsupportedOperationException("nothing is released here");
        }

        @Override
        public List<Release> list(String platform, String component, int most) {
            return List.of(RELEASE);
        }

        @Override
        public List<Release> list(String platform, int most) {
            return List.of(RELEASE);
        }
    }
}
