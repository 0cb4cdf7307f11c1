package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.terrace.blueprint.Documents;
import dev.terrace.cli.cloud.Account;
import dev.terrace.cli.cloud.Releasing;
import dev.terrace.cli.cloud.Stack;
import dev.terrace.cli.report.ReleaseReport;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.local.ImagePush;
import dev.terrace.local.LocalCloud;
import dev.terrace.local.Progress;
import dev.terrace.local.StandIns;
import dev.terrace.local.TestPort;
import dev.terrace.platform.LayerName;
import dev.terrace.report.Pods;
import dev.terrace.report.StatusReport;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/**
 * The whole way, by the command alone, on a local cloud of its own: a platform from its blueprint to running pods, changes by
 * hand put back, images released, a function killed, everything destroyed, and nothing left running.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TerraceIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final int PORT = TestPort.claim();
    private static final String PLATFORM = "task-manager";
    /** What the document does not ask for and other platforms have. */
    private static final String MORE_OF_THE_NETWORK =
            "nat: per-zone\n  endpoints: [s3, ecr]\n  flowLogs: { retentionDays: 30 }";

    private static final String MORE_OF_THE_APPLICATION = """
                quota: { requests: { cpu: "8", memory: 9Gi }, limits: { cpu: "12", memory: 12Gi }, pods: 40 }
                jobs:
                  digest: { image: backend, command: [node, digest.js], schedule: "0 6 * * *", resources: { limits: { cpu: 500m, memory: 512Mi } } }
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** LOCK_FENCE_SECONDS in the template. */
    private static final Duration LOCK_FENCE = Duration.ofSeconds(150);

    @TempDir
    static Path folder;

    private static LocalCloud cloud;
    private static Path blueprint;
    private static Ec2Client ec2;
    private static IamClient iam;

    @BeforeAll
    static void startFromNothing() throws IOException {
        assumeFalse(
                "testcontainers".equals(System.getProperty("terrace.test.cloud")),
                "skipped: `terrace up` starts the local cloud's processes, not a container");
        cloud = LocalCloud.open(HOME, PORT);
        cloud.stop();
        blueprint = folder.resolve("task-manager.yaml");
        // A release that fails is given up after its deadline: the document's five minutes are too long for a test.
        Files.writeString(
                blueprint,
                Documents.text(
                                PLATFORM,
                                "nat: per-zone",
                                MORE_OF_THE_NETWORK,
                                "port: 3000",
                                "port: 3000\n        rollout: { deadlineSeconds: 30 }",
                                "    ingress:",
                                MORE_OF_THE_APPLICATION + "    ingress:")
                        + "\ndeletion: { repositories: delete }\n");
        ec2 = client(Ec2Client.builder());
        iam = client(IamClient.builder());
    }

    @AfterAll
    static void stop() {
        cloud.stop();
    }

    // ---------------------------------------------------------------- build

    private static RunReport built;

    @Test
    @Order(1)
    void the_first_up_builds_everything_until_the_pods_are_ready() {
        var run = terrace("up", blueprint.toString(), "--json");
        assertThat(run.exitCode()).as(run.toString()).isZero();
        built = run.as(RunReport.class);
        assertThat(built.status()).isEqualTo("SUCCEEDED");
        assertThat(built.layers()).extracting(layer -> layer.layer()).containsExactlyInAnyOrder(LayerName.values());
        assertThat(built.changes()).extracting(Change::action).containsOnly(Action.CREATE);
        assertThat(built.pods().keySet()).containsExactlyInAnyOrder("backend", "frontend");
        assertThat(built.pods().values()).allMatch(Pods::complete);
        assertThat(built.notBuiltYet()).isNotEmpty();
        print("first up", built);
    }

    @Test
    @Order(2)
    void the_second_up_changes_nothing_and_reads_little() {
        var again = up();
        print("second up", again);
        assertThat(again.changes()).isEmpty();
        assertThat(again.calls().writes()).isZero();
        var types = built.changes().stream().map(Change::type).distinct().count();
        assertThat((double) again.calls().reads()).isLessThanOrEqualTo(types + 0.3 * again.resources());
    }

    @Test
    @Order(3)
    void a_plan_of_what_is_built_has_no_changes() {
        assertThat(plan().exitCode()).isEqualTo(Terrace.FINE);
    }

    @Test
    @Order(4)
    void the_words_for_people_say_that_nothing_changed() {
        var run = terrace("up", blueprint.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Nothing changed")
                .contains("Not built yet")
                .contains("./terrace status task-manager");
    }

    // ---------------------------------------------------------------- changes by hand

    @Test
    @Order(10)
    void what_was_changed_by_hand_is_named_by_a_plan_and_put_back_by_an_apply() {
        var subnet = ec2.describeSubnets().subnets().stream()
                .filter(it -> it.tags().contains(tag("terrace:resource", "public-a")))
                .findFirst()
                .orElseThrow();
        ec2.modifySubnetAttribute(request -> request.subnetId(subnet.subnetId())
                .mapPublicIpOnLaunch(value -> value.value(!subnet.mapPublicIpOnLaunch())));
        var policy = aPolicy();
        iam.putRolePolicy(request ->
                request.roleName(policy.role()).policyName(policy.name()).policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"""));
        setImage("backend", "docker.io/library/busybox:1");

        var run = plan();
        assertThat(run.exitCode()).isEqualTo(Terrace.CHANGES);
        var changes = run.as(RunReport.class).changes();
        assertThat(changes).extracting(Change::action).containsOnly(Action.UPDATE);
        assertThat(changes).extracting(Change::type).contains("AWS::EC2::Subnet", "AWS::IAM::Role", "Deployment");
        assertThat(changes)
                .filteredOn(change -> change.type().equals("AWS::EC2::Subnet"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.resource()).isEqualTo("network/public-a");
                    assertThat(change.fields())
                            .containsExactly(Change.Field.of(
                                    "MapPublicIpOnLaunch",
                                    !subnet.mapPublicIpOnLaunch(),
                                    subnet.mapPublicIpOnLaunch()));
                });
        assertThat(changes)
                .filteredOn(change -> change.type().equals("Deployment"))
                .singleElement()
                .satisfies(change -> assertThat(change.fields())
                        .anyMatch(field -> field.from().asString("").contains("busybox")
                                && field.to().asString("").contains("http-https-echo")));
        assertThat(terrace("plan", blueprint.toString()).out())
                .contains("MapPublicIpOnLaunch")
                .contains("busybox");

        var mended = up();
        assertThat(mended.changes())
                .extracting(Change::resource)
                .containsExactlyInAnyOrderElementsOf(
                        changes.stream().map(Change::resource).toList());
        assertThat(plan().exitCode()).isEqualTo(Terrace.FINE);
        assertThat(image("backend")).contains("http-https-echo");
    }

    private record Policy(String role, String name) {}

    private static Policy aPolicy() {
        for (var role : iam.listRolesPaginator(request -> request.pathPrefix("/terrace/" + PLATFORM))
                .roles()) {
            for (var name : iam.listRolePolicies(request -> request.roleName(role.roleName()))
                    .policyNames()) {
                return new Policy(role.roleName(), name);
            }
        }
        return fail("no role of the platform has a policy of its own");
    }

    // ---------------------------------------------------------------- releases

    @Test
    @Order(20)
    void a_push_is_rolled_out_by_digest() {
        var release = push("backend", "2.0.0");
        assertThat(release.status()).isEqualTo("SUCCEEDED");
        assertThat(image("backend")).endsWith("@" + release.digest());
        var backend = component("backend");
        assertThat(backend.version()).isEqualTo("2.0.0");
        assertThat(backend.pods().complete()).isTrue();
        assertThat(terrace("status", PLATFORM).out()).contains("2.0.0");
    }

    @Test
    @Order(21)
    void the_same_event_twice_is_one_release() {
        var release = push("backend", "2.0.1");
        var again = announce("backend", release.digest(), "2.0.1");
        assertThat(again.status()).isEqualTo("IGNORED");
        assertThat(again.reason()).contains("2.0.1");
        assertThat(releases()).filteredOn(it -> it.version().equals("2.0.1")).hasSize(1);
    }

    @Test
    @Order(22)
    void the_event_of_an_older_image_comes_late_and_the_newer_stays() {
        var older = new ImagePush(cloud.endpoint()).push(repository("backend"), "2.1.0", false);
        pause(Duration.ofSeconds(1));
        push("backend", "2.2.0");
        var late = announce("backend", older, "2.1.0");
        assertThat(late.status()).isEqualTo("IGNORED");
        assertThat(late.reason()).contains("older");
        assertThat(component("backend").version()).isEqualTo("2.2.0");
    }

    @Test
    @Order(23)
    void a_release_whose_pods_never_become_ready_fails_and_the_old_pods_serve_on() {
        var before = component("backend");
        var run = terrace("push", PLATFORM, "backend", "2.3.0", "--broken", "--json");
        assertThat(run.exitCode()).isEqualTo(1);
        var release = run.as(ReleaseReport.class);
        assertThat(release.status()).isEqualTo("FAILED");
        assertThat(release.reason()).contains("2.3.0").contains("CrashLoopBackOff");
        assertThat(deployment("backend").getStatus().getReadyReplicas()).isGreaterThanOrEqualTo(before.wanted());
        assertThat(releases().getFirst().status()).isEqualTo("FAILED");
        assertThat(releases().getFirst().reason()).contains("CrashLoopBackOff");
    }

    @Test
    @Order(24)
    void an_apply_after_releases_keeps_the_released_image() {
        up();
        assertThat(component("backend").version()).isEqualTo("2.2.0");
        assertThat(plan().exitCode()).isEqualTo(Terrace.FINE);
    }

    // ---------------------------------------------------------------- a crash

    @Test
    @Order(30)
    void a_function_killed_half_way_leaves_nothing_twice_when_it_is_applied_again() throws IOException {
        var network = networkOnly("crash", LocalCloud.REGION);
        // Warm from the tests before; to look for them takes longer than the function does.
        var functions = functions("dev.terrace.network.NetworkFunction");
        assertThat(functions).isNotEmpty();
        var apply = CompletableFuture.supplyAsync(() -> terrace("apply", network.toString(), "--json"));
        await("the first of the network is there", () -> !names("crash", "vpc").isEmpty());
        functions.forEach(ProcessHandle::destroyForcibly);
        apply.join();
        assertThat(failedTasksOfTheLatest("network"))
                .as("calls that the kill ended")
                .isPositive();

        var again = terrace("apply", network.toString(), "--json");
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(subnets("crash")).hasSize(9).doesNotHaveDuplicates();
        assertThat(names("crash", "nat")).hasSize(3).doesNotHaveDuplicates();
        assertThat(names("crash", "vpc")).hasSize(1);
        assertThat(names("crash", "eip")).hasSize(3).doesNotHaveDuplicates();
        assertThat(terrace("plan", network.toString()).exitCode()).isEqualTo(Terrace.FINE);

        assertThat(terrace("destroy", "crash", "--yes").exitCode()).isZero();
        assertThat(subnets("crash")).isEmpty();
    }

    /** The blueprint of a platform that has a network and nothing in it. */
    private static Path networkOnly(String platform, String region) throws IOException {
        var yaml = Files.readString(HOME.resolve("blueprints/task-manager.yaml"));
        return Files.writeString(
                folder.resolve(platform + ".yaml"),
                yaml.substring(0, yaml.indexOf("\nregistry:"))
                        .replace("nat: per-zone", MORE_OF_THE_NETWORK)
                        .replace("platform: task-manager", "platform: " + platform)
                        .replace(LocalCloud.REGION, region));
    }

    /** In the latest execution of the layer state machine for a layer. */
    private static long failedTasksOfTheLatest(String layer) {
        var stepFunctions = client(SfnClient.builder());
        try (var account = account()) {
            var machine = Stack.of(account, "terrace").layer();
            var latest = stepFunctions.listExecutions(it -> it.stateMachineArn(machine)).executions().stream()
                    .filter(execution -> execution.name().endsWith("-" + layer))
                    .findFirst()
                    .orElseThrow();
            return stepFunctions
                    .getExecutionHistory(
                            it -> it.executionArn(latest.executionArn()).maxResults(1000))
                    .events()
                    .stream()
                    .filter(event -> event.type() == HistoryEventType.TASK_FAILED)
                    .count();
        }
    }

    /** The processes of this cloud that run a handler. */
    private static List<ProcessHandle> functions(String handler) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(handler))
                .filter(process -> environment(process).contains(cloud.folder().toString()))
                .toList();
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", String.valueOf(process.pid()), "environ"),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    // ---------------------------------------------------------------- a bad day

    @Test
    @Order(31)
    void a_platform_is_built_although_all_that_is_new_is_unknown_for_a_while() throws IOException {
        // Until now counts were those of an AWS that knows at once what it has created.
        new StandIns(cloud.endpoint()).newborn("0.4");
        var network = networkOnly("newborn", LocalCloud.REGION);

        assertThat(terrace("up", network.toString()).exitCode()).isZero();
        assertThat(terrace("plan", network.toString()).exitCode()).isEqualTo(Terrace.FINE);
        for (var kind : List.of("vpc", "subnet", "nat", "eip", "sg", "rtb", "igw", "vpce")) {
            assertThat(names("newborn", kind)).as(kind).isNotEmpty().doesNotHaveDuplicates();
        }
        assertThat(terrace("destroy", "newborn", "--yes").exitCode()).isZero();
    }

    /** As a person starts it in the console, with a key misspelt. */
    @Test
    @Order(31)
    void a_run_that_is_asked_for_in_other_words_is_refused_and_changes_nothing() {
        var run = ended("{\"platform\": \"task-manager\", \"mdoe\": \"plan\"}");
        assertThat(run.error()).isEqualTo("UnknownKey");
        assertThat(ended("{}").cause()).contains("platform").doesNotContain("java.", "JSONata");
    }

    private static DescribeExecutionResponse ended(String input) {
        try (var account = account()) {
            var stepFunctions = client(SfnClient.builder());
            var machine = Stack.of(account, "terrace").run();
            var run = stepFunctions.startExecution(
                    it -> it.stateMachineArn(machine).input(input));
            await(
                    "the end of the run",
                    () -> stepFunctions
                                    .describeExecution(it -> it.executionArn(run.executionArn()))
                                    .status()
                            != ExecutionStatus.RUNNING);
            return stepFunctions.describeExecution(it -> it.executionArn(run.executionArn()));
        }
    }

    @Test
    @Order(32)
    void a_layer_that_fails_holds_up_what_needs_it_and_the_next_apply_makes_anew_what_failed() throws IOException {
        var network = networkOnly("failing", LocalCloud.REGION);
        new StandIns(cloud.endpoint()).fail("CreateNatGateway", "*", "The zone is out of gateways");

        var failed = terrace("apply", network.toString());

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err().replaceAll("\\s+", " "))
                .contains("network/nat-", "The zone is out of gateways")
                .as("the layer beside it comes to its end, and what needs it has no turn")
                .contains("registry: done", "Not gone through, since network failed: data, cluster, workloads.");

        var again = terrace("apply", network.toString(), "--json");
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(names("failing", "nat")).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    @Order(33)
    void an_apply_waits_for_a_lock_whose_holder_is_gone_and_then_goes_on() throws IOException {
        var network = networkOnly("failing", LocalCloud.REGION);
        lock("failing", Instant.now().minus(LOCK_FENCE).plusSeconds(6));

        var run = terrace("apply", network.toString(), "--json");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.err()).contains("Start again in ").contains("Wait until the platform is free: ");
        assertThat(terrace("destroy", "failing", "--yes").exitCode()).isZero();
    }

    /** Leaves a lock behind that an execution took then, of which Step Functions knows nothing any more. */
    private static void lock(String platform, Instant since) {
        client(DynamoDbClient.builder()).putItem(request -> request.tableName("terrace")
                .item(Map.of(
                        "pk", AttributeValue.fromS("platform#" + platform),
                        "sk", AttributeValue.fromS("lock"),
                        "holder",
                                AttributeValue.fromS(
                                        "arn:aws:states:us-east-1:000000000000:execution:terrace-run:gone"),
                        "since", AttributeValue.fromS(since.toString()),
                        "purpose", AttributeValue.fromS("apply"))));
    }

    // ---------------------------------------------------------------- another region

    @Test
    @Order(35)
    void a_blueprint_of_another_region_is_built_there_and_commands_find_it() throws IOException {
        var elsewhere = networkOnly("elsewhere", "eu-west-1");
        var run = terrace("up", elsewhere.toString(), "--json");
        assertThat(run.exitCode()).as(run.toString()).isZero();

        var there = client(Ec2Client.builder(), "eu-west-1").describeSubnets().subnets().stream()
                .filter(subnet -> subnet.tags().contains(tag("terrace:platform", "elsewhere")))
                .toList();
        assertThat(there).hasSize(9).allSatisfy(subnet -> assertThat(subnet.availabilityZone())
                .startsWith("eu-west-1"));
        assertThat(subnets("elsewhere")).as("in us-east-1").isEmpty();
        assertThat(terrace("plan", elsewhere.toString()).exitCode()).isEqualTo(Terrace.FINE);
        assertThat(plan().exitCode()).as("of the first region's platform").isEqualTo(Terrace.FINE);
        assertThat(terrace("releases", PLATFORM).exitCode()).isZero();

        assertThat(terrace("destroy", "elsewhere", "--yes").exitCode()).isZero();
        assertThat(client(Ec2Client.builder(), "eu-west-1").describeSubnets().subnets())
                .noneMatch(subnet -> subnet.tags().contains(tag("terrace:platform", "elsewhere")));
        assertThat(terrace("status", "nobody").err()).contains("no platform `nobody` in eu-west-1 or us-east-1");
    }

    // ---------------------------------------------------------------- the way back

    @Test
    @Order(36)
    void a_retained_database_keeps_what_it_refers_to_in_all_layers_and_nothing_else() throws IOException {
        var up = terrace("up", shop(true, "deletion: { database: retain }"));
        assertThat(up.exitCode()).as(up.toString()).isZero();

        var destroy = terrace("destroy", "shop", "--yes", "--json");
        var kept = destroy.as(Destroyed.class).run().kept().stream()
                .map(Kept::sentence)
                .map(sentence -> sentence.substring(0, sentence.indexOf(' ')))
                .toList();
        assertThat(kept)
                .containsExactlyInAnyOrder(
                        "data/postgres",
                        "data/postgresql-logs",
                        "data/upgrade-logs",
                        "data/postgres15-parameters",
                        "data/database-subnets",
                        "network/database-sg",
                        "network/database-a",
                        "network/database-b",
                        "network/database-c",
                        "network/vpc",
                        "security/rds-monitoring-role",
                        "security/data",
                        "security/data-alias");
        assertThat(destroy.as(Destroyed.class).stillTagged()).isEmpty();

        var adopted = terrace("apply", shop(true, ""), "--json");
        assertThat(adopted.exitCode()).as(adopted.toString()).isZero();
        assertThat(adopted.as(RunReport.class).changes())
                .extracting(Change::resource)
                .contains("network/public-a")
                .doesNotContainAnyElementsOf(kept);
    }

    @Test
    @Order(37)
    void what_is_taken_out_of_the_blueprint_goes_from_the_last_layer_to_the_first() throws IOException {
        var withoutData = shop(false, "");
        var apply = terrace("apply", withoutData, "--json");

        assertThat(apply.exitCode()).as(apply.toString()).isZero();
        assertThat(apply.as(RunReport.class).changes())
                .extracting(Change::resource)
                .contains("data/postgres", "network/database-sg", "security/rds-monitoring-role");
        // Each is told as done once more, when the run comes back to it.
        assertThat(apply.err())
                .containsSubsequence("workloads: done", "data: done, 5", "network: done, 1", "security: done, 1");
        assertThat(terrace("plan", withoutData).exitCode()).isEqualTo(Terrace.FINE);
        assertThat(terrace("destroy", "shop", "--yes").exitCode()).isZero();
    }

    /** The Task Manager's blueprint without a cluster and what runs in it, for a platform of its own. */
    private static String shop(boolean withData, String more) throws IOException {
        var yaml = Files.readString(HOME.resolve("blueprints/task-manager.yaml"))
                .replace("platform: task-manager", "platform: shop");
        var beginning = yaml.substring(0, yaml.indexOf("\ncluster:"));
        var data = withData ? yaml.substring(yaml.indexOf("\ndata:"), yaml.indexOf("\napplications:")) : "";
        return Files.writeString(folder.resolve("shop.yaml"), beginning + data + "\n" + more + "\n")
                .toString();
    }

    // ---------------------------------------------------------------- the end

    @Test
    @Order(40)
    void destroy_leaves_nothing_but_what_the_blueprint_keeps() {
        var run = terrace("destroy", PLATFORM, "--yes");
        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.out()).contains("is gone").doesNotContain("still lists");

        assertThat(subnets(PLATFORM)).isEmpty();
        for (var kind : List.of("vpc", "nat", "eip", "sg", "rtb", "igw", "vpce")) {
            assertThat(names(PLATFORM, kind)).as(kind).isEmpty();
        }
        assertThat(iam.listRoles(request -> request.pathPrefix("/terrace/" + PLATFORM))
                        .roles())
                .isEmpty();
        assertThat(client(EksClient.builder()).listClusters().clusters()).isEmpty();
        assertThat(client(RdsClient.builder()).describeDBInstances().dbInstances())
                .isEmpty();
        assertThat(client(EcrClient.builder()).describeRepositories().repositories())
                .isEmpty();
    }

    @Test
    @Order(41)
    void destroying_twice_is_fine() {
        assertThat(terrace("destroy", PLATFORM, "--yes").exitCode()).isZero();
    }

    @Test
    @Order(50)
    void down_leaves_no_process_and_no_port() throws IOException {
        var run = terrace("down");
        assertThat(run.exitCode()).isZero();
        assertThat(cloud.isRunning()).isFalse();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> environment(process).contains("=" + cloud.folder())))
                .isEmpty();
        try (var socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    // ---------------------------------------------------------------- the command

    private record Destroyed(RunReport run, List<String> stillTagged) {}

    private static Run terrace(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--port", String.valueOf(PORT)));
        return Run.terrace(HOME, all.toArray(String[]::new));
    }

    private static RunReport up() {
        var run = terrace("up", blueprint.toString(), "--json");
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return run.as(RunReport.class);
    }

    private static Run plan() {
        return terrace("plan", blueprint.toString(), "--json");
    }

    private static ReleaseReport push(String component, String version) {
        var run = terrace("push", PLATFORM, component, version, "--json");
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return run.as(ReleaseReport.class);
    }

    private static StatusReport.Component component(String name) {
        return terrace("status", PLATFORM, "--json").as(StatusReport.class).components().stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<StatusReport.Release> releases() {
        return List.of(terrace("releases", PLATFORM, "--json").as(StatusReport.Release[].class));
    }

    private static String repository(String component) {
        try (var account = account()) {
            return releasing(account).repository(PLATFORM, component);
        }
    }

    /** What ECR does once more, or late. */
    private static ReleaseReport announce(String component, String digest, String tag) {
        try (var account = account()) {
            var releasing = releasing(account);
            var repository = releasing.repository(PLATFORM, component);
            return releasing.follow(releasing.announce(repository, digest, tag), Progress.SILENT);
        }
    }

    private static Account account() {
        return Account.at(cloud.endpoint(), "test", "test", LocalCloud.REGION);
    }

    private static Releasing releasing(Account account) {
        return new Releasing(account, Stack.of(account, "terrace"), Clock.systemUTC());
    }

    // ---------------------------------------------------------------- the cloud, as its user sees it

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        return client(builder, LocalCloud.REGION);
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, String region) {
        return builder.httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(cloud.endpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static List<String> subnets(String platform) {
        return names(platform, "subnet");
    }

    /** The logical names of what EC2 has of a platform. All is read and sorted out here: the emulator passes over some filters. */
    private static List<String> names(String platform, String kind) {
        var tags =
                switch (kind) {
                    case "vpc" -> ec2.describeVpcs().vpcs().stream().map(it -> it.tags());
                    case "subnet" -> ec2.describeSubnets().subnets().stream().map(it -> it.tags());
                    case "nat" ->
                        ec2.describeNatGateways().natGateways().stream()
                                .filter(it -> it.state() != NatGatewayState.DELETED)
                                .map(it -> it.tags());
                    case "eip" -> ec2.describeAddresses().addresses().stream().map(it -> it.tags());
                    case "sg" ->
                        ec2.describeSecurityGroups().securityGroups().stream().map(it -> it.tags());
                    case "rtb" ->
                        ec2.describeRouteTables().routeTables().stream().map(it -> it.tags());
                    case "igw" ->
                        ec2.describeInternetGateways().internetGateways().stream()
                                .map(it -> it.tags());
                    case "vpce" ->
                        ec2.describeVpcEndpoints().vpcEndpoints().stream().map(it -> it.tags());
                    default -> throw new IllegalArgumentException(kind);
                };
        return tags.map(list -> list.stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                .filter(tag -> platform.equals(tag.get("terrace:platform")))
                .map(tag -> tag.get("terrace:resource"))
                .toList();
    }

    private static KubernetesClient kubernetes() {
        try (var clusters = Files.walk(cloud.folder().resolve("clusters"))) {
            var kubeconfig = clusters.filter(file -> file.endsWith("kubeconfig"))
                    .findFirst()
                    .orElseThrow();
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Deployment deployment(String component) {
        try (var kubernetes = kubernetes()) {
            return kubernetes
                    .apps()
                    .deployments()
                    .inNamespace(PLATFORM)
                    .withName(component)
                    .get();
        }
    }

    private static String image(String component) {
        return deployment(component)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private static void setImage(String component, String image) {
        try (var kubernetes = kubernetes()) {
            kubernetes
                    .apps()
                    .deployments()
                    .inNamespace(PLATFORM)
                    .withName(component)
                    .edit(deployment -> {
                        deployment
                                .getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .setImage(image);
                        return deployment;
                    });
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        var end = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            pause(Duration.ofMillis(20));
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For the README: what it took. */
    private static void print(String what, RunReport run) {
        System.out.printf("%s: %d resources, %s%n", what, run.resources(), run.calls());
        run.layers()
                .forEach(layer -> System.out.printf(
                        "  %-10s %3d resources %3d changes %s %d ms%n",
                        layer.layer(), layer.resources(), layer.changes().size(), layer.calls(), layer.millis()));
    }
}
