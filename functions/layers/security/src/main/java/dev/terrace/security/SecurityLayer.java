package dev.terrace.security;

import static dev.terrace.iam.PolicyStatement.allow;
import static dev.terrace.iam.PolicyStatement.assumedBy;
import static dev.terrace.iam.PolicyStatement.document;

import dev.terrace.aws.Home;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Json;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.iam.Role;
import dev.terrace.platform.Deletion.Policy;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Registry.Encryption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/** What the security layer of a platform is made of: only the keys and roles that other layers will ask for. */
final class SecurityLayer {
    private final Home home;
    private final Platform platform;
    private final Layer layer;

    private SecurityLayer(Home home, Platform platform, Layer layer) {
        this.home = home;
        this.platform = platform;
        this.layer = layer;
    }

    /** @param home to whose account trust and key policies are confined */
    static void declare(Home home, Platform platform, Layer layer) {
        var security = new SecurityLayer(home, platform, layer);
        security.database();
        security.registry();
        security.cluster();
        security.flowLogs();
    }

    static List<ResourceType<?>> types(
            Home home, KmsClient kms, IamClient iam, ResourceGroupsTaggingApiClient tagging, Platform platform) {
        var keys = platform.deletion().keys() == Policy.DELETE ? DeletionPolicy.DELETE : DeletionPolicy.RETAIN;
        return List.of(KmsKey.type(kms, tagging, keys), KmsAlias.type(kms, keys), Role.type(iam, home));
    }

    // ---------------------------------------------------------------- what each layer will ask for

    private void database() {
        var postgres = platform.postgres();
        if (postgres == null) {
            return;
        }
        if (postgres.encryption()) {
            key("data", "Encrypts the databases of " + platform.name(), KeyPolicies.usedThrough("rds", home));
        }
        if (postgres.monitoringIntervalSeconds() > 0) {
            layer.add(
                    "rds-monitoring-role",
                    new Role(
                            "Lets RDS write the enhanced monitoring of " + platform.name(),
                            document(assumedBy("monitoring.rds.amazonaws.com")
                                    .when("StringEquals", "aws:SourceAccount", home.account())),
                            Set.of(home.awsManagedPolicy("service-role/AmazonRDSEnhancedMonitoringRole")),
                            Map.of()));
        }
    }

    private void registry() {
        if (!platform.released().isEmpty() && platform.registry().encryption() == Encryption.KMS) {
            key("registry", "Encrypts the images of " + platform.name(), KeyPolicies.usedThrough("ecr", home));
        }
    }

    private void cluster() {
        var cluster = platform.cluster();
        if (cluster == null) {
            return;
        }
        var policies = Map.<String, Json>of();
        if (cluster.encryptSecrets()) {
            var key = key(
                    "cluster", "Encrypts the Kubernetes secrets of " + platform.name(), KeyPolicies.usedByGrant(home));
            policies = Map.of("secrets-key", document(allow(KeyPolicies.USE).on(key.get("Arn"))));
        }
        layer.add(
                "cluster-role",
                new Role(
                        "The EKS control plane of " + platform.name(),
                        document(assumedBy("eks.amazonaws.com")),
                        Set.of(home.awsManagedPolicy("AmazonEKSClusterPolicy")),
                        policies));
        if (!cluster.nodeGroups().isEmpty()) {
            layer.add(
                    "node-role",
                    new Role(
                            "The EKS nodes of " + platform.name(),
                            document(assumedBy("ec2.amazonaws.com")),
                            Set.of(
                                    home.awsManagedPolicy("AmazonEKSWorkerNodePolicy"),
                                    home.awsManagedPolicy("AmazonEKS_CNI_Policy"),
                                    home.awsManagedPolicy("AmazonEC2ContainerRegistryPullOnly"),
                                    home.awsManagedPolicy("AmazonSSMManagedInstanceCore")),
                            Map.of()));
        }
    }

    /** See <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html">the VPC user guide</a>. */
    private void flowLogs() {
        if (platform.network().flowLogs() == null) {
            return;
        }
        var groups = home.arn("logs", "log-group:/terrace/%s/*".formatted(platform.name()));
        layer.add(
                "flow-logs-role",
                new Role(
                        "Lets VPC flow logs of " + platform.name() + " be written",
                        document(assumedBy("vpc-flow-logs.amazonaws.com")
                                .when("StringEquals", "aws:SourceAccount", home.account())
                                .when("ArnLike", "aws:SourceArn", home.arn("ec2", "vpc-flow-log/*"))),
                        Set.of(),
                        Map.of(
                                "write-logs",
                                document(
                                        allow("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams")
                                                .on(groups),
                                        // The list of groups can be asked for as a whole only.
                                        allow("logs:DescribeLogGroups").on("*")))));
    }

    private Ref key(String name, String description, Json policy) {
        var key = layer.add(
                name, new KmsKey(description, true, platform.security().keyRotation(), policy));
        layer.add(KmsAlias.resourceFor(name), new KmsAlias(KmsAlias.prefix(layer.owner()) + name, key.ref()));
        return key;
    }
}
