package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.terrace.aws.Home;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.aws.Wire;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Network.Tier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Taint;
import software.amazon.awssdk.services.iam.IamClient;

/** The life of one cluster layer: each test goes on where the one before it ended. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ClusterLayerIT {
    private static final String NAME = "cluster-it";
    private static final Home HOME = new Home("aws", "us-east-1", "000000000000");

    /** The log group, the cluster itself, OIDC providers, roles, launch templates. */
    private static final int TYPES_NOT_IN_A_CLUSTER = 5;

    private static final String[] POD_IDENTITY = {"  nodeGroups:", "  podIdentity: pod-identity\n  nodeGroups:"};
    private static final String[] SPOT = {"max: 5 }", "max: 5, capacity: spot }"};

    private final Wire wire = wire();
    private final EksClient eks = wire.client(EksClient.builder());
    private final Ec2Client ec2 = wire.client(Ec2Client.builder());
    private final IamClient iam = wire.client(IamClient.builder());
    private final CloudWatchLogsClient logs = wire.client(CloudWatchLogsClient.builder());
    private final Map<String, Result.Output> imports = new HashMap<>();

    private FunctionRoles roles;

    private static Wire wire() {
        TestCloud.shared().connect();
        return new Wire();
    }

    private LayerOnCloud layer(String... replacements) {
        return new LayerOnCloud(
                        LayerName.CLUSTER,
                        Documents.likeTaskManager(NAME, replacements),
                        imports,
                        (platform, layer) -> ClusterLayer.declare(HOME, roles, platform, layer),
                        platform -> ClusterLayer.types(HOME, eks, ec2, iam, logs, platform))
                .inRealTime();
    }

    @BeforeAll
    void there_are_the_roles_and_the_network() {
        roles = new FunctionRoles(new LinkedHashMap<>());
        for (var function : List.of("workloads", "release", "status")) {
            roles.arns().put(function, role(function));
        }
        imports.put("security/cluster-role", output("cluster-role", Map.of("Arn", role("cluster"))));
        imports.put("security/node-role", output("node-role", Map.of("Arn", role("node"))));
        imports.put(
                "security/cluster",
                output(
                        "key",
                        Map.of("Arn", "arn:aws:kms:us-east-1:000000000000:key/1f3c5d70-0000-4000-8000-000000000000")));
        for (var group : List.of("cluster-sg", "nodes-sg")) {
            imports.put("network/" + group, output(group, Map.of()));
        }
        var vpc =
                ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        ec2.waiter().waitUntilVpcExists(request -> request.vpcIds(vpc));
        for (var subnet : Documents.likeTaskManager(NAME).network().subnets(Tier.PRIVATE)) {
            var created = ec2.createSubnet(
                    request -> request.vpcId(vpc).cidrBlock(subnet.cidr()).availabilityZone(subnet.zone()));
            imports.put("network/" + subnet.name(), output(created.subnet().subnetId(), Map.of()));
        }
    }

    private String role(String name) {
        var trust = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
        return iam.createRole(
                        request -> request.roleName(NAME + "-test-" + name).assumeRolePolicyDocument(trust))
                .role()
                .arn();
    }

    private static Result.Output output(String id, Map<String, String> attributes) {
        return new Result.Output(id, attributes);
    }

    @Test
    @Order(0)
    void a_plan_shows_all_that_will_be_created_and_creates_nothing() {
        wire.forget();

        var plan = layer().plan();

        assertThat(plan.outcome()).isInstanceOf(Outcome.Done.class);
        assertThat(plan.changes()).hasSize(layer().layer().size()).allMatch(change -> change.action() == Action.CREATE);
        assertThat(wire.writes()).isEmpty();
        assertThat(eks.listClusters().clusters()).doesNotContain(NAME);
    }

    @Test
    @Order(1)
    void a_cluster_that_failed_while_it_was_created_is_told_and_goes_at_the_beginning_of_the_next_run() {
        TestCloud.shared().standIns().fail("CreateCluster", NAME, "no room for it");

        assertThatThrownBy(layer()::apply)
                .hasMessageContainingAll("cluster/cluster", "failed while it was created", "no room for it");
        assertThat(layer().applyOnce().changes())
                .anyMatch(change ->
                        change.action() == Action.DELETE && change.resource().equals("cluster/cluster"));
        layer().destroy();
    }

    @Test
    @Order(2)
    void an_apply_that_is_cut_short_again_and_again_converges_without_second_copies() {
        var applied = layer().inSteps(2).apply();

        assertThat(applied.changes())
                .extracting(Change::resource)
                .doesNotHaveDuplicates()
                .hasSize(layer().layer().size());
        assertThat(nodegroups()).hasSize(1).allMatch(name -> name.matches("general-[0-9a-f]{6}"));
    }

    @Test
    @Order(3)
    void a_second_apply_changes_nothing() {
        wire.forget();

        assertThat(layer().apply().changes()).isEmpty();
        assertThat(wire.writes()).isEmpty();
    }

    @Test
    @Order(4)
    void fields_changed_by_hand_are_named_by_plan_and_put_back_by_apply() {
        var audit = LogSetup.builder().types(LogType.AUDIT).enabled(false).build();
        eks.updateClusterConfig(
                request -> request.name(NAME).logging(logging -> logging.clusterLogging(List.of(audit))));
        eks.updateNodegroupConfig(request -> request.clusterName(NAME)
                .nodegroupName(nodegroup())
                .scalingConfig(scaling -> scaling.maxSize(9))
                .labels(labels -> labels.addOrUpdateLabels(Map.of("colour", "blue")))
                .taints(taints -> taints.addOrUpdateTaints(taint("mine", "NO_EXECUTE")))
                .nodeRepairConfig(repair -> repair.enabled(false)));
        eks.updateAccessEntry(request -> request.clusterName(NAME)
                .principalArn(roles.arns().get("status"))
                .kubernetesGroups("system:masters"));
        eks.associateAccessPolicy(request -> request.clusterName(NAME)
                .principalArn(roles.arns().get("status"))
                .policyArn(policyArn("AmazonEKSAdminPolicy"))
                .accessScope(scope -> scope.type("cluster")));
        eks.associateAccessPolicy(request -> request.clusterName(NAME)
                .principalArn(roles.arns().get("workloads"))
                .policyArn(AccessEntry.AccessPolicy.clusterAdmin(HOME).policyArn())
                .accessScope(scope -> scope.type("namespace").namespaces("default")));
        ec2.createLaunchTemplateVersion(request -> request.launchTemplateName(NAME + "-nodes-general-template")
                .sourceVersion("1")
                .launchTemplateData(data -> data.metadataOptions(metadata -> metadata.httpTokens("optional"))));
        logs.deleteRetentionPolicy(request -> request.logGroupName("/aws/eks/" + NAME + "/cluster"));

        assertThat(planned(layer()))
                .contains(
                        "cluster/nodes-general ScalingConfig.MaxSize: 9 -> 5",
                        "cluster/nodes-general Labels.colour: blue -> null",
                        "cluster/nodes-general NodeRepairConfig.Enabled: false -> true",
                        "cluster/nodes-general LaunchTemplate.Version: 1 -> 2",
                        "cluster/nodes-general-template LaunchTemplateData.MetadataOptions.HttpTokens: optional -> required",
                        "cluster/access-status KubernetesGroups: [\"system:masters\"] -> [\"terrace-status\"]",
                        "cluster/logs RetentionInDays: null -> 30")
                .anyMatch(change -> change.startsWith("cluster/cluster Logging.ClusterLogging.EnabledTypes: "))
                .anyMatch(change -> change.startsWith("cluster/nodes-general Taints: "))
                .anyMatch(change -> change.startsWith("cluster/access-status AccessPolicies: "))
                .anyMatch(change -> change.startsWith("cluster/access-workloads AccessPolicies: "));

        layer().apply();

        assertThat(layer().plan().changes()).isEmpty();
        assertThat(eks.describeNodegroup(request -> request.clusterName(NAME).nodegroupName(nodegroup()))
                        .nodegroup()
                        .launchTemplate()
                        .version())
                .isEqualTo("3");
    }

    private static Taint taint(String key, String effect) {
        return Taint.builder().key(key).effect(effect).build();
    }

    @Test
    @Order(5)
    void taints_and_labels_come_and_go_without_a_new_group() {
        withBurst("").apply();
        var before = nodegroups();
        var burst = before.stream()
                .filter(name -> name.startsWith("burst-"))
                .findFirst()
                .orElseThrow();
        var tainted = withBurst(", labels: { size: small }, taints: { burst: NoSchedule }");

        tainted.apply();

        assertThat(tainted.plan().changes()).isEmpty();
        assertThat(eks.describeNodegroup(request -> request.clusterName(NAME).nodegroupName(burst))
                        .nodegroup())
                .satisfies(group -> {
                    assertThat(group.taints()).singleElement().satisfies(taint -> assertThat(taint.key())
                            .isEqualTo("burst"));
                    assertThat(group.labels()).isEqualTo(Map.of("size", "small", "terrace.dev/node-group", "burst"));
                });
        withBurst("").apply();
        assertThat(withBurst("").plan().changes()).isEmpty();
        assertThat(nodegroups()).isEqualTo(before);
        layer().apply();
    }

    private LayerOnCloud withBurst(String more) {
        return layer(
                "max: 5 }", "max: 5 }\n    burst: { instanceTypes: [t3.medium], min: 1, max: 2%s }".formatted(more));
    }

    @Test
    @Order(6)
    void who_is_let_in_may_do_what_the_blueprint_says_and_nothing_that_was_added_by_hand() {
        var dev = role("dev");
        var let = letting("role: view }", "role: edit, namespace: task-manager }");
        let.apply();
        assertThat(policies(dev))
                .containsExactlyInAnyOrder("AmazonEKSViewPolicy []", "AmazonEKSEditPolicy [task-manager]");

        eks.associateAccessPolicy(request -> request.clusterName(NAME)
                .principalArn(dev)
                .policyArn(policyArn("AmazonEKSEditPolicy"))
                .accessScope(scope -> scope.type("cluster")));
        eks.associateAccessPolicy(request -> request.clusterName(NAME)
                .principalArn(dev)
                .policyArn(policyArn("AmazonEKSAdminPolicy"))
                .accessScope(scope -> scope.type("namespace").namespaces("default")));
        eks.updateAccessEntry(
                request -> request.clusterName(NAME).principalArn(dev).kubernetesGroups("terrace-status"));

        assertThat(planned(let))
                .hasSize(2)
                .anyMatch(change ->
                        change.startsWith("cluster/access-000000000000-role-cluster-it-test-dev AccessPolicies: "))
                .contains(
                        "cluster/access-000000000000-role-cluster-it-test-dev KubernetesGroups: [\"terrace-status\"] -> []");
        let.apply();
        assertThat(let.plan().changes()).isEmpty();
        assertThat(policies(dev))
                .containsExactlyInAnyOrder("AmazonEKSViewPolicy []", "AmazonEKSEditPolicy [task-manager]");

        let = letting("role: admin }");
        let.apply();
        assertThat(let.plan().changes()).isEmpty();
        assertThat(policies(dev)).containsExactly("AmazonEKSClusterAdminPolicy []");

        layer().apply();
        assertThat(eks.listAccessEntries(request -> request.clusterName(NAME)).accessEntries())
                .doesNotContain(dev);
    }

    /** @param roles of one principal, each as the rest of an item of {@code access} */
    private LayerOnCloud letting(String... roles) {
        var items = Stream.of(roles)
                .map(role -> "    - { principal: role/%s-test-dev, %s\n".formatted(NAME, role))
                .collect(Collectors.joining());
        return layer("\n  nodeGroups:", "\n  access:\n" + items + "  nodeGroups:");
    }

    private static String policyArn(String name) {
        return AccessEntry.AccessPolicy.of(HOME, name, Set.of()).policyArn();
    }

    /** Each policy with the namespaces that it is for. */
    private List<String> policies(String principal) {
        return eks
                .listAssociatedAccessPolicies(
                        request -> request.clusterName(NAME).principalArn(principal))
                .associatedAccessPolicies()
                .stream()
                .map(policy -> policy.policyArn().substring(policy.policyArn().indexOf('/') + 1) + " "
                        + policy.accessScope().namespaces())
                .toList();
    }

    @Test
    @Order(7)
    void the_number_of_nodes_belongs_to_the_autoscaler() {
        eks.updateNodegroupConfig(request ->
                request.clusterName(NAME).nodegroupName(nodegroup()).scalingConfig(scaling -> scaling.desiredSize(4)));

        assertThat(layer().plan().changes()).isEmpty();
    }

    @Test
    @Order(8)
    void an_upgrade_takes_nodes_and_add_ons_along() {
        var running =
                eks.describeCluster(request -> request.name(NAME)).cluster().version();
        var next = Cluster.nextMinor(running);
        assumeThat(eks.describeClusterVersions(request -> request.includeAll(true))
                        .clusterVersions())
                .anyMatch(version -> version.clusterVersion().equals(next));
        var upgraded = layer("version: \"1.29+\"", "version: \"" + next + "+\"");

        upgraded.apply();

        assertThat(eks.describeCluster(request -> request.name(NAME)).cluster().version())
                .isEqualTo(next);
        assertThat(eks.describeNodegroup(request -> request.clusterName(NAME).nodegroupName(nodegroup()))
                        .nodegroup()
                        .version())
                .isEqualTo(next);
        assertThat(eks.describeAddon(request -> request.clusterName(NAME).addonName("kube-proxy"))
                        .addon()
                        .addonVersion())
                .startsWith("v" + next + ".");
        assertThat(upgraded.plan().changes()).isEmpty();
        assertThat(layer().plan().changes()).isEmpty();
    }

    @Test
    @Order(9)
    void roles_of_pods_move_from_tokens_to_pod_identity() {
        var moved = layer(POD_IDENTITY);

        moved.apply();

        assertThat(moved.plan().changes()).isEmpty();
        assertThat(eks.listPodIdentityAssociations(request -> request.clusterName(NAME))
                        .associations())
                .extracting(association -> association.serviceAccount())
                .containsExactlyInAnyOrder("aws-node", "ebs-csi-controller-sa");
        assertThat(eks.listAddons(request -> request.clusterName(NAME)).addons())
                .contains("eks-pod-identity-agent");
        var issuer = eks.describeCluster(request -> request.name(NAME))
                .cluster()
                .identity()
                .oidc()
                .issuer();
        assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList())
                .noneMatch(provider -> provider.arn().endsWith(issuer.substring("https://".length())));
    }

    @Test
    @Order(10)
    void a_successor_that_fails_at_first_is_created_anew_while_the_old_node_group_serves() {
        var old = nodegroup();
        assertThat(onSpot().applyOnce().outcome())
                .asInstanceOf(type(Outcome.Failed.class))
                .satisfies(refused ->
                        assertThat(refused.problems().getFirst().remedy()).contains("--replace cluster/nodes-general"));
        var consented = onSpot().replacing("cluster/nodes-general");
        TestCloud.shared().standIns().fail("CreateNodegroup", "general-*", "no capacity");

        assertThatThrownBy(consented::forwards).hasMessageContainingAll("cluster/nodes-general", "no capacity");
        var forwards = consented.forwards();

        assertThat(forwards.changes())
                .as("the failed one is deleted")
                .anyMatch(change ->
                        change.action() == Action.DELETE && change.resource().equals("cluster/nodes-general"));
        assertThat(forwards.unwanted()).isEqualTo(1);
        assertThat(nodegroups()).hasSize(2).contains(old).allMatch(group -> status(group) == NodegroupStatus.ACTIVE);

        consented.backwards();

        assertThat(nodegroups()).hasSize(1).doesNotContain(old);
        assertThat(onSpot().plan().changes()).isEmpty();
    }

    private LayerOnCloud onSpot() {
        return layer(Stream.of(POD_IDENTITY, SPOT).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private NodegroupStatus status(String group) {
        return eks.describeNodegroup(request -> request.clusterName(NAME).nodegroupName(group))
                .nodegroup()
                .status();
    }

    @Test
    @Order(11)
    void what_lost_its_tag_by_hand_gets_it_back_and_nothing_is_made_twice() {
        var spot = onSpot();
        var cluster = eks.describeCluster(request -> request.name(NAME)).cluster();
        var group = eks.describeNodegroup(request -> request.clusterName(NAME).nodegroupName(nodegroup()))
                .nodegroup();
        for (var arn : List.of(cluster.arn(), group.nodegroupArn())) {
            eks.untagResource(request -> request.resourceArn(arn).tagKeys(Owner.RESOURCE_TAG));
        }

        assertThat(planned(spot))
                .containsExactlyInAnyOrder(
                        "cluster/cluster Tags.terrace:resource: null -> cluster",
                        "cluster/nodes-general Tags.terrace:resource: null -> nodes-general");
        spot.apply();

        assertThat(spot.plan().changes()).isEmpty();
        assertThat(nodegroups()).containsExactly(group.nodegroupName());
    }

    @Test
    @Order(12)
    void what_is_destroyed_is_gone_and_can_be_destroyed_again() {
        var subnet = imports.get("network/private-a").id();
        var ofTheCni = TagSpecification.builder()
                .resourceType(ResourceType.NETWORK_INTERFACE)
                .tags(Tag.builder()
                        .key("cluster.k8s.amazonaws.com/name")
                        .value(NAME)
                        .build())
                .build();
        var left = ec2.createNetworkInterface(
                        request -> request.subnetId(subnet).tagSpecifications(ofTheCni))
                .networkInterface()
                .networkInterfaceId();

        var deleted = layer().destroy().changes().stream().map(Change::resource).toList();

        assertThat(deleted.indexOf("cluster/access-workloads"))
                .as("who is stopped in between can log in again")
                .isGreaterThan(deleted.indexOf("cluster/nodes-general"))
                .isLessThan(deleted.indexOf("cluster/cluster"));
        assertThat(eks.listClusters().clusters()).doesNotContain(NAME);
        assertThat(ec2.describeNetworkInterfaces().networkInterfaces())
                .as("what the VPC CNI left behind")
                .noneMatch(one -> one.networkInterfaceId().equals(left));
        assertThat(ec2.describeLaunchTemplates().launchTemplates())
                .noneMatch(template -> template.launchTemplateName().startsWith(NAME));
        assertThat(iam.listRoles(request -> request.pathPrefix("/terrace/" + NAME + "/"))
                        .roles())
                .isEmpty();

        wire.forget();
        assertThat(layer().destroy().changes()).isEmpty();
        assertThat(wire.writes()).isEmpty();
        assertThat(wire.reads()).hasSize(TYPES_NOT_IN_A_CLUSTER);
    }

    private List<String> nodegroups() {
        return eks.listNodegroups(request -> request.clusterName(NAME)).nodegroups();
    }

    /** The one that there is. */
    private String nodegroup() {
        assertThat(nodegroups()).hasSize(1);
        return nodegroups().getFirst();
    }

    /** What a plan would change, as {@code resource field: from -> to}. */
    private static List<String> planned(LayerOnCloud layer) {
        return layer.plan().changes().stream()
                .flatMap(change -> change.fields().stream().map(field -> change.resource() + " " + field))
                .toList();
    }
}
