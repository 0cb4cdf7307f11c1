package dev.terrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.terrace.aws.Aws;
import dev.terrace.aws.MemoryBucket;
import dev.terrace.engine.Change;
import dev.terrace.engine.Owner;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.Cluster;
import dev.terrace.table.Image;
import dev.terrace.table.Release;
import dev.terrace.table.Releases;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.Taint;
import software.amazon.awssdk.services.eks.model.TaintEffect;
import software.amazon.awssdk.services.iam.IamClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The workloads layer's function against a real Kubernetes control plane, called and answering in JSON as by Lambda. */
class WorkloadsIT {
    private static final String PLATFORM = "task-manager";
    private static final int KINDS = 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String REPOSITORY = "docker.io/shop";

    private static KubernetesClient kubernetes;
    private static Aws aws;
    private static EksClient eks;
    private static String role;

    private final RecordedReleases releases = new RecordedReleases();
    private Map<String, String> repository = Map.of();
    private int runs;
    private final MemoryBucket bucket = new MemoryBucket();
    private final WorkloadsFunction function = new WorkloadsFunction(aws, bucket, role, releases);

    @BeforeAll
    static void makeACluster() {
        TestCloud.shared().connect();
        aws = new Aws();
        eks = aws.client(EksClient.builder());
        kubernetes = TestCloud.shared().withoutNewborns(WorkloadsIT::cluster);
        await(() -> kubernetes.nodes().list().getItems().size() == 3);
    }

    private static KubernetesClient cluster() {
        var iam = aws.client(IamClient.builder());
        role = role(iam, "function");
        var clusterAndNodes = role(iam, "cluster-and-nodes");
        var subnets = makeSubnets(aws.client(Ec2Client.builder()));
        eks.createCluster(cluster -> cluster.name(PLATFORM)
                .tags(Map.of(Owner.PLATFORM_TAG, PLATFORM))
                .version("1.33")
                .roleArn(clusterAndNodes)
                .resourcesVpcConfig(vpc -> vpc.subnetIds(subnets)));
        await(() -> eks.describeCluster(it -> it.name(PLATFORM)).cluster().status() == ClusterStatus.ACTIVE);
        eks.createNodegroup(nodes -> nodes.clusterName(PLATFORM)
                .nodegroupName("general")
                .nodeRole(clusterAndNodes)
                .subnets(subnets)
                .scalingConfig(size -> size.minSize(2).desiredSize(3).maxSize(5)));
        letTheFunctionIn();
        return ((ClusterAccess.Open) new ClusterLogin(aws).open(PLATFORM)).client();
    }

