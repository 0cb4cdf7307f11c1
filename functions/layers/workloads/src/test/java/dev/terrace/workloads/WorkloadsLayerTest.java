package dev.terrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.blueprint.Documents;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Ref;
import dev.terrace.engine.Result.Output;
import dev.terrace.engine.Unknown;
import dev.terrace.platform.Golden;
import dev.terrace.platform.LayerName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsLayerTest {

    private static final Map<String, Output> IMPORTS = Map.of(
            "data/postgres", new Output("db", Map.of("Endpoint.Address", "db.internal", "Endpoint.Port", "5432")),
            "cluster/backend-role",
                    new Output("backend", Map.of("Arn", "arn:aws:iam::123456789012:role/terrace/task-manager/backend")),
            "network/load-balancer-sg", new Output("sg-1", Map.of()),
            "network/public-a", new Output("subnet-1", Map.of()),
            "network/public-b", new Output("subnet-2", Map.of()));

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        var yaml = new KubernetesSerialization();
        var imports = new Imports(declaredByOthers(document), false);

        Golden.assertMatches(
                getClass(),
                document + ".yaml",
                WorkloadsLayer.declare(Documents.platform(document), imports, Map.of()).stream()
                        .map(yaml::asYaml)
                        .collect(Collectors.joining()));
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

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void every_blueprint_declares_objects_of_the_layers_kinds_each_once(String blueprint) {
        var declared = declare(blueprint, Map.of());

        assertThat(declared)
                .allMatch(it -> WorkloadsLayer.STAGES.stream().anyMatch(stage -> stage.contains(it.getClass())));
        assertThat(declared.stream()
                        .map(it -> it.getKind() + "/" + it.getMetadata().getName()))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_released_image_takes_the_place_of_the_initial_one() {
        var declared = declare("task-manager", Map.of("backend", "shop@sha256:abc"));

        assertThat(image(get(declared, Deployment.class, "backend"))).isEqualTo("shop@sha256:abc");
        assertThat(image(get(declared, Deployment.class, "frontend"))).contains("nginx");
    }

    @Test
    void an_autoscaler_decides_how_many_pods_there_are() {
        var declared = declare("task-manager", Map.of());
        assertThat(get(declared, Deployment.class, "backend").getSpec().getReplicas())
                .isNull();
        assertThat(get(declared, HorizontalPodAutoscaler.class, "backend")
                        .getSpec()
                        .getMinReplicas())
                .isEqualTo(3);

        var worker = get(declare("status-page-eks", Map.of()), Deployment.class, "worker");
        assertThat(worker.getSpec().getReplicas()).isEqualTo(2);
    }

    @Test
    void a_change_of_the_configuration_starts_pods_anew() {
        var before = declare("task-manager", Map.of());
        var imports = Map.of(
                "data/postgres",
                new Output("db", Map.of("Endpoint.Address", "other.internal", "Endpoint.Port", "5432")));
        var after = WorkloadsLayer.declare(Documents.platform("task-manager"), new Imports(imports, false), Map.of());

        assertThat(annotations(get(after, Deployment.class, "backend")))
                .isNotEqualTo(annotations(get(before, Deployment.class, "backend")));
        assertThat(get(after, ConfigMap.class, "backend").getData()).containsEntry("DB_HOST", "other.internal");
    }

    @Test
    void a_component_with_a_role_has_it_at_its_service_account() {
        var declared = declare("task-manager", Map.of());

        assertThat(get(declared, ServiceAccount.class, "backend").getMetadata().getAnnotations())
                .containsEntry(
                        "eks.amazonaws.com/role-arn", "arn:aws:iam::123456789012:role/terrace/task-manager/backend");
        assertThat(get(declared, ServiceAccount.class, "frontend").getMetadata().getAnnotations())
                .isNullOrEmpty();
    }

    @Test
    void a_component_with_a_role_may_ask_the_agent_of_its_node_for_credentials_and_no_other_may() {
        var platform = Documents.platform(
                "ly-statuspage", text -> withPermissions(text).replace("cluster: # Compute", """
                        cluster:
                          podIdentity: pod-identity
                          addons: [vpc-cni, coredns, kube-proxy, eks-pod-identity-agent]"""));
        var declared = WorkloadsLayer.declare(platform, new Imports(IMPORTS, false), Map.of());

        assertThat(egress(declared, "web")).contains("169.254.170.23/32 TCP 80");
        assertThat(egress(declared, "redis")).doesNotContain("169.254.170.23/32 TCP 80");
    }

    @Test
    void a_role_of_irsa_needs_no_agent() {
        var platform = Documents.platform("status-page-eks", WorkloadsLayerTest::withPermissions);

        assertThat(platform.components().values())
                .anyMatch(it -> !it.permissions().isEmpty());
        assertThat(WorkloadsLayer.declare(platform, new Imports(IMPORTS, false), Map.of())
                        .toString())
                .doesNotContain("169.254.170.23");
    }

    private static String withPermissions(String blueprint) {
        return blueprint.replace("allowTo: [postgres, redis, dns, https]", """
                allowTo: [postgres, redis, dns, https]
                      permissions: [{ actions: ["s3:GetObject"], resources: ["*"] }]""");
    }

    /** To whom a component's pods may open connections, outside the cluster. */
    private static List<String> egress(List<HasMetadata> declared, String component) {
        return get(declared, NetworkPolicy.class, component).getSpec().getEgress().stream()
                .flatMap(rule -> rule.getTo().stream()
                        .filter(to -> to.getIpBlock() != null)
                        .flatMap(to -> rule.getPorts().stream()
                                .map(port -> to.getIpBlock().getCidr() + " " + port.getProtocol() + " "
                                        + port.getPort().getIntVal())))
                .toList();
    }

    @Test
    void the_longest_path_of_the_ingress_comes_first() {
        var paths = get(declare("task-manager", Map.of()), Ingress.class, "task-manager")
                .getSpec()
                .getRules()
                .getFirst()
                .getHttp()
                .getPaths();
        assertThat(paths).extracting(it -> it.getPath()).containsExactly("/api", "/");
    }

    @Test
    void what_is_not_made_yet_is_known_after_apply_in_a_plan_and_a_problem_in_an_apply() {
        var platform = Documents.platform("task-manager");

        var planned = WorkloadsLayer.declare(platform, new Imports(Map.of(), true), Map.of());
        assertThat(get(planned, ConfigMap.class, "backend").getData()).containsEntry("DB_HOST", Unknown.MARK);

        assertThatThrownBy(() -> WorkloadsLayer.declare(platform, new Imports(Map.of(), false), Map.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("application.components.backend.env.DB_HOST")
                .hasMessageContaining("data/postgres");
    }

    @Test
    void a_token_that_does_not_exist_is_a_problem_that_names_those_that_do() {
        var postgres = Documents.platform("task-manager").postgres();
        assertThatThrownBy(() -> new Imports(IMPORTS, false).resolve("env.CACHE", "redis://${redis.host}", postgres))
                .hasMessageContaining("env.CACHE: there is no ${redis.host}")
                .hasMessageContaining("${postgres.host}");
        assertThatThrownBy(() -> new Imports(IMPORTS, false).resolve("env.DB", "${postgres.host}", null))
                .hasMessageContaining("there is no ${postgres.host}");
    }

    private static List<HasMetadata> declare(String blueprint, Map<String, String> released) {
        return WorkloadsLayer.declare(Documents.platform(blueprint), new Imports(IMPORTS, false), released);
    }

    private static <T extends HasMetadata> T get(List<HasMetadata> objects, Class<T> kind, String name) {
        return objects.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(it -> it.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
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

    private static Map<String, String> annotations(Deployment deployment) {
        return deployment.getSpec().getTemplate().getMetadata().getAnnotations();
    }
}
