package dev.terrace.cluster;

import static dev.terrace.iam.PolicyStatement.allow;
import static dev.terrace.iam.PolicyStatement.document;

import dev.terrace.aws.Home;
import dev.terrace.cluster.AccessEntry.AccessPolicy;
import dev.terrace.engine.Json;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.iam.OidcProvider;
import dev.terrace.iam.PolicyStatement;
import dev.terrace.iam.Role;
import dev.terrace.logs.LogGroup;
import dev.terrace.platform.Application;
import dev.terrace.platform.Cluster.Capacity;
import dev.terrace.platform.Cluster.Log;
import dev.terrace.platform.Cluster.NodeGroup;
import dev.terrace.platform.Cluster.PodIdentity;
import dev.terrace.platform.FunctionGroup;
import dev.terrace.platform.Job;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * What the cluster layer of a platform is made of: the control plane; what nodes cannot do without; the nodes; the add-ons that
 * run on them; and who may do what.
 */
final class ClusterLayer {
    /** Without this the VPC CNI lets every packet pass, whatever the NetworkPolicies of the workloads layer say. */
    private static final Map<String, Json> ADDON_CONFIGURATION =
            Map.of("vpc-cni", Json.of(Map.of("enableNetworkPolicy", "true")));

    static final String NAME = "cluster";

    static final Ref CLUSTER = new Ref(NAME, "cluster");
    private static final Ref OIDC_PROVIDER = new Ref(NAME, "oidc-provider");
    private static final String LOGS = "logs";
    private static final int LOG_RETENTION_DAYS = 30;

    /** DaemonSets without which a node is not ready, or its pods get no credentials. */
    private static final Set<String> BEFORE_NODES = Set.of("vpc-cni", "kube-proxy", "eks-pod-identity-agent");

    /** What EKS puts into a new cluster by itself, unless it is told not to. */
    private static final Set<String> SELF_MANAGED = Set.of("vpc-cni", "kube-proxy", "coredns");

    private static final Pattern GRAVITON = Pattern.compile("(a1|[a-z]+\\d+g[a-z]*)\\..+");

    private final Home home;
    private final Platform platform;
    private final dev.terrace.platform.Cluster cluster;
    private final Layer layer;

    private ClusterLayer(Home home, Platform platform, Layer layer) {
        this.home = home;
        this.platform = platform;
        this.cluster = platform.cluster();
        this.layer = layer;
    }

    /** Declares the layer's resources: none for a platform without a cluster. */
    static void declare(Home home, FunctionRoles roles, Platform platform, Layer layer) {
        if (platform.cluster() != null) {
            new ClusterLayer(home, platform, layer).declare(roles);
        }
    }

    /** The types of the layer's resources, for one walk: they share what one look at the cluster has shown. */
    static List<ResourceType<?>> types(
            Home home, EksClient eks, Ec2Client ec2, IamClient iam, CloudWatchLogsClient logs, Platform platform) {
        var described = new Described(eks, platform.name());
        return List.of(
                LogGroup.type(logs, logGroup(platform), declaredLogs(platform)),
                Cluster.type(ec2, described, home),
                // Here, and so deleted last but for the cluster: a destroy that is stopped can log in again.
                AccessEntry.type(described),
                OidcProvider.type(iam, home),
                Role.type(iam, home),
                LaunchTemplate.type(ec2),
                PodIdentityAssociation.type(described),
                Addon.type(described),
                Nodegroup.type(described));
    }

    private void declare(FunctionRoles roles) {
        controlPlane();
        if (irsa()) {
            layer.add(
                    OIDC_PROVIDER.name(),
                    new OidcProvider(CLUSTER.get("OpenIdConnectIssuerUrl"), Set.of("sts.amazonaws.com")));
        }
        var addons = cluster.managedAddons();
        var early =
                addons.stream().filter(BEFORE_NODES::contains).map(this::addon).toArray(Ref[]::new);
        var nodes = cluster.nodeGroups().entrySet().stream()
                .map(group -> nodes(group.getKey(), group.getValue(), early))
                .toArray(Ref[]::new);
        addons.stream().filter(addon -> !BEFORE_NODES.contains(addon)).forEach(addon -> addon(addon, nodes));
        platform.applications()
                .values()
                .forEach(application -> application.running().forEach((name, it) -> role(application, name, it)));
        access(roles);
        layer.export(List.of(CLUSTER));
    }

