package dev.terrace.workloads;

import dev.terrace.platform.Application;
import dev.terrace.platform.Component;
import dev.terrace.platform.Job;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources.Amounts;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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

    private static final Map<String, Quantity> DEFAULT_REQUESTS =
            Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi"));
    private static final Map<String, Quantity> DEFAULT_LIMITS =
            Map.of("cpu", new Quantity("500m"), "memory", new Quantity("512Mi"));

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
            defaults(platform, application).ifPresent(objects::add);
        }
        objects.addAll(FunctionAccess.inNamespace(platform, application.namespace()));
        objects.addAll(new NetworkPolicies(platform, application).declare());
        application.running().forEach((workloadName, workload) -> {
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

    /**
     * A quota refuses pods that do not say how much they take of what it bounds; these count for them. Of anything else there is none: a
     * limit that nobody asked for would slow pods down, and refuse those that request more.
     */
    private static Optional<LimitRange> defaults(Platform platform, Application application) {
        var requests = ofThose(application.quota().requests(), DEFAULT_REQUESTS);
        var limits = ofThose(application.quota().limits(), DEFAULT_LIMITS);
        if (requests.isEmpty() && limits.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LimitRangeBuilder()
                .withMetadata(Labels.metadata(application.namespace(), "defaults", Labels.of(platform.name())))
                .withNewSpec()
                .addNewLimit()
                .withType("Container")
                .withDefaultRequest(requests)
                .withDefault(limits)
                .endLimit()
                .endSpec()
                .build());
    }

    private static Map<String, Quantity> ofThose(Amounts bounded, Map<String, Quantity> defaults) {
        var some = new TreeMap<>(defaults);
        some.keySet().retainAll(WorkloadObjects.quantities(bounded).keySet());
        return some;
    }
}
