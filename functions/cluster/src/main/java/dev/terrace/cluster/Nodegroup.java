package dev.terrace.cluster;

import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.NodegroupUpdateConfig;

/**
 * A managed node group: an Auto Scaling group of nodes that EKS launches, drains and replaces.
 *
 * @param instanceTypes in the order in which On-Demand capacity is tried
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
        ScalingConfig scalingConfig,
        Map<String, String> labels,
        UpdateConfig updateConfig,
        LaunchTemplateSpecification launchTemplate,
        String version) {

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
    }

    /** @param maxUnavailablePercentage of the nodes, that may be replaced at the same time */
    public record UpdateConfig(Integer maxUnavailablePercentage) {
        private NodegroupUpdateConfig sdk() {
            return NodegroupUpdateConfig.builder()
                    .maxUnavailablePercentage(maxUnavailablePercentage)
                    .build();
        }
    }

    public record LaunchTemplateSpecification(String id, String version) {
        private software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification sdk() {
            return software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification.builder()
                    .id(id)
                    .version(version)
                    .build();
        }
    }

    private Nodegroup withScaling(ScalingConfig scaling) {
        return new Nodegroup(
                clusterName,
                nodegroupName,
                nodeRole,
                subnets,
                capacityType,
                amiType,
                instanceTypes,
                scaling,
                labels,
                updateConfig,
                launchTemplate,
                version);
    }

    static final class Type implements ResourceType<Nodegroup> {
        /** What UpdateNodegroupVersion changes, by replacing the nodes. */
        private static final Set<String> VERSION = Set.of("launchTemplate", "version");

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
                    new ScalingConfig(scaling.minSize(), scaling.maxSize(), scaling.desiredSize()),
                    Map.copyOf(group.labels()),
                    update == null ? null : new UpdateConfig(update.maxUnavailablePercentage()),
                    template == null ? null : new LaunchTemplateSpecification(template.id(), template.version()),
                    group.version());
        }

        /** One that is DEGRADED has nodes, and can be used and changed. */
        private static State state(software.amazon.awssdk.services.eks.model.Nodegroup group) {
            return switch (group.status()) {
                case ACTIVE, DEGRADED -> State.READY;
                case DELETING -> State.DELETING;
                case CREATE_FAILED, DELETE_FAILED -> State.FAILED;
                default -> State.PENDING;
            };
        }

        private static String reason(software.amazon.awssdk.services.eks.model.Nodegroup group) {
            return group.health() == null
                    ? ""
                    : group.health().issues().stream()
                            .map(issue -> issue.codeAsString() + ": " + issue.message())
                            .collect(Collectors.joining("; "));
        }

        @Override
        public Nodegroup settle(Nodegroup wanted, Found<Nodegroup> found) {
            return found == null
                    ? wanted
                    : wanted.withScaling(wanted.scalingConfig()
                            .withDesired(found.spec().scalingConfig().desiredSize()));
        }

        @Override
        public Found<Nodegroup> create(Key key, Nodegroup spec) {
            var created = Described.created(
                    key,
                    () -> eks.createNodegroup(request -> request.clusterName(spec.clusterName())
                            .nodegroupName(spec.nodegroupName())
                            .nodeRole(spec.nodeRole())
                            .subnets(spec.subnets())
                            .capacityType(spec.capacityType())
                            .amiType(spec.amiType())
                            .instanceTypes(spec.instanceTypes())
                            .scalingConfig(spec.scalingConfig().sdk())
                            .labels(spec.labels())
                            .updateConfig(spec.updateConfig().sdk())
                            .launchTemplate(spec.launchTemplate().sdk())
                            .version(spec.version())
                            .tags(key.tags())),
                    () -> describe(spec.nodegroupName()).tags());
            return found(key.owner(), created.nodegroup());
        }

        /** EKS takes either the configuration or the version in a call: the version follows on the next pass. */
        @Override
        public Found<Nodegroup> update(Key key, Found<Nodegroup> found, Nodegroup spec, Set<String> changed) {
            if (VERSION.containsAll(changed)) {
                eks.updateNodegroupVersion(request -> request.clusterName(spec.clusterName())
                        .nodegroupName(spec.nodegroupName())
                        .launchTemplate(spec.launchTemplate().sdk())
                        .version(spec.version()));
            } else {
                configure(found, spec);
            }
            return found.with(spec).pending();
        }

        private void configure(Found<Nodegroup> found, Nodegroup spec) {
            var dropped = found.spec().labels().keySet().stream()
                    .filter(label -> !spec.labels().containsKey(label))
                    .toList();
            eks.updateNodegroupConfig(request -> request.clusterName(spec.clusterName())
                    .nodegroupName(spec.nodegroupName())
                    .scalingConfig(spec.scalingConfig().sdk())
                    .labels(labels -> labels.addOrUpdateLabels(spec.labels()).removeLabels(dropped))
                    .updateConfig(spec.updateConfig().sdk()));
        }

        @Override
        public boolean delete(Found<Nodegroup> found) {
            return Described.deleted(() -> eks.deleteNodegroup(
                    request -> request.clusterName(found.spec().clusterName())
                            .nodegroupName(found.spec().nodegroupName())));
        }
    }
}