    private boolean irsa() {
        return cluster.podIdentity() == PodIdentity.IRSA;
    }

    // ---------------------------------------------------------------- the control plane

    private void controlPlane() {
        var endpoint = cluster.endpoint();
        var logged = cluster.logs().stream().map(Log::word).collect(Collectors.toSet());
        layer.add(
                CLUSTER.name(),
                new Cluster(
                        platform.name(),
                        cluster.version().toString(),
                        "${security/cluster-role.Arn}",
                        new Cluster.ResourcesVpcConfig(
                                subnets(),
                                Set.of("${network/cluster-sg}"),
                                endpoint.publicAccess(),
                                endpoint.privateAccess(),
                                endpoint.publicAccess() ? Set.copyOf(endpoint.allowedCidrs()) : null),
                        Cluster.Logging.of(logged),
                        encryption(),
                        new Cluster.AccessConfig("API", false),
                        !cluster.managedAddons().containsAll(SELF_MANAGED)),
                logs());
    }

    /** Made before the cluster, since EKS makes one itself when there is none, and that keeps everything for ever. */
    private Ref[] logs() {
        return cluster.logs().isEmpty()
                ? new Ref[0]
                : new Ref[] {layer.add(LOGS, new LogGroup(logGroup(platform), LOG_RETENTION_DAYS))};
    }

    private static Map<LogGroup, String> declaredLogs(Platform platform) {
        return platform.cluster() == null || platform.cluster().logs().isEmpty()
                ? Map.of()
                : Map.of(new LogGroup(logGroup(platform), LOG_RETENTION_DAYS), LOGS);
    }

    private static String logGroup(Platform platform) {
        return "/aws/eks/" + platform.name() + "/cluster";
    }

    private List<Cluster.EncryptionConfig> encryption() {
        return cluster.encryptSecrets()
                ? List.of(new Cluster.EncryptionConfig(
                        new Cluster.Provider("${security/cluster.Arn}"), List.of("secrets")))
                : List.of();
    }