    private static String role(IamClient iam, String name) {
        return iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument("{}"))
                .role()
                .arn();
    }

    private static void letTheFunctionIn() {
        letTheFunctionInWithoutRights();
        eks.associateAccessPolicy(it -> it.clusterName(PLATFORM)
                .principalArn(role)
                .policyArn("arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")
                .accessScope(scope -> scope.type(AccessScopeType.CLUSTER)));
        TestCloud.settle();
    }

    private static void letTheFunctionInWithoutRights() {
        eks.createAccessEntry(it -> it.clusterName(PLATFORM).principalArn(role));
        TestCloud.settle();
    }

    /** One in each zone, over which the nodes are spread. */
    private static List<String> makeSubnets(Ec2Client ec2) {
        var vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        return Stream.of("a", "b", "c")
                .map(zone -> ec2.createSubnet(it -> it.vpcId(vpc)
                        .availabilityZone("us-east-1" + zone)
                        .cidrBlock("10.0.%d.0/24".formatted(zone.charAt(0) - 'a'))))
                .map(created -> created.subnet().subnetId())
                .toList();
    }

    @AfterAll
    static void deleteTheCluster() {
        eks.deleteNodegroup(it -> it.clusterName(PLATFORM).nodegroupName("general"));
        eks.deleteCluster(it -> it.name(PLATFORM));
    }

    /** Also what puts back what another test did. */
    @BeforeEach
    void applied() {
        var first = applyUntilDone(platform());
        assertThat(first.path("pods").path("backend").path("ready").asInt()).isEqualTo(3);
        assertThat(first.path("pods").path("frontend").path("ready").asInt()).isEqualTo(3);
    }

    @Test
    void a_second_apply_reads_each_kind_once_and_changes_nothing() {
        var second = call("apply", platform());

        assertThat(second.path("status").asString()).isEqualTo("DONE");
        assertThat(second.path("changes")).isEmpty();
        assertThat(second.path("notes").toString()).contains("no AWS Load Balancer Controller", "no metrics-server");
        assertThat(second.path("calls").path("writes").asInt()).isZero();
        // More than the kinds: where the cluster is, who makes load balancers, and who gives metrics.
        assertThat(second.path("calls").path("reads").asInt()).isLessThanOrEqualTo(KINDS + 3);
    }

    @Test
    void what_was_changed_by_hand_is_named_by_a_plan_field_by_field_and_put_back() {
        byHand(deployment("frontend"), """
                {"spec": {"replicas": 5, "template": {"spec": {"containers": [
                    {"name": "frontend", "image": "nginx:latest", "resources": {"limits": {"cpu": "1"}}}]}}}}""");
        byHand(kubernetes.configMaps().inNamespace(PLATFORM).withName("backend").get(), """
                {"data": {"NODE_ENV": "development"}}""");

        assertThat(fields(call("plan", platform())))
                .containsExactlyInAnyOrder(
                        "workloads/task-manager/configmap-backend data.NODE_ENV: development -> production",
                        "workloads/task-manager/deployment-frontend spec.replicas: 5 -> 3",
                        "workloads/task-manager/deployment-frontend spec.template.spec.containers[frontend].image:"
                                + " nginx:latest -> docker.io/nginxinc/nginx-unprivileged:1.29",
                        "workloads/task-manager/deployment-frontend spec.template.spec.containers[frontend].resources.limits.cpu:"
                                + " 1 -> 200m");
        assertThat(deployment("frontend").getSpec().getReplicas()).isEqualTo(5);

        applyUntilDone(platform());
        assertThat(deployment("frontend").getSpec().getReplicas()).isEqualTo(3);
        assertThat(call("plan", platform()).path("changes")).isEmpty();
    }

    @Test
    void a_rule_that_was_replaced_by_hand_is_put_back() {
        var policy = kubernetes
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(PLATFORM)
                .withName("frontend")
                .get();
        byHand(policy, """
                {"spec": {"ingress": [{}]}}""");

        assertThat(fields(call("plan", platform())))
                .singleElement()
                .asString()
                .startsWith(
                        "workloads/task-manager/networkpolicy-frontend spec.ingress: [{}] -> [{\"from\":[{\"ipBlock\":{\"cidr\":\"10.0.0.0/20\"}}");

        applyUntilDone(platform());
        assertThat(call("plan", platform()).path("changes")).isEmpty();
    }

    @Test
    void a_field_that_is_no_longer_declared_goes_away() {
        var without = platform();
        component(without, "backend").withObject("env").remove("NODE_ENV");
        component(without, "frontend").withObject("probes").remove("liveness");

        assertThat(fields(call("plan", without)))
                .contains("workloads/task-manager/configmap-backend data.NODE_ENV: production -> null")
                .anyMatch(field -> field.startsWith("workloads/task-manager/deployment-frontend")
                        && field.contains("containers[frontend].livenessProbe"))
                .anyMatch(field -> field.startsWith("workloads/task-manager/deployment-backend")
                        && field.contains("[terrace.dev/config-hash]"));

        applyUntilDone(without);
        assertThat(call("plan", without).path("changes")).isEmpty();
    }

    @Test
    void a_component_that_is_no_longer_declared_is_pruned() {
        var without = platform();
        application(without).withObject("components").remove("frontend");
        application(without).withObject("ingress").withObject("paths").remove("/");

        assertThat(actions(call("plan", "backwards", without, LONG), "DELETE"))
                .containsExactlyInAnyOrder(
                        "workloads/task-manager/configmap-frontend",
                        "workloads/task-manager/deployment-frontend",
                        "workloads/task-manager/networkpolicy-frontend",
                        "workloads/task-manager/poddisruptionbudget-frontend",
                        "workloads/task-manager/service-frontend",
                        "workloads/task-manager/serviceaccount-frontend");

        assertThat(applyUntilDone(without).path("unwanted").asInt()).isEqualTo(6);
        untilDone("apply", "backwards", without);
        assertThat(kubernetes.apps().deployments().inNamespace(PLATFORM).list().getItems())
                .extracting(it -> it.getMetadata().getName())
                .containsExactly("backend");
        assertThat(kubernetes
                        .pods()
                        .inNamespace(PLATFORM)
                        .withLabel(OwnerLabels.NAME, "frontend")
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void an_image_that_was_released_is_as_it_should_be() {
        var image = new Image("frontend", "docker.io/shop", "sha256:" + "a".repeat(64), "2.0.0", Instant.EPOCH);
        releases.current.put("frontend", image);
        byHand(deployment("frontend"), """
                {"metadata": {"annotations": {"terrace.dev/version": "2.0.0"}},
                 "spec": {"template": {"spec": {"containers": [{"name": "frontend", "image": "%s"}]}}}}""".formatted(image.reference()));

        var apply = applyUntilDone(platform());
        assertThat(apply.path("changes")).isEmpty();
        assertThat(apply.path("calls").path("writes").asInt()).isZero();
    }

    @Test
    void an_image_that_went_with_its_repository_is_not_run_again() {
        var made = Instant.parse("2026-11-21T12:00:00Z");
        releases.current.put(
                "backend", new Image("backend", REPOSITORY, "sha256:" + "a".repeat(64), "2.0.0", made.minusSeconds(1)));
        repository = Map.of(
                "RepositoryUri", REPOSITORY, "CreatedAt", made.plusMillis(350).toString());
        assertThat(call("plan", platform()).path("changes")).isEmpty();

        releases.current.put("backend", new Image("backend", REPOSITORY, "sha256:" + "a".repeat(64), "2.0.0", made));
        assertThat(call("plan", platform()).path("changes").toString()).contains(REPOSITORY);

        // The component has another repository now, and the image is in its old one.
        releases.current.put(
                "backend", new Image("backend", "docker.io/kept", "sha256:" + "a".repeat(64), "2.0.0", Instant.EPOCH));
        assertThat(call("plan", platform()).path("changes").toString()).contains("docker.io/kept");
    }

    @Test
    void an_autoscaler_takes_over_without_a_pod_less() {
        var scaled = platform();
        component(scaled, "frontend").remove("replicas");
        component(scaled, "frontend")
                .putObject("autoscaling")
                .put("min", 2)
                .put("max", 6)
                .put("cpu", "70%");

        call("apply", scaled);

        assertThat(deployment("frontend").getSpec().getReplicas()).isEqualTo(3);
        byHand(deployment("frontend"), """
                {"spec": {"replicas": 4}}""");
        assertThat(call("plan", scaled).path("changes")).isEmpty();
    }

    @Test
    void pods_that_do_not_become_ready_are_waited_for_and_then_given_up_with_the_reason() {
        var broken = platform();
        component(broken, "frontend")
                .put("initialImage", "000000000000.dkr.ecr.us-east-1.amazonaws.com/nothing:here")
                .withObject("rollout")
                .put("deadlineSeconds", 5);

        var first = call("apply", broken);
        assertThat(first.path("status").asString()).isEqualTo("PENDING");

        var last = untilEnded("apply", broken);
        assertThat(last.path("status").asString()).isEqualTo("FAILED");
        assertThat(last.path("problems").get(0).path("code").asString()).isEqualTo("RolloutFailed");
        assertThat(last.path("problems").get(0).path("message").asString())
                .contains("3 of 3 pods ready", "ErrImagePull");
    }

    @Test
    void an_apply_that_is_out_of_time_goes_on_when_it_is_called_again() {
        untilDone("destroy", platform());

        var late = call("apply", platform(), Duration.ofSeconds(10));
        assertThat(late.path("status").asString()).isEqualTo("PENDING");
        assertThat(late.path("changes")).isEmpty();
        assertThat(late.path("waitingFor").toString()).contains("out of time");

        applyUntilDone(platform());
        assertThat(call("plan", platform()).path("changes")).isEmpty();
    }

    @Test
    void what_was_destroyed_can_be_destroyed_again() {
        untilDone("destroy", platform());

        var again = call("destroy", platform());
        assertThat(again.path("status").asString()).isEqualTo("DONE");
        assertThat(again.path("changes")).isEmpty();
        assertThat(again.path("calls").path("writes").asInt()).isZero();
        assertThat(kubernetes.namespaces().withName(PLATFORM).get()).isNull();
    }

    @Test
    void a_field_that_kubernetes_never_changes_is_a_replacement_that_needs_consent() {
        deleteRoleBinding();
        kubernetes.resource("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata:
                  name: terrace-status
                  namespace: task-manager
                  labels: {app.kubernetes.io/managed-by: terrace, terrace.dev/platform: task-manager, terrace.dev/layer: workloads}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: another}
                """).create();

        assertThat(actions(call("plan", platform()), "REPLACE"))
                .containsExactly("workloads/task-manager/rolebinding-terrace-status");
        var apply = call("apply", platform());
        assertThat(apply.path("status").asString()).isEqualTo("FAILED");
        assertThat(apply.path("problems").get(0).path("remedy").asString())
                .contains("--replace workloads/task-manager/rolebinding-terrace-status");
        deleteRoleBinding();
    }

    private static void deleteRoleBinding() {
        kubernetes
                .rbac()
                .roleBindings()
                .inNamespace(PLATFORM)
                .withName("terrace-status")
                .delete();
    }

    @Test
    void where_there_is_no_cluster_yet_everything_is_to_be_created() {
        var elsewhere = platform().put("platform", "elsewhere");

        var plan = call("plan", elsewhere);
        assertThat(plan.path("status").asString()).isEqualTo("DONE");
        assertThat(plan.path("changes"))
                .hasSize(plan.path("resources").asInt())
                .allMatch(it -> it.path("action").asString().equals("CREATE"));
        assertThat(call("apply", elsewhere).path("problems").get(0).path("code").asString())
                .isEqualTo("NoCluster");
        assertThat(call("destroy", elsewhere).path("status").asString()).isEqualTo("DONE");
    }

    @Test
    void what_is_in_a_cluster_that_lets_the_function_in_no_more_is_left_to_the_cluster() {
        eks.deleteAccessEntry(it -> it.clusterName(PLATFORM).principalArn(role));
        try {
            assertIsLeftToTheCluster();
        } finally {
            letTheFunctionIn();
        }
    }

    // ---------------------------------------------------------------- two applications

    @Test
    void two_applications_run_beside_each_other_before_and_after_the_first_release_of_a_shared_image() {
        makeTaintedNodes();
        try {
            assertThat(actions(call("plan", twoApplications()), "CREATE"))
                    .contains(
                            "workloads/namespace-shop",
                            "workloads/shop/deployment-web",
                            "workloads/shop/cronjob-digest",
                            "workloads/shop/ingress-task-manager",
                            "workloads/namespace-finders",
                            "workloads/finders/deployment-find",
                            "workloads/finders/ingress-task-manager");
            var first = applyUntilDone(twoApplications());
            assertThat(pods(first, "web")).isEqualTo("2 of 2");
            assertThat(pods(first, "find")).isEqualTo("2 of 2");
            assertThat(pods(first, "cache")).isEqualTo("1 of 1");
            assertThat(pods(first, "worker")).as("before the first release").isEqualTo("0 of 0");
            assertThat(call("plan", twoApplications()).path("changes")).isEmpty();

            release(new Image("api", "docker.io/shop", "sha256:" + "b".repeat(64), "1.0.0", Instant.EPOCH));

            assertThat(call("plan", twoApplications()).path("changes")).isEmpty();
            var second = applyUntilDone(twoApplications());
            assertThat(second.path("changes")).isEmpty();
            assertThat(pods(second, "worker")).isEqualTo("3 of 3");
            assertThat(groupsOfNodes("shop", "worker")).containsOnly("burst");
            assertThat(groupsOfNodes("shop", "web")).containsOnly("general");
        } finally {
            untilDone("apply", "backwards", platform());
            eks.deleteNodegroup(it -> it.clusterName(PLATFORM).nodegroupName("burst-1"));
        }
        assertThat(kubernetes.namespaces().list().getItems())
                .extracting(it -> it.getMetadata().getName())
                .contains(PLATFORM)
                .doesNotContain("shop", "finders");
    }

    private static void makeTaintedNodes() {
        var general = eks.describeNodegroup(it -> it.clusterName(PLATFORM).nodegroupName("general"))
                .nodegroup();
        eks.createNodegroup(nodes -> nodes.clusterName(PLATFORM)
                .nodegroupName("burst-1")
                .nodeRole(general.nodeRole())
                .subnets(general.subnets())
                .labels(Map.of(Cluster.NodeGroup.LABEL, "burst"))
                .taints(List.of(taint("burst", TaintEffect.NO_SCHEDULE), taint("spot", TaintEffect.NO_EXECUTE)))
                .scalingConfig(size -> size.minSize(1).desiredSize(1).maxSize(1)));
        await(() -> kubernetes.nodes().list().getItems().size() == 4);
    }

    private static Taint taint(String key, TaintEffect effect) {
        return Taint.builder().key(key).effect(effect).build();
    }

    /** As a release leaves what runs its image. */
    private void release(Image image) {
        releases.current.put(image.component(), image);
        for (var deployment : List.of("api", "worker")) {
            byHand(
                    kubernetes
                            .apps()
                            .deployments()
                            .inNamespace("shop")
                            .withName(deployment)
                            .get(),
                    """
                    {"metadata": {"annotations": {"terrace.dev/version": "1.0.0", "terrace.dev/replicas": null}},
                     "spec": {%s "template": {"spec": {"containers": [{"name": "%s", "image": "%s"}]}}}}""".formatted(
                            deployment.equals("worker") ? "\"replicas\": 3," : "", deployment, image.reference()));
        }
        byHand(
                kubernetes
                        .batch()
                        .v1()
                        .cronjobs()
                        .inNamespace("shop")
                        .withName("digest")
                        .get(),
                """
                {"metadata": {"annotations": {"terrace.dev/version": "1.0.0", "terrace.dev/suspend": null}},
                 "spec": {"suspend": false, "jobTemplate": {"spec": {"template": {"spec": {
                     "containers": [{"name": "digest", "image": "%s"}]}}}}}}""".formatted(image.reference()));
    }

    private static String pods(JsonNode answer, String component) {
        var pods = answer.path("pods").path(component);
        return pods.path("ready").asInt() + " of " + pods.path("wanted").asInt();
    }

    /** On whose nodes a component's pods are. */
    private static List<String> groupsOfNodes(String namespace, String component) {
        return kubernetes
                .pods()
                .inNamespace(namespace)
                .withLabel(OwnerLabels.NAME, component)
                .list()
                .getItems()
                .stream()
                .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                .map(it -> kubernetes
                        .nodes()
                        .withName(it.getSpec().getNodeName())
                        .get()
                        .getMetadata()
                        .getLabels())
                .map(labels -> labels.getOrDefault(Cluster.NodeGroup.LABEL, labels.get("eks.amazonaws.com/nodegroup")))
                .toList();
    }

    /** The blueprint of two applications, in the cluster that is there. */
    private static ObjectNode twoApplications() {
        var platform = TwoApplications.platform("platform: agora", "platform: " + PLATFORM);
        ObjectNode json = JSON.valueToTree(platform);
        return json.put("platform", platform.name());
    }

    /** An entry and its policy are two calls: a run may have been stopped between them. */
    @Test
    void what_is_in_a_cluster_that_lets_the_function_in_without_rights_is_left_to_the_cluster() {
        eks.deleteAccessEntry(it -> it.clusterName(PLATFORM).principalArn(role));
        letTheFunctionInWithoutRights();
        try {
            assertIsLeftToTheCluster();
        } finally {
            eks.deleteAccessEntry(it -> it.clusterName(PLATFORM).principalArn(role));
            letTheFunctionIn();
        }
    }

    private void assertIsLeftToTheCluster() {
        var plan = call("plan", platform());
        assertThat(plan.path("status").asString()).isEqualTo("DONE");
        assertThat(plan.path("changes"))
                .hasSize(plan.path("resources").asInt())
                .allMatch(it -> it.path("action").asString().equals("CREATE"));
        assertThat(plan.path("notes").toString()).contains("gives the function's role no rights");
        assertThat(call("plan", "backwards", platform(), LONG).path("status").asString())
                .isEqualTo("DONE");

        var destroy = call("destroy", platform());
        assertThat(destroy.path("status").asString()).isEqualTo("DONE");
        assertThat(destroy.path("changes")).isEmpty();
        assertThat(destroy.path("notes").toString())
                .contains("gives the function's role no rights", "volumes of claims and load balancers stay");

        var clusterless = platform();
        clusterless.putNull("cluster").putNull("applications");
        for (var direction : List.of("forwards", "backwards")) {
            var apply = call("apply", direction, clusterless, LONG);
            assertThat(apply.path("status").asString()).isEqualTo("DONE");
            assertThat(apply.path("unwanted").asInt()).isZero();
        }
        assertThat(deployment("backend")).isNotNull();
    }

    // ---------------------------------------------------------------- what tests need

    private static ObjectNode platform() {
        try (var file = WorkloadsIT.class.getResourceAsStream("task-manager.json")) {
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode component(ObjectNode platform, String name) {
        return application(platform).withObject("components").withObject(name);
    }

    private static ObjectNode application(ObjectNode platform) {
        return platform.withObject("applications").withObject("task-manager");
    }

    private JsonNode applyUntilDone(ObjectNode platform) {
        return untilDone("apply", platform);
    }

    private JsonNode untilDone(String mode, ObjectNode platform) {
        return untilDone(mode, direction(mode), platform);
    }

    private JsonNode untilDone(String mode, String direction, ObjectNode platform) {
        var last = untilEnded(mode, direction, platform);
        assertThat(last.path("status").asString()).as(last.toPrettyString()).isEqualTo("DONE");
        return last;
    }

    private JsonNode untilEnded(String mode, ObjectNode platform) {
        return untilEnded(mode, direction(mode), platform);
    }

    /** As the layer's state machine does it, though quicker. */
    private JsonNode untilEnded(String mode, String direction, ObjectNode platform) {
        var answers = new ArrayList<JsonNode>();
        await(() -> {
            answers.add(call(mode, direction, platform, LONG));
            return !answers.getLast().path("status").asString().equals("PENDING");
        });
        return answers.getLast();
    }

    private static String direction(String mode) {
        return mode.equals("destroy") ? "backwards" : "forwards";
    }

    private JsonNode call(String mode, ObjectNode platform) {
        return call(mode, direction(mode), platform, LONG);
    }

    private JsonNode call(String mode, ObjectNode platform, Duration remaining) {
        return call(mode, direction(mode), platform, remaining);
    }

    private JsonNode call(String mode, String direction, ObjectNode platform, Duration remaining) {
        // Each call is a run of its own, so that its report tells of this call alone.
        var name = platform.path("platform").asString();
        var folder = "runs/" + name + "/run-" + ++runs + "/";
        write(folder + "platform.json", platform);
        output(folder, "data", "data/postgres", Map.of("Endpoint.Address", "db.internal", "Endpoint.Port", "5432"));
        output(folder, "cluster", "cluster/backend-role", Map.of("Arn", "arn:aws:iam::000000000000:role/backend"));
        output(folder, "network", "network/load-balancer-sg", Map.of());
        output(folder, "registry", "registry/backend", repository);
        if (!direction.equals(direction(mode))) {
            // A run clears what it has built before.
            output(folder, "workloads", "workloads/task-manager/ingress-task-manager", Map.of());
        }
        var request = JSON.createObjectNode()
                .put("platform", name)
                .put("layer", "workloads")
                .put("mode", mode)
                .put("direction", direction)
                .put("run", "run-" + runs);
        function.handleRequest(
                new ByteArrayInputStream(JSON.writeValueAsBytes(request)),
                new ByteArrayOutputStream(),
                new Invocation(remaining));
        return JSON.readTree(bucket.texts().get(folder + "workloads.json"));
    }

    private void output(String folder, String layer, String address, Map<String, String> attributes) {
        var outputs = Map.of(address, Map.of("id", address.replace('/', '-'), "attributes", attributes));
        var noon = "2026-11-21T12:00:00Z";
        write(
                folder + layer + ".json",
                Map.of(
                        "layer",
                        layer,
                        "direction",
                        "forwards",
                        "status",
                        "DONE",
                        "begun",
                        noon,
                        "updated",
                        noon,
                        "outputs",
                        outputs));
    }

    private void write(String key, Object value) {
        bucket.write(key, JSON.writeValueAsString(value), "application/json");
    }

    private static Deployment deployment(String name) {
        return kubernetes
                .apps()
                .deployments()
                .inNamespace(PLATFORM)
                .withName(name)
                .get();
    }

    private static void byHand(HasMetadata object, String patch) {
        kubernetes.resource(object).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
    }

    private static List<String> actions(JsonNode answer, String action) {
        return answer.path("changes")
                .valueStream()
                .filter(change -> change.path("action").asString().equals(action))
                .map(change -> change.path("resource").asString())
                .toList();
    }

    /** What differs, as {@code resource field: from -> to}. */
    private static List<String> fields(JsonNode answer) {
        return Arrays.stream(JSON.treeToValue(answer.path("changes"), Change[].class))
                .flatMap(change -> change.fields().stream().map(field -> change.resource() + " " + field))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        var end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Releases as a release left them; nothing is released here. */
    private static final class RecordedReleases implements Releases {
        final Map<String, Image> current = new HashMap<>();

        @Override
        public Map<String, Image> current(String platform) {
            return current;
        }

        @Override
        public Optional<Image> current(String platform, String component) {
            return Optional.ofNullable(current.get(component));
        }

        @Override
        public Optional<Release> of(String platform, String component, String digest) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void open(Release release, String holder) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forget(String platform) {
            throw new UnsupportedOperationException("nothing is destroyed here");
        }

        @Override
        public void finish(Release ended, String holder) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Release> list(String platform, String component, int most) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Release> list(String platform, int most) {
            throw new UnsupportedOperationException();
        }
    }

    /** One call of a Lambda function. */
    private record Invocation(Duration remaining) implements Context {
        @Override
        public int getRemainingTimeInMillis() {
            return (int) remaining.toMillis();
        }

        @Override
        public String getAwsRequestId() {
            return "request-1";
        }

        @Override
        public String getLogGroupName() {
            return "";
        }

        @Override
        public String getLogStreamName() {
            return "";
        }

        @Override
        public String getFunctionName() {
            return "";
        }

        @Override
        public String getFunctionVersion() {
            return "";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "";
        }

        @Override
        public CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 1024;
        }

        @Override
        public LambdaLogger getLogger() {
            return null;
        }
    }
}
