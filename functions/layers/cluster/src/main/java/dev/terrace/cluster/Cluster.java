package dev.terrace.cluster;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.OfferedVersions;
import dev.terrace.aws.PlainType;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.engine.State;
import dev.terrace.engine.WriteOnly;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import dev.terrace.platform.VersionWish;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AssociateEncryptionConfigRequest;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.VersionStatus;

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
        @CreateOnly @WriteOnly Boolean bootstrapSelfManagedAddons) {

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

        private static Logging of(software.amazon.awssdk.services.eks.model.Logging logging) {
            return of(
                    logging == null
                            ? Set.of()
                            : logging.clusterLogging().stream()
                                    .filter(setup -> Boolean.TRUE.equals(setup.enabled()))
                                    .flatMap(setup -> setup.typesAsStrings().stream())
                                    .collect(Collectors.toSet()));
        }

        /** As EKS takes them: those that are on, and those that are off. */
        private software.amazon.awssdk.services.eks.model.Logging sdk() {
            var enabled = clusterLogging.enabledTypes.stream()
                    .map(LoggingTypeConfig::type)
                    .collect(Collectors.toSet());
            var disabled = LogType.knownValues().stream()
                    .map(LogType::toString)
                    .filter(type -> !enabled.contains(type))
                    .collect(Collectors.toSet());
            return software.amazon.awssdk.services.eks.model.Logging.builder()
                    .clusterLogging(Stream.of(setup(enabled, true), setup(disabled, false))
                            .filter(setup -> !setup.types().isEmpty())
                            .toList())
                    .build();
        }

        private static LogSetup setup(Set<String> types, boolean enabled) {
            return LogSetup.builder()
                    .typesWithStrings(types.stream().sorted().toList())
                    .enabled(enabled)
                    .build();
        }
    }

    public record ClusterLogging(Set<LoggingTypeConfig> enabledTypes) {}

    public record LoggingTypeConfig(String type) {}

    /** @param resources EKS knows {@code secrets} only */
    public record EncryptionConfig(Provider provider, List<String> resources) {}

    public record Provider(String keyArn) {}

    public record AccessConfig(
            String authenticationMode,
            @CreateOnly @WriteOnly Boolean bootstrapClusterCreatorAdminPermissions) {}

    private static final SpecReader<software.amazon.awssdk.services.eks.model.Cluster, Cluster> READER = SpecReader.of(
                    Cluster.class, software.amazon.awssdk.services.eks.model.Cluster.builder())
            .with("logging", cluster -> Logging.of(cluster.logging()));

    private static final SpecWriter<Cluster, UpdateClusterConfigRequest.Builder> CHANGE = SpecWriter.changing(
                    Cluster.class, UpdateClusterConfigRequest.builder())
            .with("logging", (request, spec) -> request.logging(spec.logging.sdk()))
            .with(
                    "accessConfig",
                    (request, spec) -> request.accessConfig(
                            access -> access.authenticationMode(spec.accessConfig.authenticationMode)))
            .without("encryptionConfig", "version");

    private static final SpecWriter<Cluster, AssociateEncryptionConfigRequest.Builder> ENCRYPTION = SpecWriter.changing(
                    Cluster.class, AssociateEncryptionConfigRequest.builder())
            .without("accessConfig", "resourcesVpcConfig", "logging", "version");

    /** In this order: EKS takes one kind of change per call, and none while another is under way. The rest follows on later passes. */
    private static final List<String> CHANGES =
            List.of("accessConfig", "resourcesVpcConfig", "logging", "encryptionConfig", "version");

    /** The cluster of the platform's name. {@code Version} is an attribute too, beside CloudFormation's. */
    static ResourceType<Cluster> type(Ec2Client ec2, Described described, Home home) {
        var eks = described.eks();
        var versions = new OfferedVersions("Kubernetes", "EKS", () -> offered(eks));
        var health = Health.words(software.amazon.awssdk.services.eks.model.Cluster.builder());
        return PlainType.of(READER)
                .list(owner -> described.cluster(owner).stream())
                .rename((found, key) -> described.tag(found, key, "Arn"))
                .id(cluster -> cluster.name())
                .attribute("Arn", cluster -> cluster.arn())
                .attribute("Version", cluster -> cluster.version())
                .attribute("Endpoint", cluster -> cluster.endpoint())
                .attribute("CertificateAuthorityData", "CertificateAuthority.Data")
                .attribute("ClusterSecurityGroupId", "ResourcesVpcConfig.ClusterSecurityGroupId")
                .attribute("OpenIdConnectIssuerUrl", "Identity.Oidc.Issuer")
                .state(Cluster::state)
                .reason(health)
                .settle((wanted, found) -> Records.with(
                        wanted,
                        Map.of(
                                "version",
                                versions.settle(
                                        VersionWish.of(wanted.version), found == null ? null : found.spec().version))))
                .foreseen((_, wanted) ->
                        new Result.Output(wanted.name, Map.of("Arn", home.arn("eks", "cluster/" + wanted.name))))
                .unique("name")
                .create(
                        CreateClusterRequest::builder,
                        writer -> writer.with("logging", (request, spec) -> request.logging(spec.logging.sdk())),
                        (request, key, _) -> {
                            try {
                                return eks.createCluster(request.build()).cluster();
                            } catch (UnsupportedAvailabilityZoneException e) {
                                throw new ProblemException(zoneNotTaken(key, e), e);
                            }
                        })
                .taken(
                        Described::taken,
                        (_, spec) -> AwsProblems.present(() -> eks.describeCluster(request -> request.name(spec.name))
                                .cluster()
                                .tags()))
                .update((key, found, spec, changed) -> {
                    update(eks, key, found, spec, changed);
                    return found.with(spec);
                })
                .changesTakeTime()
                .beginDeletion(found -> {
                    // All that refers to it is gone by now, the nodes too.
                    new LeftInterfaces(ec2).delete(found.id());
                    eks.deleteCluster(request -> request.name(found.id()));
                });
    }

    private static State state(software.amazon.awssdk.services.eks.model.Cluster cluster) {
        return switch (cluster.status()) {
            case ACTIVE -> State.READY;
            case DELETING -> State.DELETING;
            case FAILED -> Described.wasActive(cluster) ? State.FAILED : State.CREATE_FAILED;
            default -> State.PENDING;
        };
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

    private static void update(EksClient eks, Key key, Found<Cluster> found, Cluster spec, Set<String> changed) {
        var next = CHANGES.stream().filter(changed::contains).findFirst().orElseThrow();
        switch (next) {
            case "version" ->
                eks.updateClusterVersion(request -> request.name(spec.name).version(nextMinor(found.spec().version)));
            case "encryptionConfig" -> encrypt(eks, key, found, spec);
            default ->
                eks.updateClusterConfig(
                        request -> CHANGE.fill(request, spec.placeOrEndpoint(found.spec()), Set.of(next))
                                .name(spec.name));
        }
    }

    /** Where the control plane stands, or how it is reached: EKS takes one of the two. */
    private Cluster placeOrEndpoint(Cluster found) {
        var one = resourcesVpcConfig.sameEndpoint(found.resourcesVpcConfig)
                ? resourcesVpcConfig.place()
                : resourcesVpcConfig.endpoint();
        return Records.with(this, Map.of("resourcesVpcConfig", one));
    }

    private static void encrypt(EksClient eks, Key key, Found<Cluster> found, Cluster spec) {
        if (!found.spec().encryptionConfig.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "EncryptionIsForGood",
                    key.address(),
                    "The cluster's secrets are encrypted, and EKS can neither undo that nor take another key.",
                    "Set cluster.encryptSecrets to true again; for another key, make another cluster."));
        }
        eks.associateEncryptionConfig(request ->
                ENCRYPTION.fill(request, spec, Set.of("encryptionConfig")).clusterName(spec.name));
    }

    /** An upgrade goes by one minor version at a time, as EKS wants it. */
    static String nextMinor(String version) {
        var dot = version.indexOf('.');
        return version.substring(0, dot + 1) + (Integer.parseInt(version.substring(dot + 1)) + 1);
    }

    /** The versions of Kubernetes in standard support. */
    private static List<String> offered(EksClient eks) {
        return eks
                .describeClusterVersionsPaginator(request -> request.versionStatus(VersionStatus.STANDARD_SUPPORT))
                .clusterVersions()
                .stream()
                .map(ClusterVersionInformation::clusterVersion)
                .toList();
    }
}
