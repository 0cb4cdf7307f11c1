package dev.terrace.cluster;

import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Property;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.NodegroupUpdateConfig;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;

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
        UpdateConfig updateConfig,
        String version) {
    private static final String ANY = "*";

    /** @param desiredSize at creation; then it belongs to whoever scales the group, within the other two */
    public record ScalingConfig(int minSize, int maxSize, int desiredSize) {
        private ScalingConfig withDesired(int desired) {
            return new ScalingConfig(minSize, maxSize, Math.clamp(desired, minSize, maxSize));
        }

        private NodegroupScalingConfig sdk() {
            return NodegroupScalingConfig.builder()
                    .minSize(minSize)
                    .maxSize(maxSize)
                    .desiredSize(desiredSize)
                    .build();
        }

        /** Without the number of nodes where that stays: an autoscaler may have moved it since it was looked at. */
        private NodegroupScalingConfig sdkFrom(ScalingConfig found) {
            return desiredSize == found.desiredSize
                    ? sdk().toBuilder().desiredSize(null).build()
                    : sdk();
        }
    }

    /** @param maxUnavailablePercentage of the nodes, that may be replaced at the same time */
    public record UpdateConfig(Integer maxUnavailablePercentage) {
        private NodegroupUpdateConfig sdk() {
            return NodegroupUpdateConfig.builder()
                    .maxUnavailablePercentage(maxUnavailablePercentage)
                    .build();
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
        return nodegroupName.substring(0, nodegroupName.length() - ANY.length()) + Digest.of(fixed);
    }

    private Nodegroup like(Nodegroup found) {
        return new Nodegroup(
                clusterName,
                found.nodegroupName,
                nodeRole,
                subnets,
                capacityType,
                amiType,
                instanceTypes,
                launchTemplateId,
                launchTemplateVersion,
                scalingConfig.withDesired(found.scalingConfig.desiredSize),
                labels,
                updateConfig,
                version);
    }

    private LaunchTemplateSpecification launchTemplate() {
        return LaunchTemplateSpecification.builder()
                .id(launchTemplateId)
                .version(launchTemplateVersion)
                .build();
    }

    static final class Type implements ResourceType<Nodegroup> {
        /** What UpdateNodegroupVersion changes, by replacing the nodes. */
        private static final Set<String> VERSION = Set.of("launchTemplateVersion", "version");

        private final EksClient eks;
        private final Described described;

        Type(EksClient eks, Described described) {
            this.eks = eks;
            this.described = described;
        }

        @Override
        public Class<Nodegroup> spec() {
            return Nodegroup.class;
        }

        @Override
        public List<Found<Nodegroup>> find(Owner owner) {
            return described
                    .each(
                            owner,
                            cluster ->
                                    eks
                                            .listNodegroupsPaginator(request -> request.clusterName(cluster))
                                            .nodegroups()
                                            .stream(),
                            this::describe)
                    .stream()
                    .filter(group -> Tags.nameFor(owner, group.tags()).isPresent())
                    .map(group -> found(owner, group))
                    .toList();
        }

        private software.amazon.awssdk.services.eks.model.Nodegroup describe(String name) {
            return eks.describeNodegroup(
                            request -> request.clusterName(described.name()).nodegroupName(name))
                    .nodegroup();
        }

        static Found<Nodegroup> found(Owner owner, software.amazon.awssdk.services.eks.model.Nodegroup group) {
            return new Found<>(
                    Tags.nameFor(owner, group.tags()).orElseThrow(),
                    group.clusterName() + "/" + group.nodegroupName(),
                    spec(group),
                    state(group),
                    Map.of("Arn", group.nodegroupArn(), "NodegroupName", group.nodegroupName()),
                    reason(group));
        }

        private static Nodegroup spec(software.amazon.awssdk.services.eks.model.Nodegroup group) {
            var scaling = group.scalingConfig();
            var update = group.updateConfig();
            var template = group.launchTemplate();
            return new Nodegroup(
                    group.clusterName(),
                    group.nodegroupName(),
                    group.nodeRole(),
                    Set.copyOf(group.subnets()),
                    group.capacityTypeAsString(),
                    group.amiTypeAsString(),
                    List.copyOf(group.instanceTypes()),
                    template == null ? null : template.id(),
                    template == null ? null : template.version(),
                    new ScalingConfig(scaling.minSize(), scaling.maxSize(), scaling.desiredSize()),
                    Map.copyOf(group.labels()),
                    update == null ? null : new UpdateConfig(update.maxUnavailablePercentage()),
                    group.version());
        }

        /** One that is DEGRADED has nodes, and can be used and changed. */
        private static State state(software.amazon.awssdk.services.eks.model.Nodegroup group) {
            return switch (group.status()) {
                case ACTIVE, DEGRADED -> State.READY;
                case DELETING -> State.DELETING;
                case CREATE_FAILED -> State.CREATE_FAILED;
                case DELETE_FAILED -> State.FAILED;
                default -> State.PENDING;
            };
        }

        private static String reason(software.amazon.awssdk.services.eks.model.Nodegroup group) {
            var issues =
                    group.health() == null ? List.<Issue>of() : group.health().issues();
            var words = Health.words(issues, Issue::codeAsString, Issue::message, Issue::resourceIds);
            return group.status() == NodegroupStatus.DELETE_FAILED
                    ? Health.words(
                            words,
                            "its deletion",
                            "aws eks delete-nodegroup --cluster-name %s --nodegroup-name %s"
                                    .formatted(group.clusterName(), group.nodegroupName()))
                    : words;
        }

        /** The number of nodes belongs to whoever scales the group, and the name to the group. */
        @Override
        public Nodegroup settle(Nodegroup wanted, Found<Nodegroup> found) {
            return found == null ? wanted : wanted.like(found.spec());
        }

        /** EKS drains the old group's nodes when it is deleted, and by then the pods have the new ones to go to. */
        @Override
        public boolean standsBeside() {
            return true;
        }

        @Override
        public boolean excludes(Nodegroup wanted, Nodegroup other) {
            return wanted.newName().equals(other.nodegroupName());
        }

        @Override
        public Found<Nodegroup> rename(Key key, Found<Nodegroup> found) {
            return described.rename(key, found, found.attributes().get("Arn"));
        }

        @Override
        public Found<Nodegroup> create(Key key, Nodegroup spec) {
            var name = spec.newName();
            var created = Described.created(
                    key,
                    () -> eks.createNodegroup(request -> request.clusterName(spec.clusterName())
                            .nodegroupName(name)
                            .nodeRole(spec.nodeRole())
                            .subnets(spec.subnets())
                            .capacityType(spec.capacityType())
                            .amiType(spec.amiType())
                            .instanceTypes(spec.instanceTypes())
                            .scalingConfig(spec.scalingConfig().sdk())
                            .labels(spec.labels())
                            .updateConfig(spec.updateConfig().sdk())
                            .launchTemplate(spec.launchTemplate())
                            .version(spec.version())
                            .tags(key.tags())),
                    () -> describe(name).tags());
            return found(key.owner(), created.nodegroup());
        }

        /** EKS takes either the configuration or the version in a call: the version follows on the next pass. */
        @Override
        public Found<Nodegroup> update(Key key, Found<Nodegroup> found, Nodegroup spec, Set<String> changed) {
            if (VERSION.containsAll(changed)) {
                eks.updateNodegroupVersion(request -> request.clusterName(spec.clusterName())
                        .nodegroupName(spec.nodegroupName())
                        .launchTemplate(spec.launchTemplate())
                        .version(spec.version()));
            } else {
                configure(found.spec(), spec, changed);
            }
            return found.with(spec).pending();
        }

        private void configure(Nodegroup found, Nodegroup spec, Set<String> changed) {
            var update = UpdateNodegroupConfigRequest.builder()
                    .clusterName(spec.clusterName())
                    .nodegroupName(spec.nodegroupName());
            if (changed.contains("scalingConfig")) {
                update.scalingConfig(spec.scalingConfig().sdkFrom(found.scalingConfig()));
            }
            if (changed.contains("labels")) {
                var dropped = found.labels().keySet().stream()
                        .filter(label -> !spec.labels().containsKey(label))
                        .toList();
                update.labels(labels -> labels.addOrUpdateLabels(spec.labels()).removeLabels(dropped));
            }
            if (changed.contains("updateConfig")) {
                update.updateConfig(spec.updateConfig().sdk());
            }
            eks.updateNodegroupConfig(update.build());
        }

        @Override
        public boolean delete(Found<Nodegroup> found) {
            return Described.deleted(() -> eks.deleteNodegroup(
                    request -> request.clusterName(found.spec().clusterName())
                            .nodegroupName(found.spec().nodegroupName())));
        }
    }
}
