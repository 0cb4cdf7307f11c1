package dev.terrace.release;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.kubernetes.Rollout;
import dev.terrace.platform.LayerName;
import dev.terrace.table.Release;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** The Deployments that the workloads layer made, found by their labels in the EKS cluster that is named as the platform is. */
final class ClusterDeployments implements Deployments {
    static final String RELEASE = "terrace.dev/release";
    static final String VERSION = "terrace.dev/version";
    static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

    private static final String NAME = "app.kubernetes.io/name";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final PatchContext PATCH = new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager("terrace-release")
            .build();

    /** Deployments as trees: to learn all that a pod may have, as the typed model does, is half of what a first release takes. */
    static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("apps")
            .withVersion("v1")
            .withKind("Deployment")
            .withPlural("deployments")
            .withNamespaced(true)
            .build();

    private final Function<String, ClusterAccess> login;

    ClusterDeployments(ClusterLogin login) {
        this(login::open);
    }

    /** @param login from the name of an EKS cluster */
    ClusterDeployments(Function<String, ClusterAccess> login) {
        this.login = login;
    }

    @Override
    public Optional<String> missing(String platform, String component) {
        return switch (login.apply(platform)) {
            case ClusterAccess.Absent _ -> Optional.of("The platform %s has no cluster.".formatted(platform));
            case ClusterAccess.NotReady(String status) ->
                Optional.of("The cluster of %s is not ready: it is %s.".formatted(platform, status));
            case ClusterAccess.Open(var client) ->
                find(client, platform, component).isPresent()
                        ? Optional.empty()
                        : Optional.of("The platform %s runs no component %s.".formatted(platform, component));
        };
    }

    @Override
    public void deploy(Release release) {
        var client = client(release.platform());
        var deployment = get(client, release);
        if (image(deployment, release).equals(release.image().reference())) {
            return;
        }
        client.genericKubernetesResources(KIND).resource(deployment).patch(PATCH, patch(deployment, release));
    }

    @Override
    public Rollout rollout(Release release) {
        var client = client(release.platform());
        var deployment = get(client, release);
        var image = image(deployment, release);
        return image.equals(release.image().reference())
                ? Rollout.of(client.getKubernetesSerialization().convertValue(deployment, Deployment.class), client)
                : new Rollout(Rollout.State.FAILED, 0, 0, "something else has set its image to " + image);
    }

    /** Only the image, so that the next apply finds everything else as it was; and who did it, beside it. */
    private static String patch(GenericKubernetesResource deployment, Release release) {
        var image = release.image();
        var annotations = Map.of(
                RELEASE, release.id(),
                VERSION, image.version(),
                CHANGE_CAUSE, "release of %s %s".formatted(image.component(), image.version()));
        var container = Map.of("name", container(deployment, release).get("name"), "image", image.reference());
        return MAPPER.writeValueAsString(Map.of(
                "metadata", Map.of("annotations", annotations),
                "spec", Map.of("template", Map.of("spec", Map.of("containers", List.of(container))))));
    }

    private KubernetesClient client(String platform) {
        return switch (login.apply(platform)) {
            case ClusterAccess.Open(var client) -> client;
            case ClusterAccess.Absent _ ->
                throw new ProblemException(Problem.user(
                        "NoCluster", "cluster/cluster", "The platform's cluster is gone.", "Apply the platform."));
            case ClusterAccess.NotReady(String status) ->
                throw new ProblemException(new Problem(
                        "ClusterNotReady",
                        Problem.Category.RETRYABLE,
                        "cluster/cluster",
                        "The cluster of %s is %s.".formatted(platform, status),
                        ""));
        };
    }

    private static GenericKubernetesResource get(KubernetesClient client, Release release) {
        return find(client, release.platform(), release.component())
                .orElseThrow(() -> new ProblemException(Problem.user(
                        "NoDeployment",
                        "workloads/" + release.component(),
                        "The component's Deployment is gone.",
                        "Apply the platform.")));
    }

    private static Optional<GenericKubernetesResource> find(
            KubernetesClient client, String platform, String component) {
        var labels = OwnerLabels.of(platform, LayerName.WORKLOADS.toString());
        labels.put(NAME, component);
        var deployments =
                client.genericKubernetesResources(KIND).inAnyNamespace().withLabels(labels);
        return deployments.list().getItems().stream().findFirst();
    }

    private static String image(GenericKubernetesResource deployment, Release release) {
        return (String) container(deployment, release).get("image");
    }

    /** The component's own container: others, should there be any, go with it. */
    private static Map<String, Object> container(GenericKubernetesResource deployment, Release release) {
        List<Map<String, Object>> containers = deployment.get("spec", "template", "spec", "containers");
        return containers.stream()
                .filter(container -> release.component().equals(container.get("name")))
                .findFirst()
                .orElse(containers.getFirst());
    }
}
