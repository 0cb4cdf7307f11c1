package dev.terrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.blueprint.Documents;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Ref;
import dev.terrace.engine.Result.Output;
import dev.terrace.engine.Unknown;
import dev.terrace.kubernetes.FirstRelease;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.platform.Golden;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsLayerTest {

    private static final Map<String, Output> IMPORTS = Map.of(
            "data/postgres", new Output("db", Map.of("Endpoint.Address", "db.internal", "Endpoint.Port", "5432")),
            "cluster/api-role", new Output("api", Map.of("Arn", "arn:aws:iam::123456789012:role/terrace/agora/api")),
            "network/load-balancer-sg", new Output("sg-1", Map.of()),
            "network/public-a", new Output("subnet-1", Map.of()),
            "network/public-b", new Output("subnet-2", Map.of()));

    private static final Platform TWO = TwoApplications.platform();

    private static final String DNS = "kube-system/kube-dns UDP 53 TCP 53";
    private static final String PUBLIC = cidrs(Tier.PUBLIC);
    private static final String PRIVATE = cidrs(Tier.PRIVATE);
    private static final String DATABASE = cidrs(Tier.DATABASE);
    private static final String ANYWHERE = "0.0.0.0/0 except 10.0.0.0/16 10.0.0.0/16";
    private static final String GROUP = "alb.ingress.kubernetes.io/group.name";
    private static final String ORDER = "alb.ingress.kubernetes.io/group.order";

    private static String cidrs(Tier tier) {
        return String.join(" ", TWO.network().cidrs(tier));
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        var imports = new Imports(declaredByOthers(document), false);

        Golden.assertMatches(
                getClass(),
                document + ".yaml",
                yaml(WorkloadsLayer.declare(Documents.platform(document), imports, Map.of())));
    }

    @Test
    void two_applications_are_declared_as_in_their_golden_file() {
        Golden.assertMatches(getClass(), "two-applications.yaml", yaml(declare(TWO, Map.of())));
    }

    private static String yaml(List<HasMetadata> objects) {
        var yaml = new KubernetesSerialization();
        return objects.stream().map(yaml::asYaml).collect(Collectors.joining());
    }

    /** What the golden files of other layers declare; each value is the reference to it. */
    private static Map<String, Output> declaredByOthers(String document) {
        var outputs = new HashMap<String, Output>();
        for (var layer : LayerName.WORKLOADS.needs()) {
            var golden = Path.of("../%1$s/src/test/resources/dev/terrace/%1$s/%2$s.txt".formatted(layer, document));
            try (var lines = Files.lines(golden)) {
                lines.filter(line -> line.contains(": AWS::"))
                        .map(line -> new Ref(layer.toString(), line.substring(0, line.indexOf(':'))))
                        .forEach(ref -> outputs.put(
                                ref.address(),
                                new Output(
                                        ref.ref(),
                                        Stream.of(
                                                        "Arn",
                                                        "Endpoint.Address",
                                                        "Endpoint.Port",
                                                        "MasterUserSecret.SecretArn")
                                                .collect(Collectors.toMap(name -> name, ref::get)))));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return outputs;
    }

    @Test
    void objects_are_of_the_layers_kinds_and_declared_once() {
        var declared = declare(TWO, Map.of());

        assertThat(declared)
                .allMatch(it -> WorkloadsLayer.STAGES.stream().anyMatch(stage -> stage.contains(it.getClass())));
        assertThat(declared.stream()
                        .map(it -> it.getKind() + "/"
                                + it.getMetadata().getNamespace() + "/"
                                + it.getMetadata().getName()))
                .doesNotHaveDuplicates();
    }

    // ---------------------------------------------------------------- images

    @Test
    void a_released_image_is_run_by_all_that_share_it() {
        var declared = declare(TWO, Map.of("api", "agora/api@sha256:abc"));

        assertThat(image(get(declared, Deployment.class, "api"))).isEqualTo("agora/api@sha256:abc");
        assertThat(image(get(declared, Deployment.class, "worker"))).isEqualTo("agora/api@sha256:abc");
        assertThat(pods(get(declared, CronJob.class, "digest")).getContainers())
                .extracting(Container::getImage)
                .containsExactly("agora/api@sha256:abc");
        assertThat(image(get(declared, Deployment.class, "web"))).contains("http-https-echo");
    }

    @Test
    void a_release_finds_by_a_label_what_runs_its_image() {
        var declared = declare(TWO, Map.of());

        assertThat(declared.stream()
                        .filter(it -> label(it, OwnerLabels.IMAGE) != null)
                        .map(it ->
                                it.getKind() + " " + it.getMetadata().getName() + " " + label(it, OwnerLabels.IMAGE)))
                .containsExactlyInAnyOrder(
                        "Deployment web web",
                        "Deployment api api",
                        "Deployment worker api",
                        "CronJob digest api",
                        "Deployment find find");
        assertThat(image(get(declared, Deployment.class, "cache"))).isEqualTo("docker.io/library/redis:7.4-alpine");
    }

    @Test
    void what_the_initial_image_cannot_stand_in_for_stands_still_until_the_first_release() {
        var before = declare(TWO, Map.of());
        assertThat(replicas(before, "worker")).isZero();
        assertThat(get(before, Deployment.class, "worker").getMetadata().getAnnotations())
                .containsEntry(FirstRelease.REPLICAS, "3");
        assertThat(get(before, CronJob.class, "digest").getSpec().getSuspend()).isTrue();
        assertThat(get(before, CronJob.class, "digest").getMetadata().getAnnotations())
                .containsKey(FirstRelease.SUSPENDED);

        var after = declare(TWO, Map.of("api", "agora/api@sha256:abc"));
        assertThat(replicas(after, "worker")).as("its autoscaler's").isNull();
        assertThat(get(after, CronJob.class, "digest").getSpec().getSuspend()).isFalse();
        assertThat(after).noneMatch(it -> annotation(it, FirstRelease.REPLICAS) != null);
        assertThat(after).noneMatch(it -> annotation(it, FirstRelease.SUSPENDED) != null);
    }

    @Test
    void what_runs_somebody_elses_image_or_serves_with_the_initial_one_waits_for_no_release() {
        var declared = declare(TWO, Map.of());

        assertThat(replicas(declared, "api")).isEqualTo(2);
        assertThat(replicas(declared, "cache")).isEqualTo(1);
        assertThat(get(declared, CronJob.class, "vacuum").getSpec().getSuspend())
                .isFalse();
    }

    @Test
    void a_component_with_a_command_of_its_own_waits_for_its_own_image() {
        var platform =
                TwoApplications.platform("replicas: 2, env: { CACHE", "replicas: 2, command: [find], env: { CACHE");

        assertThat(replicas(declare(platform, Map.of()), "find")).isZero();
    }

    // ---------------------------------------------------------------- variables

    @Test
    void references_stand_for_what_the_platform_has() {
        var declared = declare(TWO, Map.of());

        assertThat(config(declared, "web"))
                .containsEntry("API_URL", "http://api:3000")
                .containsEntry("SEARCH", "find.finders:9200")
                .containsEntry("HOST", "shop.example.com")
                .containsEntry("TEMPLATE", "hello ${name}");
        assertThat(config(declared, "api")).containsEntry("DB", "postgres@db.internal:5432/shop");
        assertThat(config(declared, "find")).containsEntry("CACHE", "cache");
    }

    @Test
    void a_component_is_told_its_port_before_and_after_a_release() {
        var before = declare(TWO, Map.of());

        assertThat(config(before, "web")).containsEntry("PORT", "8080").containsEntry("HTTP_PORT", "8080");
        assertThat(config(before, "api")).as("its own word").containsEntry("PORT", "3001");
        assertThat(before)
                .as("somebody else's image is told nothing")
                .noneMatch(it -> it.getKind().equals("ConfigMap")
                        && it.getMetadata().getName().equals("cache"));
        assertThat(config(before, "worker")).as("no port").containsOnlyKeys("DB_HOST");
        assertThat(config(declare(TWO, Map.of("web", "agora/web@sha256:abc")), "web"))
                .isEqualTo(config(before, "web"));
    }

    /** It listens on two ports, of which the second is 8443 unless it is told another. */
    @Test
    void the_image_that_stands_in_is_kept_off_a_port_that_it_would_listen_on_twice() {
        var declared = declare(TwoApplications.platform("port: 8080", "port: 8443"), Map.of());

        assertThat(config(declared, "web")).containsEntry("HTTP_PORT", "8443").containsEntry("HTTPS_PORT", "9443");
        assertThat(config(declared, "find")).doesNotContainKey("HTTPS_PORT");
    }

    @Test
    void the_image_that_stands_in_is_known_however_it_is_written() {
        var written =
                TwoApplications.platform("port: 8080", "port: 8080\n        initialImage: mendhak/http-https-echo:36");
        var another = TwoApplications.platform(
                "port: 8080", "port: 8080\n        initialImage: docker.io/library/nginx:1.29");

        assertThat(config(declare(written, Map.of()), "web")).containsEntry("HTTP_PORT", "8080");
        assertThat(config(declare(another, Map.of()), "web"))
                .containsEntry("PORT", "8080")
                .doesNotContainKey("HTTP_PORT");
    }

    @Test
    void a_change_of_the_configuration_starts_pods_anew() {
        var before = declare(TWO, Map.of());
        var after = declare(TwoApplications.platform("hello", "good-bye"), Map.of());

        assertThat(hash(after, "web")).isNotEqualTo(hash(before, "web"));
        assertThat(hash(after, "api")).isEqualTo(hash(before, "api"));
    }

    @Test
    void what_is_not_made_yet_is_known_after_apply_in_a_plan_and_a_problem_in_an_apply() {
        var planned = WorkloadsLayer.declare(TWO, new Imports(Map.of(), true), Map.of());
        assertThat(config(planned, "worker")).containsEntry("DB_HOST", Unknown.MARK);

        assertThatThrownBy(() -> WorkloadsLayer.declare(TWO, new Imports(Map.of(), false), Map.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("api.env.DB")
                .hasMessageContaining("data/postgres");
    }

    // ---------------------------------------------------------------- pods

    @Test
    void an_autoscaler_decides_how_many_pods_there_are() {
        var declared = declare(TWO, Map.of());

        assertThat(replicas(declared, "web")).isNull();
        assertThat(get(declared, HorizontalPodAutoscaler.class, "web").getSpec().getMinReplicas())
                .isEqualTo(2);
    }

    @Test
    void shares_of_pods_stay_shares() {
        var declared = declare(TWO, Map.of());

        assertThat(get(declared, PodDisruptionBudget.class, "web").getSpec().getMinAvailable())
                .isEqualTo(new IntOrString("50%"));
        assertThat(get(declared, PodDisruptionBudget.class, "api").getSpec().getMaxUnavailable())
                .isEqualTo(new IntOrString(1));
        assertThat(get(declared, Deployment.class, "web")
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxSurge())
                .isEqualTo(new IntOrString("25%"));
    }

    @Test
    void what_is_placed_goes_to_its_node_group_and_tolerates_the_groups_taints_alone() {
        var declared = declare(TWO, Map.of());

        var placed = pods(get(declared, Deployment.class, "worker"));
        assertThat(placed.getNodeSelector()).containsExactly(Map.entry("terrace.dev/node-group", "burst"));
        assertThat(placed.getTolerations())
                .extracting(it -> it.getKey() + " " + it.getOperator() + " " + it.getEffect())
                .containsExactly("burst Exists NoSchedule", "spot Exists NoExecute");
        assertThat(pods(get(declared, Deployment.class, "web")).getTolerations())
                .isEmpty();
    }

    @Test
    void a_probe_that_says_nothing_connects_to_the_port() {
        var declared = declare(TWO, Map.of());

        assertThat(readiness(declared, "web").getHttpGet().getPath()).isEqualTo("/health");
        assertThat(readiness(declared, "cache").getTcpSocket().getPort()).isEqualTo(new IntOrString("http"));
    }

    private static Probe readiness(List<HasMetadata> declared, String component) {
        return pods(get(declared, Deployment.class, component))
                .getContainers()
                .getFirst()
                .getReadinessProbe();
    }

    @Test
    void a_job_before_releases_is_none_of_this_layer() {
        assertThat(declare(TWO, Map.of()))
                .noneMatch(it -> it.getMetadata().getName().equals("migrate"));
    }

    @Test
    void what_has_a_role_has_it_at_its_service_account() {
        var declared = declare(TWO, Map.of());

        assertThat(get(declared, ServiceAccount.class, "api").getMetadata().getAnnotations())
                .containsEntry("eks.amazonaws.com/role-arn", "arn:aws:iam::123456789012:role/terrace/agora/api");
        assertThat(get(declared, ServiceAccount.class, "web").getMetadata().getAnnotations())
                .isNullOrEmpty();
    }

    /** A default limit would refuse pods that request more, and slow down all others. */
    @Test
    void a_quota_gives_pods_amounts_of_what_it_bounds_and_of_nothing_else() {
        assertThat(defaults("pods: 40")).isEmpty();
        assertThat(defaults("requests: { cpu: \"40\" }")).containsExactly("request {cpu=100m} limit {}");
        assertThat(defaults("requests: { cpu: \"40\" }, limits: { memory: 40Gi }"))
                .containsExactly("request {cpu=100m} limit {memory=512Mi}");
    }

    private static List<String> defaults(String quota) {
        var platform = TwoApplications.platform(
                "quota: { requests: { cpu: \"6\" }, pods: 20 }", "quota: { %s }".formatted(quota));
        return declare(platform, Map.of()).stream()
                .filter(LimitRange.class::isInstance)
                .flatMap(range -> ((LimitRange) range).getSpec().getLimits().stream())
                .map(item -> "request %s limit %s".formatted(item.getDefaultRequest(), item.getDefault()))
                .toList();
    }

    // ---------------------------------------------------------------- the network

    @Test
    void connections_are_open_to_what_variables_refer_to_and_to_nothing_else() {
        var declared = declare(TWO, Map.of());

        assertThat(egress(declared, "cache")).containsExactly(DNS);
        assertThat(egress(declared, "web")).containsExactly(DNS, "api TCP 3000", "finders/find TCP 9200");
        assertThat(egress(declared, "find")).containsExactly(DNS, "cache TCP 6379");
        assertThat(egress(declared, "worker")).containsExactly(DNS, DATABASE + " TCP 5432");
        assertThat(egress(declared, "digest")).containsExactly(DNS, "api TCP 3000", ANYWHERE + " TCP 443");
    }

    @Test
    void egress_is_to_a_block_or_of_a_name_to_all_outside_the_network() {
        assertThat(egress(declare(TWO, Map.of()), "api"))
                .containsExactly(
                        DNS,
                        DATABASE + " TCP 5432",
                        ANYWHERE + " TCP 443",
                        "0.0.0.0/0 except 10.0.0.0/16 TCP 587",
                        "203.0.113.0/24 TCP 8443");
    }

    @Test
    void egress_to_an_address_is_to_that_alone() {
        var platform = TwoApplications.platform("203.0.113.0/24:8443", "203.0.113.7:8443");

        assertThat(egress(declare(platform, Map.of()), "api")).contains("203.0.113.7/32 TCP 8443");
    }

    @Test
    void connections_are_taken_from_the_load_balancer_and_from_whom_refers_to_it() {
        var declared = declare(TWO, Map.of());

        assertThat(ingress(declared, "api")).containsExactly(PUBLIC + " TCP 3000", "web TCP 3000", "digest TCP 3000");
        assertThat(ingress(declared, "find")).containsExactly(PUBLIC + " TCP 9200", "shop/web TCP 9200");
        assertThat(ingress(declared, "cache")).as("not of what nothing runs").containsExactly("find TCP 6379");
        assertThat(ingress(declared, "worker")).isEmpty();
    }

    @Test
    void where_the_platform_has_no_database_a_component_may_be_called_so() {
        var platform = TwoApplications.platform(
                "  postgres: { database: shop }",
                "",
                "data:",
                "",
                "      cache: {",
                "      postgres: {",
                "${cache.host}",
                "${postgres.host}",
                "\"${postgres.username}@${postgres.host}:${postgres.port}/${postgres.database}\"",
                "none");
        var declared = declare(platform, Map.of());

        assertThat(config(declared, "worker")).containsEntry("DB_HOST", "postgres.finders");
        assertThat(egress(declared, "worker")).containsExactly(DNS, "finders/postgres TCP 6379");
        assertThat(ingress(declared, "postgres")).containsExactly("shop/worker TCP 6379", "find TCP 6379");
    }

    @Test
    void a_component_with_a_role_may_ask_the_agent_of_its_node_for_credentials_and_no_other_may() {
        var declared =
                declare(TwoApplications.platform("cluster:\n", "cluster:\n  podIdentity: pod-identity\n"), Map.of());

        assertThat(egress(declared, "api")).contains("169.254.170.23/32 TCP 80");
        assertThat(egress(declared, "web")).doesNotContain("169.254.170.23/32 TCP 80");
        assertThat(egress(declare(TWO, Map.of()), "api")).as("of IRSA").doesNotContain("169.254.170.23/32 TCP 80");
    }

    // ---------------------------------------------------------------- the load balancer

    @Test
    void what_answers_at_fewer_hosts_and_longer_paths_comes_first() {
        var declared = declare(TWO, Map.of());

        assertThat(routes(declared, "shop"))
                .containsExactly(
                        "admin.example.com/ api",
                        "shop.example.com/api/v2 web",
                        "shop.example.com/api api",
                        "shop.example.com/ web");
        assertThat(routes(declared, "finders")).containsExactly("*.find.example.com/ find", "null/find find");
    }

    @Test
    void applications_share_a_load_balancer_in_which_those_that_take_more_come_last() {
        var declared = declare(TWO, Map.of());
        var shop = load(declared, "shop");
        var finders = load(declared, "finders");

        assertThat(shop.get(GROUP)).isEqualTo("agora").isEqualTo(finders.get(GROUP));
        assertThat(shop).as("asked first, as where nothing is said").doesNotContainKey(ORDER);
        assertThat(finders).containsEntry(ORDER, "1");

        var alone = declare(Documents.platform(Documents.TASK_MANAGER), Map.of());
        assertThat(load(alone, "task-manager"))
                .containsEntry(GROUP, "task-manager")
                .doesNotContainKey(ORDER);
    }

    @Test
    void what_is_reached_from_inside_has_a_load_balancer_of_its_own() {
        var platform = TwoApplications.platform("paths: { \"*.find", "scheme: internal\n      paths: { \"*.find");
        var declared = declare(platform, Map.of());

        assertThat(load(declared, "shop")).containsEntry(GROUP, "agora").doesNotContainKey(ORDER);
        assertThat(load(declared, "finders"))
                .containsEntry(GROUP, "agora-internal")
                .doesNotContainKey(ORDER);
        assertThat(ingress(declared, "find")).containsExactly(PRIVATE + " TCP 9200", "shop/web TCP 9200");
    }

    // ---------------------------------------------------------------- what tests need

    private static List<HasMetadata> declare(Platform platform, Map<String, String> released) {
        return WorkloadsLayer.declare(platform, new Imports(IMPORTS, false), released);
    }

    private static <T extends HasMetadata> T get(List<HasMetadata> objects, Class<T> kind, String name) {
        return objects.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String label(HasMetadata object, String name) {
        return object.getMetadata().getLabels().get(name);
    }

    private static String annotation(HasMetadata object, String name) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    private static PodSpec pods(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }

    private static PodSpec pods(CronJob job) {
        return job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
    }

    private static String image(Deployment deployment) {
        return pods(deployment).getContainers().getFirst().getImage();
    }

    private static Integer replicas(List<HasMetadata> declared, String component) {
        return get(declared, Deployment.class, component).getSpec().getReplicas();
    }

    private static Map<String, String> config(List<HasMetadata> declared, String component) {
        return get(declared, ConfigMap.class, component).getData();
    }

    private static String hash(List<HasMetadata> declared, String component) {
        return get(declared, Deployment.class, component)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("terrace.dev/config-hash");
    }

    /** To whom pods may open connections, as {@code peer protocol port}. */
    private static List<String> egress(List<HasMetadata> declared, String workload) {
        return get(declared, NetworkPolicy.class, workload).getSpec().getEgress().stream()
                .map(rule -> connections(rule.getTo(), rule.getPorts()))
                .toList();
    }

    /** From whom pods take connections, as {@code peer protocol port}. */
    private static List<String> ingress(List<HasMetadata> declared, String workload) {
        return get(declared, NetworkPolicy.class, workload).getSpec().getIngress().stream()
                .map(rule -> connections(rule.getFrom(), rule.getPorts()))
                .toList();
    }

    private static String connections(List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports) {
        return Stream.concat(
                        peers.stream().map(WorkloadsLayerTest::peer),
                        ports.stream()
                                .map(port -> port.getProtocol() + " "
                                        + port.getPort().getIntVal()))
                .collect(Collectors.joining(" "));
    }

    private static String peer(NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            var except = peer.getIpBlock().getExcept();
            return peer.getIpBlock().getCidr() + (except.isEmpty() ? "" : " except " + String.join(" ", except));
        }
        var namespace = peer.getNamespaceSelector() == null
                ? ""
                : String.join("", peer.getNamespaceSelector().getMatchLabels().values()) + "/";
        return namespace
                + String.join("", peer.getPodSelector().getMatchLabels().values());
    }

    /** What an application's Ingress answers, in its order. */
    private static List<String> routes(List<HasMetadata> declared, String namespace) {
        return load(declared, namespace, Ingress::getSpec).getRules().stream()
                .flatMap(rule -> rule.getHttp().getPaths().stream()
                        .map(path -> rule.getHost() + path.getPath() + " "
                                + path.getBackend().getService().getName()))
                .toList();
    }

    /** The annotations of an application's Ingress. */
    private static Map<String, String> load(List<HasMetadata> declared, String namespace) {
        return load(declared, namespace, it -> it.getMetadata().getAnnotations());
    }

    private static <T> T load(List<HasMetadata> declared, String namespace, Function<Ingress, T> of) {
        return declared.stream()
                .filter(Ingress.class::isInstance)
                .map(Ingress.class::cast)
                .filter(it -> it.getMetadata().getNamespace().equals(namespace))
                .map(of)
                .findFirst()
                .orElseThrow();
    }
}
