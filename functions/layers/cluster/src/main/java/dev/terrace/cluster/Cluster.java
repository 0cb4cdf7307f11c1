package dev.terrace.cluster;

import dev.terrace.aws.Home;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.engine.State;
import dev.terrace.engine.WriteOnly;
import dev.terrace.platform.VersionWish;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;
import software.amazon.awssdk.services.eks.model.VersionStatus;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;

/**
 * A Kubernetes control plane.
 *
 * @param version declared as a wish, {@code 1.29} or {@code 1.29+}; found as the version that runs
 * @param encryptionConfig can be given later, but never be changed or taken back
 * @param bootstrapSelfManagedAddons false when vpc-cni, coredns and kube-proxy all come as managed add-ons
 */
@AwsType("AWS::EKS::Cluster")
public record Cluster(
        @CreateOnly String name,
        String version,
        @CreateOnly String roleArn,
        ResourcesVpcConfig resourcesVpcConfig,
        Logging logging,
        List<EncryptionConfig> encryptionConfig,
        AccessConfig accessConfig,
        @WriteOnly Boolean bootstrapSelfManagedAddons) {

    /**
     * @param securityGroupIds beside the one that EKS makes
     * @param publicAccessCidrs null when the endpoint is not public
     */
    public record ResourcesVpcConfig(
            Set<String> subnetIds,
            Set<String> securityGroupIds,
            Boolean endpointPublicAccess,
            Boolean endpointPrivateAccess,
            Set<String> publicAccessCidrs) {

        private ResourcesVpcConfig endpoint() {
            return new ResourcesVpcConfig(null, null, endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs);
        }

        private ResourcesVpcConfig place() {
            return new ResourcesVpcConfig(subnetIds, securityGroupIds, null, null, null);
        }

        private boolean sameEndpoint(ResourcesVpcConfig found) {
            return Objects.equals(endpointPublicAccess, found.endpointPublicAccess)
                    && Objects.equals(endpointPrivateAccess, found.endpointPrivateAccess)
                    && (publicAccessCidrs == null || publicAccessCidrs.equals(found.publicAccessCidrs));
        }
    }

    /** Which logs of the control plane go to CloudWatch. */
    public record Logging(ClusterLogging clusterLogging) {
        static Logging of(Set<String> types) {
            return new Logging(new ClusterLogging(
                    types.stream().map(LoggingTypeConfig::new).collect(Collectors.toUnmodifiableSet())));
        }

        private Set<String> types() {
            return clusterLogging.enabledTypes.stream()
                    .map(LoggingTypeConfig::type)
                    .collect(Collectors.toSet());
        }
    }

    public record ClusterLogging(Set<LoggingTypeConfig> enabledTypes) {}

    public record LoggingTypeConfig(String type) {}

    /** @param resources EKS knows {@code secrets} only */
    public record EncryptionConfig(Provider provider, List<String> resources) {}

    public record Provider(String keyArn) {}

    public record AccessConfig(
            String authenticationMode, @WriteOnly Boolean bootstrapClusterCreatorAdminPermissions) {}

    /** The cluster of the platform's name. {@code Version} is an attribute too, beside CloudFormation's. */
    static final class Type implements ResourceType<Cluster> {
        private final EksClient eks;
        private final LeftInterfaces left;
        private final Described described;
        private final Home home;
        private List<String> onSale;

        Type(EksClient eks, Ec2Client ec2, Described described, Home home) {
            this.eks = eks;
            this.left = new LeftInterfaces(ec2);
            this.described = described;
            this.home = home;
        }

        @Override
        public Class<Cluster> spec() {
            return Cluster.class;
        }

        @Override
        public List<Found<Cluster>> find(Owner owner) {
            return described.cluster(owner).map(cluster -> found(owner, cluster)).stream()
                    .toList();
        }

        static Found<Cluster> found(Owner owner, software.amazon.awssdk.services.eks.model.Cluster cluster) {
            return new Found<>(
                    Tags.nameFor(owner, cluster.tags()).orElseThrow(),
                    cluster.name(),
                    spec(cluster),
                    state(cluster),
                    attributes(cluster),
                    reason(cluster));
        }

        private static Cluster spec(software.amazon.awssdk.services.eks.model.Cluster cluster) {
            var vpc = cluster.resourcesVpcConfig();
            var logged = cluster.logging() == null
                    ? Set.<String>of()
                    : cluster.logging().clusterLogging().stream()
                            .filter(setup -> Boolean.TRUE.equals(setup.enabled()))
                            .flatMap(setup -> setup.typesAsStrings().stream())
                            .collect(Collectors.toSet());
            return new Cluster(
                    cluster.name(),
                    cluster.version(),
                    cluster.roleArn(),
                    new ResourcesVpcConfig(
                            Set.copyOf(vpc.subnetIds()),
                            Set.copyOf(vpc.securityGroupIds()),
                            vpc.endpointPublicAccess(),
                            vpc.endpointPrivateAccess(),
                            Set.copyOf(vpc.publicAccessCidrs())),
                    Logging.of(logged),
                    cluster.encryptionConfig().stream()
                            .map(one -> new EncryptionConfig(
                                    new Provider(one.provider().keyArn()), List.copyOf(one.resources())))
                            .toList(),
                    new AccessConfig(
                            cluster.accessConfig().authenticationModeAsString(),
                            cluster.accessConfig().bootstrapClusterCreatorAdminPermissions()),
                    null);
        }

        private static State state(software.amazon.awssdk.services.eks.model.Cluster cluster) {
            return switch (cluster.status()) {
                case ACTIVE -> State.READY;
                case DELETING -> State.DELETING;
                case FAILED -> Described.wasActive(cluster) ? State.FAILED : State.CREATE_FAILED;
                default -> State.PENDING;
            };
        }

        private static String reason(software.amazon.awssdk.services.eks.model.Cluster cluster) {
            var issues = cluster.health() == null
                    ? List.<ClusterIssue>of()
                    : cluster.health().issues();
            return Health.words(issues, ClusterIssue::codeAsString, ClusterIssue::message, ClusterIssue::resourceIds);
        }

        private static Map<String, String> attributes(software.amazon.awssdk.services.eks.model.Cluster cluster) {
            var attributes = new LinkedHashMap<String, String>();
            attributes.put("Arn", cluster.arn());
            attributes.put("Version", cluster.version());
            attributes.put("Endpoint", cluster.endpoint());
            if (cluster.certificateAuthority() != null) {
                attributes.put(
                        "CertificateAuthorityData",
                        cluster.certificateAuthority().data());
            }
            attributes.put(
                    "ClusterSecurityGroupId", cluster.resourcesVpcConfig().clusterSecurityGroupId());
            if (cluster.identity() != null && cluster.identity().oidc() != null) {
                attributes.put(
                        "OpenIdConnectIssuerUrl", cluster.identity().oidc().issuer());
            }
            attributes.values().removeIf(Objects::isNull);
            return attributes;
        }

        /**
         * A version that runs and meets the wish stays, even past its standard support: only a person decides to upgrade. For a
         * new cluster, and for an upgrade, it is the oldest that meets the wish and is in standard support.
         */
        @Override
        public Cluster settle(Cluster wanted, Found<Cluster> found) {
            var wish = VersionWish.of(wanted.version());
            var running = found == null ? null : found.spec().version();
            if (running != null && wish.isMetBy(running)) {
                return wanted.withVersion(running);
            }
            var chosen = choose(wish);
            if (running != null && VersionWish.ORDER.compare(chosen, running) < 0) {
                throw new ProblemException(Problem.user(
                        "VersionDowngrade",
                        ClusterLayer.CLUSTER.address(),
                        "The cluster runs Kubernetes " + running + ", and EKS cannot take it back to " + chosen + ".",
                        "Write \"" + running + "\" or \"" + chosen + "+\" in cluster.version."));
            }
            return wanted.withVersion(chosen);
        }

        private String choose(VersionWish wish) {
            try {
                return wish.choose(onSale());
            } catch (VersionWish.NotOnSale e) {
                throw new ProblemException(
                        Problem.user(
                                "VersionNotOnSale",
                                ClusterLayer.CLUSTER.address(),
                                "Kubernetes " + e.getMessage() + ".",
                                e.remedy()),
                        e);
            }
        }

        private synchronized List<String> onSale() {
            if (onSale == null) {
                onSale = eks
                        .describeClusterVersionsPaginator(
                                request -> request.versionStatus(VersionStatus.STANDARD_SUPPORT))
                        .clusterVersions()
                        .stream()
                        .map(ClusterVersionInformation::clusterVersion)
                        .toList();
            }
            return onSale;
        }

        @Override
        public Result.Output foreseen(Key key, Cluster wanted) {
            return new Result.Output(wanted.name(), Map.of("Arn", home.arn("eks", "cluster/" + wanted.name())));
        }

        @Override
        public boolean excludes(Cluster wanted, Cluster other) {
            return wanted.name().equals(other.name());
        }

        @Override
        public Found<Cluster> rename(Key key, Found<Cluster> found) {
            return described.rename(key, found, found.attributes().get("Arn"));
        }

        @Override
        public Found<Cluster> create(Key key, Cluster spec) {
            try {
                return request(key, spec);
            } catch (UnsupportedAvailabilityZoneException e) {
                throw new ProblemException(zoneNotTaken(key, e), e);
            }
        }

        private static Problem zoneNotTaken(Key key, UnsupportedAvailabilityZoneException refused) {
            return Problem.user(
                    "ZoneNotTaken",
                    key.address(),
                    "EKS has no room for a control plane in one of the platform's availability zones.",
                    "Write other zones into network.zones, two or more of %s, and apply again."
                            .formatted(String.join(
                                    ", ", refused.validZones().stream().sorted().toList())));
        }

        private Found<Cluster> request(Key key, Cluster spec) {
            var vpc = spec.resourcesVpcConfig();
            var created = Described.created(
                    key,
                    () -> eks.createCluster(request -> request.name(spec.name())
                            .version(spec.version())
                            .roleArn(spec.roleArn())
                            .resourcesVpcConfig(sdk(vpc))
                            .logging(logging ->
                                    logging.clusterLogging(setups(spec.logging().types())))
                            .encryptionConfig(sdk(spec.encryptionConfig()))
                            .accessConfig(access -> access.authenticationMode(
                                            spec.accessConfig().authenticationMode())
                                    .bootstrapClusterCreatorAdminPermissions(
                                            spec.accessConfig().bootstrapClusterCreatorAdminPermissions()))
                            .bootstrapSelfManagedAddons(spec.bootstrapSelfManagedAddons())
                            .tags(key.tags())),
                    () -> eks.describeCluster(request -> request.name(spec.name()))
                            .cluster()
                            .tags());
            return found(key.owner(), created.cluster());
        }

        /** EKS takes one kind of change per call, and none while another is under way: the rest follows on the next passes. */
        @Override
        public Found<Cluster> update(Key key, Found<Cluster> found, Cluster spec, Set<String> changed) {
            if (changed.contains("accessConfig")) {
                eks.updateClusterConfig(request -> request.name(spec.name())
                        .accessConfig(access -> access.authenticationMode(
                                AuthenticationMode.fromValue(spec.accessConfig().authenticationMode()))));
            } else if (changed.contains("resourcesVpcConfig")) {
                var wanted = spec.resourcesVpcConfig();
                var change =
                        wanted.sameEndpoint(found.spec().resourcesVpcConfig()) ? wanted.place() : wanted.endpoint();
                eks.updateClusterConfig(request -> request.name(spec.name()).resourcesVpcConfig(sdk(change)));
            } else if (changed.contains("logging")) {
                eks.updateClusterConfig(request -> request.name(spec.name())
                        .logging(logging ->
                                logging.clusterLogging(setups(spec.logging().types()))));
            } else if (changed.contains("encryptionConfig")) {
                encrypt(key, found, spec);
            } else {
                eks.updateClusterVersion(request ->
                        request.name(spec.name()).version(nextMinor(found.spec().version())));
            }
            return found.with(spec).pending();
        }

        private void encrypt(Key key, Found<Cluster> found, Cluster spec) {
            if (!found.spec().encryptionConfig().isEmpty()) {
                throw new ProblemException(Problem.user(
                        "EncryptionIsForGood",
                        key.address(),
                        "The cluster's secrets are encrypted, and EKS can neither undo that nor take another key.",
                        "Set cluster.encryptSecrets to true again; for another key, make another cluster."));
            }
            eks.associateEncryptionConfig(
                    request -> request.clusterName(spec.name()).encryptionConfig(sdk(spec.encryptionConfig())));
        }

        /** An upgrade goes by one minor version at a time, as EKS wants it. */
        static String nextMinor(String version) {
            var dot = version.indexOf('.');
            return version.substring(0, dot + 1) + (Integer.parseInt(version.substring(dot + 1)) + 1);
        }

        private static List<LogSetup> setups(Set<String> enabled) {
            var disabled = LogType.knownValues().stream()
                    .map(LogType::toString)
                    .filter(type -> !enabled.contains(type))
                    .collect(Collectors.toSet());
            return Stream.of(setup(enabled, true), setup(disabled, false))
                    .filter(setup -> !setup.types().isEmpty())
                    .toList();
        }

        private static LogSetup setup(Set<String> types, boolean enabled) {
            return LogSetup.builder()
                    .typesWithStrings(types.stream().sorted().toList())
                    .enabled(enabled)
                    .build();
        }

        private static VpcConfigRequest sdk(ResourcesVpcConfig vpc) {
            return VpcConfigRequest.builder()
                    .subnetIds(vpc.subnetIds())
                    .securityGroupIds(vpc.securityGroupIds())
                    .endpointPublicAccess(vpc.endpointPublicAccess())
                    .endpointPrivateAccess(vpc.endpointPrivateAccess())
                    .publicAccessCidrs(vpc.publicAccessCidrs())
                    .build();
        }

        private static List<software.amazon.awssdk.services.eks.model.EncryptionConfig> sdk(
                List<EncryptionConfig> configs) {
            return configs.stream()
                    .map(config -> software.amazon.awssdk.services.eks.model.EncryptionConfig.builder()
                            .provider(provider ->
                                    provider.keyArn(config.provider().keyArn()))
                            .resources(config.resources())
                            .build())
                    .toList();
        }

        /** All that refers to it is gone by now, the nodes too. */
        @Override
        public boolean delete(Found<Cluster> found) {
            left.delete(found.id());
            return Described.deleted(() -> eks.deleteCluster(request -> request.name(found.id())));
        }
    }

    private Cluster withVersion(String version) {
        return new Cluster(
                name,
                version,
                roleArn,
                resourcesVpcConfig,
                logging,
                encryptionConfig,
                accessConfig,
                bootstrapSelfManagedAddons);
    }
}