    private Set<String> subnets() {
        return platform.network().subnets(Tier.PRIVATE).stream()
                .map(subnet -> new Ref("network", subnet.name()).ref())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // ---------------------------------------------------------------- nodes

    private Ref nodes(String name, NodeGroup group, Ref[] after) {
        var template = launchTemplate(name, group);
        return layer.add(
                "nodes-" + name,
                new Nodegroup(
                        CLUSTER.ref(),
                        Nodegroup.anyNameOf(name),
                        "${security/node-role.Arn}",
                        subnets(),
                        group.capacity() == Capacity.SPOT ? "SPOT" : "ON_DEMAND",
                        amiType(group.instanceTypes()),
                        group.instanceTypes(),
                        template.ref(),
                        template.get("LatestVersionNumber"),
                        new Nodegroup.ScalingConfig(group.min(), group.max(), group.desired()),
                        labels(name, group),
                        taints(group),
                        new Nodegroup.UpdateConfig(33),
                        new Nodegroup.NodeRepairConfig(group.repair()),
                        CLUSTER.get("Version")),
                after);
    }

    private static Map<String, String> labels(String name, NodeGroup group) {
        var labels = new LinkedHashMap<>(group.labels());
        labels.put(NodeGroup.LABEL, name);
        return labels;
    }

    private static Set<Nodegroup.Taint> taints(NodeGroup group) {
        return group.taints().entrySet().stream()
                .map(taint ->
                        new Nodegroup.Taint(taint.getKey(), "", taint.getValue().name()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Nodes are in the network layer's group only, whose rules are all that they need. EKS would put them into the cluster's own
     * security group, too, did the template name none; and that one lets everything out.
     */
    private Ref launchTemplate(String name, NodeGroup group) {
        var template = "nodes-" + name + "-template";
        var tags = layer.owner().key("nodes-" + name).tags();
        var root = new LaunchTemplate.Ebs("gp3", group.diskGib(), true, true);
        return layer.add(
                template,
                new LaunchTemplate(
                        layer.owner().key(template).physicalName(),
                        new LaunchTemplate.LaunchTemplateData(
                                List.of(new LaunchTemplate.BlockDeviceMapping("/dev/xvda", root)),
                                new LaunchTemplate.MetadataOptions("required", 1),
                                Set.of("${network/nodes-sg}"),
                                Set.of(
                                        new LaunchTemplate.TagSpecification("instance", tags),
                                        new LaunchTemplate.TagSpecification("volume", tags)))));
    }

    /** Amazon Linux 2023 for the architecture of the instance types, which all have the same. */
    static String amiType(List<String> instanceTypes) {
        return GRAVITON.matcher(instanceTypes.getFirst()).matches()
                ? "AL2023_ARM_64_STANDARD"
                : "AL2023_x86_64_STANDARD";
    }

    // ---------------------------------------------------------------- add-ons

    private Ref addon(String addon, Ref... after) {
        var name = "addon-" + addon;
        var needed = new ArrayList<>(List.of(after));
        var role = "";
        var permissions = AddonPermissions.of(addon);
        if (permissions != null) {
            // Named after the service account: with some add-ons' own names it would be longer than IAM allows.
            role = role(
                            "addon-" + permissions.serviceAccount(),
                            "The add-on " + addon + " of " + platform.name(),
                            permissions.namespace(),
                            permissions.serviceAccount(),
                            Set.of(permissions.policyArn(home)),
                            Map.of(),
                            needed)
                    .get("Arn");
        }
        return layer.add(
                name,
                new Addon(
                        CLUSTER.ref(),
                        addon,
                        irsa() ? role : "",
                        ADDON_CONFIGURATION.get(addon),
                        CLUSTER.get("Version")),
                needed.toArray(Ref[]::new));
    }

    // ---------------------------------------------------------------- the roles of pods

    /** A component or job has a role when it is allowed something; its service account has its name. */
    private void role(Application application, String name, Workload workload) {
        if (workload.permissions().isEmpty()) {
            return;
        }
        var statements = workload.permissions().stream()
                .map(permission -> allow(permission.actions()).on(permission.resources()))
                .toList();
        role(
                name,
                (workload instanceof Job ? "The job " : "The component ") + name + " of " + platform.name(),
                application.namespace(),
                name,
                Set.of(),
                Map.of("permissions", document(statements)),
                new ArrayList<>());
    }

    /** @param needed gets what the service account's pods must come after to have the role */
    private Ref role(
            String name,
            String description,
            String namespace,
            String serviceAccount,
            Set<String> managedPolicies,
            Map<String, Json> policies,
            List<Ref> needed) {
        var trust = irsa() ? trustInToken(namespace, serviceAccount) : trustInAgent();
        var role = layer.add(name + "-role", new Role(description, document(trust), managedPolicies, policies));
        if (!irsa()) {
            needed.add(layer.add(
                    name + "-association",
                    new PodIdentityAssociation(CLUSTER.ref(), namespace, serviceAccount, role.get("Arn"))));
        }
        return role;
    }

    private static PolicyStatement trustInToken(String namespace, String serviceAccount) {
        var issuer = OIDC_PROVIDER.get("Issuer");
        return allow("sts:AssumeRoleWithWebIdentity")
                .to("Federated", OIDC_PROVIDER.ref())
                .when("StringEquals", issuer + ":sub", "system:serviceaccount:" + namespace + ":" + serviceAccount)
                .when("StringEquals", issuer + ":aud", "sts.amazonaws.com");
    }

    /** See <a href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html">the EKS user guide</a>. */
    private static PolicyStatement trustInAgent() {
        return allow("sts:AssumeRole", "sts:TagSession")
                .to("Service", "pods.eks.amazonaws.com")
                .when("ArnEquals", "aws:SourceArn", CLUSTER.get("Arn"));
    }

    // ---------------------------------------------------------------- who may do what in the cluster

    /** The nodes' role needs no entry: EKS makes one for each managed node group. */
    private void access(FunctionRoles roles) {
        var admin = Set.of(AccessPolicy.clusterAdmin(home));
        roles.arns().forEach((function, role) -> {
            if (FunctionRoles.isLayer(function)) {
                entry(function, role, Set.of(), admin);
            } else {
                entry(function, role, Set.of(FunctionGroup.of(function)), Set.of());
            }
        });
        Granted.by(home, cluster.access())
                .forEach(granted -> entry(granted.name(), granted.principalArn(), Set.of(), granted.policies()));
    }

    private void entry(String name, String principal, Set<String> groups, Set<AccessPolicy> policies) {
        layer.add(AccessEntry.nameOf(name), new AccessEntry(CLUSTER.ref(), principal, groups, policies));
    }
}
