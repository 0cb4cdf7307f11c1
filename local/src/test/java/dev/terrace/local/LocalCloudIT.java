package dev.terrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** The local cloud on a small project: one cloud for all tests, on a port of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalCloudIT {

    private static final int PORT = TestPort.claim();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static LocalCloud cloud;
    private static Aws aws;

    @BeforeAll
    static void start() {
        cloud = LocalCloud.open(SmallProject.in(folder).root(), PORT);
        cloud.install(TestCloud.Printed.PROGRESS);
        cloud.start(TestCloud.Printed.PROGRESS);
        cloud.deploy(TestCloud.Printed.PROGRESS);
        aws = new Aws(cloud.endpoint());
    }

    @AfterAll
    static void stop() {
        cloud.stop();
    }

    @Test
    void starting_and_deploying_again_does_nothing() {
        var steps = new CopyOnWriteArrayList<String>();
        var recorded = new Progress() {
            @Override
            public void started(String step) {
                steps.add(step);
            }
        };

        cloud.start(recorded);
        cloud.deploy(recorded);

        assertThat(steps).isEmpty();
    }

    @Test
    void a_state_machine_runs_a_function_through_another_state_machine() {
        var execution = run("hello");

        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.output()).contains("\"answer\"").contains("\"word\": \"hello\"");
    }

    @Test
    void a_failure_keeps_its_error_and_its_reason() {
        var execution = run("bad");

        assertThat(execution.error()).isEqualTo("Bad.bad");
        assertThat(execution.cause()).isEqualTo("the word was bad");
    }

    @Test
    void a_function_whose_process_is_killed_is_tried_again() {
        var execution = run("die");

        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.output()).contains("\"attempt\": 1");
    }

    @Test
    void an_event_starts_a_state_machine() {
        try (var events = aws.client(EventBridgeClient.builder());
                var machines = aws.client(SfnClient.builder())) {
            var push = PutEventsRequestEntry.builder()
                    .source("terrace")
                    .detailType("ECR Image Action")
                    .detail("{\"word\":\"pushed\"}")
                    .build();
            events.putEvents(request -> request.entries(push));

            await("an execution by the event", () -> machines
                    .listExecutions(request -> request.stateMachineArn(machine("terrace-parent", LocalCloud.REGION)))
                    .executions()
                    .stream()
                    .map(execution -> machines.describeExecution(r -> r.executionArn(execution.executionArn())))
                    .anyMatch(execution ->
                            execution.input().contains("pushed") && execution.status() == ExecutionStatus.SUCCEEDED));
        }
    }

    @Test
    void an_image_has_the_same_digest_whenever_it_is_pushed() {
        try (var ecr = aws.client(EcrClient.builder())) {
            ecr.createRepository(request -> request.repositoryName("app/frontend"));
            await("the repository to be known", () -> ecr.describeRepositories().repositories().stream()
                    .anyMatch(repository -> repository.repositoryName().equals("app/frontend")));
            var push = new ImagePush(cloud.endpoint());

            var first = push.push("app/frontend", "1.0.0", false);

            assertThat(push.push("app/frontend", "1.0.0", false)).isEqualTo(first);
            assertThat(push.push("app/frontend", "1.0.1", false)).isNotEqualTo(first);
            assertThat(ecr.describeImages(request -> request.repositoryName("app/frontend"))
                            .imageDetails())
                    .anySatisfy(image -> {
                        assertThat(image.imageDigest()).isEqualTo(first);
                        assertThat(image.imageTags()).containsExactly("1.0.0");
                    });
        }
    }

    @Test
    void a_push_to_no_repository_is_refused_with_a_reason() {
        var push = new ImagePush(cloud.endpoint());

        assertThatThrownBy(() -> push.push("nowhere", "1.0.0", false))
                .isInstanceOf(LocalCloudException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("not known");
    }

    @Test
    void a_cluster_has_a_control_plane_and_its_node_groups_have_nodes() {
        var role = role(aws);
        try (var eks = aws.client(EksClient.builder())) {
            eks.createCluster(request -> request.name("demo")
                    .roleArn(role)
                    .version("1.35")
                    .resourcesVpcConfig(network -> network.subnetIds(List.of())));
            await(
                    "an active cluster",
                    () -> eks.describeCluster(request -> request.name("demo"))
                                    .cluster()
                                    .status()
                            == ClusterStatus.ACTIVE);
            eks.createNodegroup(request -> request.clusterName("demo")
                    .nodegroupName("general")
                    .nodeRole(role)
                    .subnets("subnet-1")
                    .scalingConfig(scaling -> scaling.minSize(1).desiredSize(2).maxSize(3)));
            await(
                    "an active node group",
                    () -> eks.describeNodegroup(request ->
                                            request.clusterName("demo").nodegroupName("general"))
                                    .nodegroup()
                                    .status()
                            == NodegroupStatus.ACTIVE);

            assertThat(names(cloud))
                    .contains("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok");

            eks.deleteNodegroup(request -> request.clusterName("demo").nodegroupName("general"));
            eks.deleteCluster(request -> request.name("demo"));

            await("no control plane", () -> !names(cloud).contains("etcd"));
        }
    }

    @Test
    void each_region_has_an_installation_of_its_own() {
        var elsewhere = cloud.in("eu-west-1");
        elsewhere.deploy(TestCloud.Printed.PROGRESS);

        assertThat(cloud.regions()).containsExactly("eu-west-1", LocalCloud.REGION);
        for (var region : cloud.regions()) {
            var execution = run("where", region);
            assertThat(execution.status()).as(region).isEqualTo(ExecutionStatus.SUCCEEDED);
            assertThat(execution.output()).contains("\"%s\"".formatted(region));
        }
    }

    @Test
    void a_cluster_waits_for_its_programs_and_says_why_it_cannot_have_them() throws IOException {
        var cache = folder.resolve("cache");
        var go = folder.resolve("go on");
        var waiting = LocalCloud.open(folder.resolve("waiting"), TestPort.claim())
                .withControlPlane(new Installation(
                        "install programs",
                        "programs",
                        cache,
                        (_, work) -> work.run(
                                "build a program",
                                "sh",
                                "-c",
                                "while [ ! -e '%s' ]; do sleep 0.1; done; exit 1".formatted(go))));
        Files.createDirectories(cache);
        Files.writeString(cache.resolve("programs.failed"), "Once it failed");
        try (var eks = new Aws(waiting.endpoint()).client(EksClient.builder())) {
            var installed = waiting.installControlPlane(Progress.SILENT);
            await("the installer runs", () -> !MarkedProcesses.ofInstallation(cache.resolve("programs"))
                    .running()
                    .isEmpty());
            waiting.start(Progress.SILENT);
            var role = role(new Aws(waiting.endpoint()));
            eks.createCluster(request -> request.name("demo")
                    .roleArn(role)
                    .version("1.35")
                    .resourcesVpcConfig(network -> network.subnetIds(List.of())));
            MarkedProcesses.pause(Duration.ofSeconds(1));
            assertThat(status(eks)).as("the installer goes on").isEqualTo(ClusterStatus.CREATING);

            Files.createFile(go);

            await("it has failed", () -> status(eks) == ClusterStatus.FAILED);
            assertThat(installed).isCompletedExceptionally();
            assertThat(eks.describeCluster(request -> request.name("demo"))
                            .cluster()
                            .health()
                            .issues())
                    .singleElement()
                    .satisfies(issue -> assertThat(issue.message())
                            .isEqualTo("Tried to build a program but failed: see " + cache.resolve("programs.log")));
        } finally {
            waiting.stop();
        }
    }

    /** A role for clusters and nodes. */
    private static String role(Aws aws) {
        try (var iam = aws.client(IamClient.builder())) {
            var trust = """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},\
                    "Action":"sts:AssumeRole"}]}""";
            var role = iam.createRole(request -> request.roleName("cluster").assumeRolePolicyDocument(trust))
                    .role()
                    .arn();
            await("the role to be known", () -> iam.listRoles().roles().stream()
                    .anyMatch(each -> each.arn().equals(role)));
            return role;
        }
    }

    private static ClusterStatus status(EksClient eks) {
        return eks.describeCluster(request -> request.name("demo")).cluster().status();
    }

    @Test
    void a_taken_port_is_named() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var other = LocalCloud.open(folder.resolve("other"), taken.getLocalPort());

            assertThatThrownBy(() -> other.start(Progress.SILENT))
                    .isInstanceOf(LocalCloudException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void two_clouds_do_not_know_of_each_other() {
        var other = LocalCloud.open(folder, TestPort.claim());
        try {
            other.start(Progress.SILENT);

            assertThat(other.isRunning()).isTrue();
            try (var machines = new Aws(other.endpoint()).client(SfnClient.builder())) {
                assertThat(machines.listStateMachines().stateMachines()).isEmpty();
            }
        } finally {
            assertThat(other.stop()).isNotEmpty();
        }
        assertThat(cloud.isRunning()).isTrue();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void nothing_is_left_after_a_stop() {
        var ended = cloud.stop();

        assertThat(ended).anyMatch(process -> process.startsWith("python"));
        assertThat(names(cloud)).isEmpty();
        assertThat(IntStream.range(PORT, PORT + 100).filter(LocalCloudIT::isTaken))
                .isEmpty();
        assertThat(cloud.isRunning()).isFalse();
        assertThat(cloud.stop()).isEmpty();
    }

    private static DescribeExecutionResponse run(String word) {
        return run(word, LocalCloud.REGION);
    }

    private static DescribeExecutionResponse run(String word, String region) {
        try (var machines = new Aws(cloud.endpoint(), region).client(SfnClient.builder())) {
            var started = machines.startExecution(request -> request.stateMachineArn(machine("terrace-parent", region))
                    .name(word + "-" + UUID.randomUUID())
                    .input("{\"word\":\"%s\"}".formatted(word)));
            var found = new ArrayList<DescribeExecutionResponse>();
            await("the end of the execution", () -> {
                var execution = machines.describeExecution(request -> request.executionArn(started.executionArn()));
                found.add(execution);
                return execution.status() != ExecutionStatus.RUNNING;
            });
            return found.getLast();
        }
    }

    private static String machine(String name, String region) {
        return "arn:aws:states:%s:%s:stateMachine:%s".formatted(region, LocalCloud.ACCOUNT, name);
    }

    private static List<String> names(LocalCloud cloud) {
        return MarkedProcesses.ofCloud(cloud.folder()).running().stream()
                .map(process -> Path.of(process.info().command().orElse("gone"))
                        .getFileName()
                        .toString())
                .toList();
    }

    private static boolean isTaken(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static void await(String what, Supplier<Boolean> condition) {
        for (var begin = Instant.now(); !condition.get(); MarkedProcesses.pause(Duration.ofMillis(100))) {
            assertThat(Duration.between(begin, Instant.now())).as(what).isLessThan(PATIENCE);
        }
    }
}
