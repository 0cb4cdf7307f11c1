package dev.terrace.workloads;

import dev.terrace.platform.Application;
import dev.terrace.platform.Component;
import dev.terrace.platform.Job;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Declares the workloads layer: for each application a namespace with all that it needs to run in it, and nothing more. */
final class WorkloadsLayer {
    /** All kinds of the layer: each stage needs the one before. */
    static final List<Set<Class<? extends HasMetadata>>> STAGES = List.of(
            Set.of(Namespace.class),
            Set.of(
                    ResourceQuota.class,
                    LimitRange.class,
                    NetworkPolicy.class,
                    ClusterRole.class,
                    Role.class,
                    ServiceAccount.class,
                    ConfigMap.class),
            Set.of(
                    ClusterRoleBinding.class,
                    RoleBinding.class,
                    Service.class,
                    Deployment.class,
                    CronJob.class,
                    HorizontalPodAutoscaler.class,
                    PodDisruptionBudget.class,
                    Ingress.class));

    private WorkloadsLayer() {}

    /**
     * Declares nothing for a platform without a cluster or without an application.
     *
     * @param released the current image of each component that was released, by component, as pods pull it
     */
    static List<HasMetadata> declare(Platform platform, Imports imports, Map<String, String> released) {
        var objects = new ArrayList<HasMetadata>();
        if (platform.cluster() == null || platform.applications().isEmpty()) {
            return objects;
        }
        objects.addAll(FunctionAccess.inCluster(platform));
        var images = new Images(platform, released);
        for (var name : platform.applications().keySet()) {
            objects.addAll(declare(platform, name, imports, images));
        }
        return objects;
    }

    private static List<HasMetadata> declare(Platform platform, String name, Imports imports, Images images) {
        var application = platform.applications().get(name);
        var objects = new ArrayList<HasMetadata>();
        objects.add(namespace(platform, application));
        if (application.quota() != null) {
            objects.add(quota(platform, application));
            objects.add(defaults(platform, application));
        }
        objects.addAll(FunctionAccess.inNamespace(platform, application.namespace()));
        objects.addAll(new NetworkPolicies(platform, application).declare());
        running(application).forEach((workloadName, workload) -> {
            var common = WorkloadObjects.of(platform, application, workloadName, imports, images);
            objects.addAll(
                    switch (workload) {
                        case Component component -> new ComponentObjects(common, component).declare();
                        case Job job -> new JobObjects(common, job).declare();
                    });
        });
        if (application.loadBalancer().isPresent()) {
            objects.add(new LoadBalancer(platform, name, imports).declare());
        }
        return objects;
    }

    /** What runs by itself, by name: a job without a schedule waits for a release, and nothing runs it yet. */
    static Map<String, Workload> running(Application application) {
        var running = new LinkedHashMap<>(application.workloads());
        running.values().removeIf(workload -> workload instanceof Job job && job.schedule() == null);
        return running;
    }

    private static Namespace namespace(Platform platform, Application application) {
        var labels = new LinkedHashMap<>(Labels.of(platform.name()));
        // "restricted" would refuse every image that starts as root, such as nginx; the containers come as near as they
        // can.
        labels.put("pod-security.kubernetes.io/enforce", "baseline");
        labels.put("pod-security.kubernetes.io/audit", "restricted");
        if (application.loadBalancer().isPresent()) {
            // A rollout then waits until the load balancer sends requests to the new pods.
            labels.put("elbv2.k8s.aws/pod-readiness-gate-inject", "enabled");
        }
        return new NamespaceBuilder()
                .withMetadata(Labels.metadata(null, application.namespace(), labels))
                .build();
    }

    private static ResourceQuota quota(Platform platform, Application application) {
        var quota = application.quota();
        var hard = new LinkedHashMap<String, Quantity>();
        WorkloadObjects.quantities(quota.requests()).forEach((what, most) -> hard.put("requests." + what, most));
        WorkloadObjects.quantities(quota.limits()).forEach((what, most) -> hard.put("limits." + what, most));
        if (quota.pods() != null) {
            hard.put("pods", new Quantity(quota.pods().toString()));
        }
        return new ResourceQuotaBuilder()
                .withMetadata(Labels.metadata(application.namespace(), "quota", Labels.of(platform.name())))
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .build();
    }

    /** A quota refuses pods that do not say what they need; these count for them. */
    private static LimitRange defaults(Platform platform, Application application) {
        return new LimitRangeBuilder()
                .withMetadata(Labels.metadata(application.namespace(), "defaults", Labels.of(platform.name())))
                .withNewSpec()
                .addNewLimit()
                .withType("Container")
                .addToDefaultRequest("cpu", new Quantity("100m"))
                .addToDefaultRequest("memory", new Quantity("128Mi"))
                .addToDefault("cpu", new Quantity("500m"))
                .addToDefault("memory", new Quantity("512Mi"))
                .endLimit()
                .endSpec()
                .build();
    }
}
