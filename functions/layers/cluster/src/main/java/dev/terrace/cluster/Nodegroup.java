package dev.terrace.cluster;

import dev.terrace.aws.PlainType;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Digest;
import dev.terrace.engine.Property;
import dev.terrace.engine.Records;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.UpdateLabelsPayload;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateTaintsPayload;

/**
 * A managed node group: an Auto Scaling group of nodes that EKS launches, drains and replaces.
 *
 * @param nodegroupName declared as a wish, {@code general-*}: a new group gets a name of its own, so that a successor can be
 *     created while the old group still serves; a group that is there keeps the name that it has
 * @param instanceTypes in the order in which On-Demand capacity is tried
 * @param launchTemplateId EKS takes other versions of the template later, but no other template
 * @param version of Kubernetes, that of the cluster or older
 */
@AwsType("AWS::EKS::Nodegroup")
public record Nodegroup(
        @CreateOnly String clusterName,
        @CreateOnly String nodegroupName,
        @CreateOnly String nodeRole,
        @CreateOnly Set<String> subnets,
        @CreateOnly String capacityType,
        @CreateOnly String amiType,
        @CreateOnly List<String> instanceTypes,
        @CreateOnly @Property("LaunchTemplate.Id") String launchTemplateId,
        @Property("LaunchTemplate.Version") String launchTemplateVersion,
        ScalingConfig scalingConfig,
        Map<String, String> labels,
        Set<Taint> taints,
        UpdateConfig updateConfig,
        NodeRepairConfig nodeRepairConfig,
        String version) {
    private static final String ANY = "*";
    private static final int DIGITS = 6;

    /** @param desiredSize at creation; then it belongs to whoever scales the group, within the other two */
    public record ScalingConfig(int minSize, int maxSize, Integer desiredSize) {
        private ScalingConfig withDesired(int desired) {
            return new ScalingConfig(minSize, maxSize, Math.clamp(desired, minSize, maxSize));
        }

        /** Without the number of nodes where that stays: an autoscaler may have moved it since it was looked at. */
        private ScalingConfig changeOf(ScalingConfig found) {
            return new ScalingConfig(minSize, maxSize, desiredSize.equals(found.desiredSize) ? null : desiredSize);
        }
    }

    /** @param maxUnavailablePercentage of the nodes, that may be replaced at the same time */
    public record UpdateConfig(Integer maxUnavailablePercentage) {}

    /**
     * @param value empty where the taint has none
     * @param effect {@code NO_SCHEDULE}, {@code PREFER_NO_SCHEDULE} or {@code NO_EXECUTE}
     */
    public record Taint(String key, String value, String effect) {
        public Taint {
            value = Objects.requireNonNullElse(value, "");
        }

        /** Kubernetes tells the taints of a node apart by these two. */
        private boolean isLike(Taint other) {
            return key.equals(other.key) && effect.equals(other.effect);
        }

        private software.amazon.awssdk.services.eks.model.Taint sdk() {
            return software.amazon.awssdk.services.eks.model.Taint.builder()
                    .key(key)
                    .value(value)
                    .effect(effect)
                    .build();
        }
    }

    /** @param enabled whether EKS replaces or reboots nodes that are not healthy; where nobody ever said so, it does not */
    public record NodeRepairConfig(boolean enabled) {
        private static NodeRepairConfig of(software.amazon.awssdk.services.eks.model.NodeRepairConfig config) {
            return new NodeRepairConfig(config != null && Boolean.TRUE.equals(config.enabled()));
        }
    }

    /** The wish for the name of a group that the blueprint calls {@code group}. */
    static String anyNameOf(String group) {
        return group + "-" + ANY;
    }

    /**
     * The name of a new group that is to be like this: one for all that can only be set at creation. So a successor has another
     * name than what it replaces, and a creation that was cut off asks for the same name when it is tried again.
     */
    private String newName() {
        if (!nodegroupName.endsWith(ANY)) {
            return nodegroupName;
        }
        var fixed = Stream.of(
                        List.of(clusterName, nodeRole, capacityType, amiType, launchTemplateId),
                        subnets.stream().sorted().toList(),
                        instanceTypes)
                .map(List::toString)
                .collect(Collectors.joining());
        return nodegroupName.substring(0, nodegroupName.length() - ANY.length()) + Digest.of(fixed, DIGITS);
    }

    /** The number of nodes belongs to whoever scales the group, and the name to the group. */
    private Nodegroup like(Nodegroup found) {
        var scaling = scalingConfig.withDesired(found.scalingConfig.desiredSize);
        return Records.with(this, Map.of("nodegroupName", found.nodegroupName, "scalingConfig", scaling));
    }

    private static final SpecReader<software.amazon.awssdk.services.eks.model.Nodegroup, Nodegroup> READER =
            SpecReader.of(Nodegroup.class, software.amazon.awssdk.services.eks.model.Nodegroup.builder())
                    .with("nodeRepairConfig", group -> NodeRepairConfig.of(group.nodeRepairConfig()));

    /** Of labels and taints, EKS takes those to be removed beside the others. */
    private static final SpecWriter<Nodegroup, UpdateNodegroupConfigRequest.Builder> CHANGE = SpecWriter.changing(
                    Nodegroup.class, UpdateNodegroupConfigRequest.builder())
            .without("labels", "taints", "launchTemplateVersion", "version");

    /** What UpdateNodegroupVersion changes, by replacing the nodes. */
    private static final Set<String> VERSION = Set.of("launchTemplateVersion", "version");

    private static final Function<software.amazon.awssdk.services.eks.model.Nodegroup, String> HEALTH =
            Health.words(software.amazon.awssdk.services.eks.model.Nodegroup.builder());

    static PlainType<software.amazon.awssdk.services.eks.model.Nodegroup, Nodegroup> type(Described described) {
        var eks = described.eks();
        return described
                .type(
                        READER,
                        cluster ->
                                eks
                                        .listNodegroupsPaginator(request -> request.clusterName(cluster))
                                        .nodegroups()
                                        .stream(),
                        (cluster, name) -> eks.describeNodegroup(
                                        request -> request.clusterName(cluster).nodegroupName(name))
                                .nodegroup(),
                        "Arn",
                        spec -> Optional.of(spec.newName()))
                .id(group -> group.clusterName() + "/" + group.nodegroupName())
                .attribute("Arn", group -> group.nodegroupArn())
                .attribute("NodegroupName", group -> group.nodegroupName())
                .state(group -> Described.state(group.statusAsString()))
                .reason(Nodegroup::reason)
                .settle((wanted, found) -> found == null ? wanted : wanted.like(found.spec()))
                // EKS drains the old group's nodes when it is deleted, and by then the pods have the new ones to go to.
                .standsBesideItsSuccessor()
                .excludes((wanted, other) -> wanted.newName().equals(other.nodegroupName))
                .create(CreateNodegroupRequest::builder, (request, _, spec) -> eks.createNodegroup(
                                request.nodegroupName(spec.newName()).build())
                        .nodegroup())
                .update((_, found, spec, changed) -> {
                    // EKS takes either the configuration or the version in a call: the version follows on the next
                    // pass.
                    if (VERSION.containsAll(changed)) {
                        eks.updateNodegroupVersion(request -> request.clusterName(spec.clusterName)
                                .nodegroupName(spec.nodegroupName)
                                .launchTemplate(template ->
                                        template.id(spec.launchTemplateId).version(spec.launchTemplateVersion))
                                .version(spec.version));
                    } else {
                        configure(eks, found.spec(), spec, changed);
                    }
                    return found.with(spec);
                })
                .changesTakeTime()
                .beginDeletion(found -> eks.deleteNodegroup(request ->
                        request.clusterName(found.spec().clusterName).nodegroupName(found.spec().nodegroupName)));
    }

    private static String reason(software.amazon.awssdk.services.eks.model.Nodegroup group) {
        var words = HEALTH.apply(group);
        return group.status() == NodegroupStatus.DELETE_FAILED
                ? Health.words(
                        words,
                        "its deletion",
                        "aws eks delete-nodegroup --cluster-name %s --nodegroup-name %s"
                                .formatted(group.clusterName(), group.nodegroupName()))
                : words;
    }

    private static void configure(EksClient eks, Nodegroup found, Nodegroup spec, Set<String> changed) {
        var scaling = spec.scalingConfig.changeOf(found.scalingConfig);
        eks.updateNodegroupConfig(
                request -> CHANGE.fill(request, Records.with(spec, Map.of("scalingConfig", scaling)), changed)
                        .clusterName(spec.clusterName)
                        .nodegroupName(spec.nodegroupName)
                        .labels(changed.contains("labels") ? labels(found.labels, spec.labels) : null)
                        .taints(changed.contains("taints") ? taints(found.taints, spec.taints) : null));
    }

    private static UpdateLabelsPayload labels(Map<String, String> present, Map<String, String> wanted) {
        return UpdateLabelsPayload.builder()
                .addOrUpdateLabels(wanted)
                .removeLabels(
                        Difference.between(present.keySet(), wanted.keySet()).surplus())
                .build();
    }

    private static UpdateTaintsPayload taints(Set<Taint> present, Set<Taint> wanted) {
        var taints = Difference.between(present, wanted);
        return UpdateTaintsPayload.builder()
                .addOrUpdateTaints(taints.missing().stream().map(Taint::sdk).toList())
                .removeTaints(taints.surplus().stream()
                        .filter(gone -> wanted.stream().noneMatch(gone::isLike))
                        .map(Taint::sdk)
                        .toList())
                .build();
    }
}
