package dev.terrace.status;

import dev.terrace.kubernetes.Controllers;
import dev.terrace.kubernetes.FirstRelease;
import dev.terrace.kubernetes.Ingresses;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.kubernetes.Rollout;
import dev.terrace.platform.LayerName;
import dev.terrace.report.ImageDigest;
import dev.terrace.report.StatusReport;
import dev.terrace.table.Image;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A platform's components as its cluster has them. */
record RunningComponents(KubernetesClient client, String platform) {

    /** The Deployments of the platform's components, wherever they are: a blueprint names the namespaces. */
    List<Deployment> deployments() {
        return client
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabels(labels())
                .withLabel(OwnerLabels.NAME)
                .list()
                .getItems()
                .stream()
                .sorted(Comparator.comparing(it -> it.getMetadata().getName()))
                .toList();
    }

    private Map<String, String> labels() {
        return OwnerLabels.of(platform, LayerName.WORKLOADS.toString());
    }

    /** @param released what is current, by component */
    StatusReport.Component component(Deployment deployment, Map<String, Image> released) {
        var labels = deployment.getMetadata().getLabels();
        var owner = labels.get(OwnerLabels.IMAGE);
        var image = deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
        var current = Optional.ofNullable(owner).map(released::get).filter(it -> it.reference()
                .equals(image));
        var rollout = Rollout.of(deployment, client);
        return new StatusReport.Component(
                labels.get(OwnerLabels.NAME),
                image,
                owner,
                current.map(Image::version).orElse(version(image)),
                digest(image),
                rollout.ready(),
                rollout.wanted(),
                since(deployment),
                waitsForRelease(deployment) ? "no pods before the first release of " + owner : rollout.reason());
    }

    private static boolean waitsForRelease(Deployment deployment) {
        var annotations = deployment.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(FirstRelease.REPLICAS);
    }

    static String version(String image) {
        var reference = image.split("@")[0];
        var name = reference.substring(reference.lastIndexOf('/') + 1);
        if (name.contains(":")) {
            return name.substring(name.indexOf(':') + 1);
        }
        var digest = digest(image);
        return digest == null ? "latest" : ImageDigest.digits(digest);
    }

    private static String digest(String image) {
        return image.contains("@") ? image.substring(image.indexOf('@') + 1) : null;
    }

    private static Instant since(Deployment deployment) {
        return Optional.ofNullable(deployment.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(it -> it.getType().equals("Progressing"))
                .map(DeploymentCondition::getLastUpdateTime)
                .map(Instant::parse)
                .findFirst()
                .orElse(null);
    }

    /** What leads from outside into a namespace. */
    List<Ingress> ingresses(String namespace) {
        return client.network()
                .v1()
                .ingresses()
                .inNamespace(namespace)
                .withLabels(labels())
                .list()
                .getItems();
    }

    /** Why an Ingress has no load balancer; empty when it has one. */
    String withoutAddress(Ingress ingress) {
        if (Ingresses.address(ingress).isPresent()) {
            return "";
        }
        return ingress.getMetadata().getNamespace() + ": "
                + switch (Controllers.loadBalancing(client)) {
                    case ABSENT -> Controllers.withoutLoadBalancing(ingress);
                    case UNAVAILABLE -> "no address, and no pod of the AWS Load Balancer Controller is available";
                    case AVAILABLE -> "no address yet: its load balancer is being made";
                };
    }
}
