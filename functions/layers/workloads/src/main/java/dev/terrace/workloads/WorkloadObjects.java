package dev.terrace.workloads;

import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.platform.Application;
import dev.terrace.platform.Cluster;
import dev.terrace.platform.Cluster.PodIdentity;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import dev.terrace.platform.Resources.Amounts;
import dev.terrace.platform.Workload;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What components and jobs have in common: a service account, a configuration, and how their pods begin.
 *
 * @param config the variables, as they lie in the ConfigMap
 */
record WorkloadObjects(
        Platform platform,
        Application application,
        String name,
        Imports imports,
        Images images,
        Map<String, String> config) {

    private static final String ROLE_ARN = "eks.amazonaws.com/role-arn";

    /** What an image that starts as root, such as nginx, does before it becomes another user; baseline allows these. */
    private static final List<String> CAPABILITIES = List.of("CHOWN", "NET_BIND_SERVICE", "SETGID", "SETUID");

    static WorkloadObjects of(Platform platform, Application application, String name, Imports imports, Images images) {
        var config = new Variables(platform, application, imports).of(name);
        return new WorkloadObjects(platform, application, name, imports, images, config);
    }

    /** What is there before its pods. */
    List<HasMetadata> declare() {
        var objects = new ArrayList<HasMetadata>();
        objects.add(serviceAccount());
        if (!config.isEmpty()) {
            objects.add(new ConfigMapBuilder()
                    .withMetadata(metadata())
                    .withData(config)
                    .build());
        }
        return objects;
    }

    private Workload workload() {
        return application.workloads().get(name);
    }

    ObjectMeta metadata() {
        return Labels.metadata(application.namespace(), name, labels());
    }

    Map<String, String> labels() {
        return Labels.of(platform.name(), name);
    }

    /** Of what runs pods: by the image's owner a release finds it. */
    ObjectMeta metadataOfPods() {
        var metadata = new ObjectMetaBuilder(metadata());
        images.owner(name).ifPresent(owner -> metadata.addToLabels(OwnerLabels.IMAGE, owner));
        return metadata.build();
    }

    private HasMetadata serviceAccount() {
        var account = new ServiceAccountBuilder().withMetadata(metadata()).withAutomountServiceAccountToken(false);
        if (platform.cluster().podIdentity() == PodIdentity.IRSA) {
            imports.attribute("cluster/" + name + "-role", "Arn").ifPresent(arn -> account.editMetadata()
                    .addToAnnotations(ROLE_ARN, arn)
                    .endMetadata());
        }
        return account.build();
    }

    /** Its pods, with what only some have to be added. */
    PodSpecBuilder pods(Container container) {
        return new PodSpecBuilder()
                .withServiceAccountName(name)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withNodeSelector(nodeSelector())
                .withTolerations(tolerations())
                .withContainers(container);
    }

    private Map<String, String> nodeSelector() {
        var placement = workload().placement();
        return placement == null ? Map.of() : Map.of(Cluster.NodeGroup.LABEL, placement.nodeGroup());
    }

    /** Of the taints of its own node group: other groups with taints are not for it. */
    private List<Toleration> tolerations() {
        var placement = workload().placement();
        return placement == null
                ? List.of()
                : platform.cluster().nodeGroups().get(placement.nodeGroup()).taints().entrySet().stream()
                        .map(taint -> new TolerationBuilder()
                                .withKey(taint.getKey())
                                .withOperator("Exists")
                                .withEffect(taint.getValue().word())
                                .build())
                        .toList();
    }

    ContainerBuilder container() {
        var workload = workload();
        var container = new ContainerBuilder()
                .withName(name)
                .withImage(images.of(name))
                .withCommand(workload.command())
                .withArgs(workload.args())
                .withResources(resources(workload.resources()))
                .withSecurityContext(securityContext());
        if (!config.isEmpty()) {
            container
                    .addNewEnvFrom()
                    .withNewConfigMapRef()
                    .withName(name)
                    .endConfigMapRef()
                    .endEnvFrom();
        }
        return container;
    }

    private static SecurityContext securityContext() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd(CAPABILITIES)
                .endCapabilities()
                .build();
    }

    private static ResourceRequirements resources(Resources resources) {
        if (resources == null) {
            return null;
        }
        return new ResourceRequirementsBuilder()
                .withRequests(quantities(resources.requests()))
                .withLimits(quantities(resources.limits()))
                .build();
    }

    /** What is given, by {@code cpu} and {@code memory}. */
    static Map<String, Quantity> quantities(Amounts amounts) {
        var quantities = new TreeMap<String, Quantity>();
        if (amounts != null && amounts.cpu() != null) {
            quantities.put("cpu", new Quantity(amounts.cpu()));
        }
        if (amounts != null && amounts.memory() != null) {
            quantities.put("memory", new Quantity(amounts.memory()));
        }
        return quantities;
    }
}
