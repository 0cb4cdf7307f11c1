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
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A platform's components and jobs as its cluster has them.
 *
 * @param released what is current, by component
 */
record RunningWorkloads(KubernetesClient client, String platform, Map<String, Image> released) {

    /** The Deployments of the platform's components, wherever they are: a blueprint names the namespaces. */
    List<Deployment> deployments() {
        return client.apps().deployments().inAnyNamespace().withLabels(labels()).list().getItems().stream()
                .sorted(Comparator.comparing(it -> it.getMetadata().getName()))
                .toList();
    }

    /** The CronJobs of the platform's jobs, wherever they are. */
    List<CronJob> cronJobs() {
        return client.batch().v1().cronjobs().inAnyNamespace().withLabels(labels()).list().getItems().stream()
                .sorted(Comparator.comparing(it -> it.getMetadata().getName()))
                .toList();
    }

    private Map<String, String> labels() {
        return OwnerLabels.of(platform, LayerName.WORKLOADS.toString());
    }

    StatusReport.Component component(Deployment deployment) {
        var owner = owner(deployment);
        var image = image(deployment.getSpec().getTemplate());
        var rollout = Rollout.of(deployment, client);
        return new StatusReport.Component(
                deployment.getMetadata().getName(),
                image,
                owner,
                version(image, owner),
                digest(image),
                rollout.ready(),
                rollout.wanted(),
                since(deployment),
                waitsForRelease(deployment, FirstRelease.REPLICAS)
                        ? "no pods before the first release of " + owner
                        : rollout.reason());
    }

    StatusReport.Job job(CronJob cronJob) {
        var owner = owner(cronJob);
        var image = image(cronJob.getSpec().getJobTemplate().getSpec().getTemplate());
        var suspended = Boolean.TRUE.equals(cronJob.getSpec().getSuspend());
        return new StatusReport.Job(
                cronJob.getMetadata().getName(),
                cronJob.getMetadata().getNamespace(),
                cronJob.getSpec().getSchedule(),
                image,
                owner,
                version(image, owner),
                digest(image),
                suspended,
                Optional.ofNullable(cronJob.getStatus())
                        .map(CronJobStatus::getLastScheduleTime)
                        .map(Instant::parse)
                        .orElse(null),
                suspension(suspended, waitsForRelease(cronJob, FirstRelease.SUSPENDED), owner));
    }

    private static String suspension(boolean suspended, boolean waitsForRelease, String owner) {
        if (!suspended) {
            return "";
        }
        return waitsForRelease
                ? "suspended until the first release of " + owner
                : "suspended by hand, until the next apply";
    }

    private static String owner(HasMetadata workload) {
        return workload.getMetadata().getLabels().get(OwnerLabels.IMAGE);
    }

    private static String image(PodTemplateSpec pods) {
        return pods.getSpec().getContainers().getFirst().getImage();
    }

    private static boolean waitsForRelease(HasMetadata workload, String note) {
        var annotations = workload.getMetadata().getAnnotations();
        return annotations != null && annotations.containsKey(note);
    }

    private String version(String image, String owner) {
        return Optional.ofNullable(owner)
                .map(released::get)
                .filter(it -> it.reference().equals(image))
                .map(Image::version)
                .orElse(version(image));
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

    /** Why some have no load balancer, and whose they are; empty when all have one. */
    Optional<String> withoutAddress(List<Ingress> ingresses) {
        var without =
                ingresses.stream().filter(it -> Ingresses.address(it).isEmpty()).toList();
        if (without.isEmpty()) {
            return Optional.empty();
        }
        var reason =
                switch (Controllers.loadBalancing(client)) {
                    case ABSENT -> Controllers.withoutLoadBalancing(without);
                    case UNAVAILABLE -> "no address, and no pod of the AWS Load Balancer Controller is available";
                    case AVAILABLE -> "no address yet: its load balancer is being made";
                };
        return Optional.of(without.stream()
                        .map(it -> it.getMetadata().getNamespace())
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ": " + reason);
    }
}
