package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Aws;
import dev.terrace.engine.Owner;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.local.ImagePush;
import dev.terrace.local.TestCloud;
import dev.terrace.table.Image;
import dev.terrace.table.Locks;
import dev.terrace.table.Release;
import dev.terrace.table.Table;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import tools.jackson.databind.json.JsonMapper;

/** The release state machine with its real function, against a real Kubernetes control plane, from the event to the pods. */
class ReleaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "release-it";
    private static final String OLD = "docker.io/library/old:1";

    private static Aws aws;
    private static Table table;
    private static KubernetesClient kubernetes;
    private static String machine;
    private static ImagePush images;

    private final String component = "web-" + UUID.randomUUID().toString().substring(0, 8);
    private final String repository = NAME + "-" + component;

    // ---------------------------------------------------------------- what a platform has before its first release

    @BeforeAll
    static void make() throws IOException {
        var cloud = TestCloud.shared();
        cloud.connect();
        aws = new Aws();
        images = new ImagePush(cloud.endpoint());
        table = new Table(aws.client(DynamoDbClient.builder()), NAME, Clock.systemUTC());
        table.dynamo().createTable(request -> request.tableName(NAME)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("pk"), text("sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        var role = role(NAME, "lambda.amazonaws.com", granted());
        cluster(role);
        var function = function(role);
        machine = machine(role(NAME + "-machine", "states.amazonaws.com", """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction",
                         "Resource": "%s"}]}""".formatted(function)), function);
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static String role(String name, String service, String policy) {
        var iam = aws.client(IamClient.builder());
        var role = iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument("""
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                         "Principal": {"Service": "%s"}}]}""".formatted(service)));
        TestCloud.settle();
        iam.putRolePolicy(
                request -> request.roleName(name).policyName("granted").policyDocument(policy));
        return role.role().arn();
    }

    /** What template.yaml grants the function, and nothing else. */
    private static String granted() throws IOException {
        var scalars = new HashMap<Tag, ConstructNode>();
        for (var tag : List.of("!Ref", "!Sub", "!GetAtt")) {
            scalars.put(new Tag(tag), node -> ((ScalarNode) node).getValue());
        }
        var yaml = new Load(LoadSettings.builder().setTagConstructors(scalars).build())
                .loadFromString(Files.readString(TestCloud.projectRoot().resolve("target/template.yaml")));
        var policy = JsonMapper.builder()
                .build()
                .valueToTree(yaml)
                .at("/Resources/ReleaseFunction/Properties/Policies/0")
                .toString();
        return policy.replace("${AWS::Partition}", "aws")
                .replace("${AWS::Region}", "us-east-1")
                .replace("${AWS::AccountId}", "000000000000")
                .replace("${AWS::StackName}", NAME)
                .replace("Table.Arn", "arn:aws:dynamodb:us-east-1:000000000000:table/" + NAME);
    }

    private static void cluster(String role) {
        var eks = aws.client(EksClient.builder());
        eks.createCluster(request -> request.name(NAME)
                .tags(Map.of(Owner.PLATFORM_TAG, NAME))
                .roleArn(role)
                .version("1.33")
                .resourcesVpcConfig(network -> network.subnetIds("subnet-a", "subnet-b")));
        await(
                "an active cluster",
                () -> eks.describeCluster(request -> request.name(NAME))
                                .cluster()
                                .status()
                        == ClusterStatus.ACTIVE);
        eks.createNodegroup(request -> request.clusterName(NAME)
                .nodegroupName("general")
                .nodeRole(role)
                .subnets("subnet-a")
                .scalingConfig(size -> size.minSize(1).desiredSize(2).maxSize(2)));
        eks.createAccessEntry(
                request -> request.clusterName(NAME).principalArn(role).kubernetesGroups("terrace-release"));
        kubernetes = ((ClusterAccess.Open) new ClusterLogin(aws).open(NAME)).client();
        await("nodes", () -> kubernetes.nodes().list().getItems().size() == 2);
        // As the workloads layer declares it.
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: terrace-find-deployments}
                rules: [{apiGroups: [apps], resources: [deployments], verbs: [list]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: terrace-find-deployments}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: terrace-find-deployments}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: terrace-release}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: terrace-release, namespace: default}
                rules:
                - {apiGroups: [apps], resources: [deployments], verbs: [get, list, patch]}
                - {apiGroups: [""], resources: [pods], verbs: [get, list]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: terrace-release, namespace: default}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: terrace-release}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: terrace-release}]
                """);
    }

    private static void apply(String yaml) {
        kubernetes
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    private static String function(String role) throws IOException {
        var lambda = aws.client(LambdaClient.builder());
        var zip = SdkBytes.fromByteArray(Files.readAllBytes(Path.of("target/function.zip")));
        return lambda.createFunction(request -> request.functionName(NAME)
                        .runtime(Runtime.PROVIDED_AL2023)
                        .handler(ReleaseFunction.class.getName())
                        .role(role)
                        .code(code -> code.zipFile(zip))
                        .memorySize(1024)
                        .timeout(60)
                        .environment(
                                environment -> environment.variables(Map.of("TABLE", NAME, "LOCK_FENCE_SECONDS", "1"))))
                .functionArn();
    }

    private static String machine(String role, String function) throws IOException {
        var definition = Files.readString(TestCloud.projectRoot().resolve("statemachines/release.asl.json"))
                .replace("${Partition}", "aws")
                .replace("${ReleaseFunctionArn}", function);
        return aws.client(SfnClient.builder())
                .createStateMachine(request ->
                        request.name(NAME + "-release").definition(definition).roleArn(role))
                .stateMachineArn();
    }

    @AfterAll
    static void drop() {
        var eks = aws.client(EksClient.builder());
        eks.deleteNodegroup(request -> request.clusterName(NAME).nodegroupName("general"));
        eks.deleteCluster(request -> request.name(NAME));
        table.dynamo().deleteTable(request -> request.tableName(NAME));
    }

    @BeforeEach
    void a_component_runs() {
        var tags = Map.of("terrace:platform", NAME, "terrace:layer", "registry", "terrace:resource", component);
        aws.client(EcrClient.builder()).createRepository(request -> request.repositoryName(repository)
                .tags(tags.entrySet().stream()
                        .map(tag -> software.amazon.awssdk.services.ecr.model.Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList()));
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                  namespace: default
                  labels: {app.kubernetes.io/managed-by: terrace, terrace.dev/platform: %2$s, terrace.dev/layer: workloads, app.kubernetes.io/name: %1$s}
                spec:
                  replicas: 3
                  progressDeadlineSeconds: 3
                  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
                  selector: {matchLabels: {app.kubernetes.io/name: %1$s}}
                  template:
                    metadata: {labels: {app.kubernetes.io/name: %1$s}}
                    spec: {containers: [{name: %1$s, image: "%3$s"}]}
                """.formatted(component, NAME, OLD));
        await("three old pods", () -> ready(OLD) == 3);
    }

    // ---------------------------------------------------------------- releases

    @Test
    void a_push_replaces_all_pods_and_is_recorded() {
        var digest = images.push(repository, "2.0.0", false);

        var execution = ended(start(event("e", digest, "2.0.0")));

        assertThat(execution.status()).as(execution.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.output()).contains("\"SUCCEEDED\"", component, "2.0.0", digest);
        var current = table.releases().current(NAME, component).orElseThrow();
        assertThat(current.digest()).isEqualTo(digest);
        assertThat(pods()).extracting(ReleaseIT::image).containsOnly(current.reference());
        assertThat(releases()).extracting(Release::status).containsExactly(Release.Status.SUCCEEDED);
        assertThat(annotations())
                .containsEntry("terrace.dev/version", "2.0.0")
                .containsEntry("kubernetes.io/change-cause", "release of " + component + " 2.0.0");
        assertThatNobodyHoldsTheLock();
    }

    @Test
    void two_executions_that_race_with_the_same_event_make_one_release() {
        var event = event("e", images.push(repository, "2.0.0", false), "2.0.0");

        var executions = List.of(start(event), start(event), start(event));

        assertThat(executions.stream().map(ReleaseIT::ended))
                .allMatch(execution -> execution.status() == ExecutionStatus.SUCCEEDED)
                .extracting(execution -> execution.output().contains("IGNORED"))
                .containsExactlyInAnyOrder(false, true, true);
        assertThat(releases()).hasSize(1);
        assertThatNobodyHoldsTheLock();
    }

    @Test
    void an_older_images_event_that_comes_late_changes_nothing() throws InterruptedException {
        var older = images.push(repository, "1.0.0", false);
        Thread.sleep(Duration.ofMillis(1100)); // ECR's clock of pushes has seconds.
        var newer = images.push(repository, "2.0.0", false);
        ended(start(event("newer", newer, "2.0.0")));

        var late = ended(start(event("older", older, "1.0.0")));

        assertThat(late.output()).contains("IGNORED", "is older than the released 2.0.0");
        assertThat(table.releases().current(NAME, component)).map(Image::digest).contains(newer);
        assertThat(releases()).hasSize(1);
    }

    @Test
    void a_release_whose_pods_do_not_come_up_fails_with_a_reason_while_the_old_pods_serve_on() {
        ended(start(event("good", images.push(repository, "1.0.0", false), "1.0.0")));
        var current = table.releases().current(NAME, component).orElseThrow();

        var execution = ended(start(event("bad", images.push(repository, "2.0.0", true), "2.0.0")));

        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.error()).isEqualTo("RolloutFailed");
        assertThat(execution.cause())
                .contains(component + " 2.0.0 did not come up", "CrashLoopBackOff", "What ran before serves on.");
        assertThat(ready(current.reference())).isEqualTo(3);
        assertThat(table.releases().current(NAME, component)).contains(current);
        assertThat(releases().getFirst().reason()).isEqualTo(execution.cause());
        assertThatNobodyHoldsTheLock();
    }

    @Test
    void a_push_waits_for_a_run_that_holds_the_platform() {
        // A holder that nobody knows keeps the lock until the fence has passed; one that has just come keeps it for a
        // second.
        table.locks().acquire(NAME, machine.replace("stateMachine", "execution") + ":an-apply", "apply");

        var execution = ended(start(event("e", images.push(repository, "2.0.0", false), "2.0.0")));

        assertThat(execution.output()).contains("\"SUCCEEDED\"");
        assertThatNobodyHoldsTheLock();
    }

    @Test
    void an_aborted_release_is_taken_over_from_and_closed() {
        var bad = start(event("bad", images.push(repository, "1.0.0", true), "1.0.0"));
        await("the release under way", () -> !releases().isEmpty());
        aws.client(SfnClient.builder()).stopExecution(request -> request.executionArn(bad));

        var execution = ended(start(event("good", images.push(repository, "2.0.0", false), "2.0.0")));

        assertThat(execution.status()).as(execution.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(releases())
                .extracting(Release::status)
                .containsExactly(Release.Status.SUCCEEDED, Release.Status.FAILED);
        assertThatNobodyHoldsTheLock();
    }

    @Test
    void a_push_to_a_repository_that_is_not_terraces_is_ignored() {
        var foreign = "foreign-" + component;
        aws.client(EcrClient.builder()).createRepository(request -> request.repositoryName(foreign));
        var digest = images.push(foreign, "1.0.0", false);

        var execution = ended(start(event("e", digest, "1.0.0").replace(repository, foreign)));

        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThat(execution.output()).contains("IGNORED", foreign, "belongs to no platform");
    }

    // ---------------------------------------------------------------- words

    private String event(String id, String digest, String tag) {
        return """
                {"version": "0", "id": "%s-%s", "detail-type": "ECR Image Action", "source": "aws.ecr", "time": "%s",
                 "detail": {"action-type": "PUSH", "result": "SUCCESS", "repository-name": "%s", "image-digest": "%s",
                            "image-tag": "%s"}}""".formatted(component, id, Instant.now(), repository, digest, tag);
    }

    private static String start(String event) {
        return aws.client(SfnClient.builder())
                .startExecution(request -> request.stateMachineArn(machine).input(event))
                .executionArn();
    }

    private static DescribeExecutionResponse ended(String execution) {
        var machines = aws.client(SfnClient.builder());
        await(
                "the end of " + execution,
                () -> machines.describeExecution(request -> request.executionArn(execution))
                                .status()
                        != ExecutionStatus.RUNNING);
        return machines.describeExecution(request -> request.executionArn(execution));
    }

    private List<Release> releases() {
        return table.releases().list(NAME, component, 10);
    }

    private List<Pod> pods() {
        return kubernetes
                .pods()
                .inNamespace("default")
                .withLabel("app.kubernetes.io/name", component)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private long ready(String image) {
        return pods().stream()
                .filter(pod -> image(pod).equals(image))
                .filter(pod -> pod.getStatus().getConditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("Ready") && it.getStatus().equals("True")))
                .count();
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    private Map<String, String> annotations() {
        return kubernetes
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(component)
                .get()
                .getMetadata()
                .getAnnotations();
    }

    private static void assertThatNobodyHoldsTheLock() {
        assertThat(table.locks().acquire(NAME, "the test", "a look")).isEqualTo(new Locks.Acquired());
        table.locks().release(NAME, "the test");
    }

    private static void await(String what, BooleanSupplier condition) {
        for (var begin = Instant.now(); !condition.getAsBoolean(); pause()) {
            assertThat(Duration.between(begin, Instant.now())).as(what).isLessThan(PATIENCE);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
