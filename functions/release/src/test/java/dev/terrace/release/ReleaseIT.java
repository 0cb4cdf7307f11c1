package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Aws;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Owner;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.kubernetes.KubernetesReconciler;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.kubernetes.Rollout;
import dev.terrace.local.ImagePush;
import dev.terrace.local.TestCloud;
import dev.terrace.table.Image;
import dev.terrace.table.Locks;
import dev.terrace.table.Release;
import dev.terrace.table.Table;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter;
import software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilterType;
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
    /** The namespace of another application. */
    private static final String MAIL = "release-it-mail";

    private static final String DEPLOYMENTS = "- {apiGroups: [apps], resources: [deployments], verbs: [list]}\n";
    private static final String CRON_JOBS = "- {apiGroups: [batch], resources: [cronjobs], verbs: [list]}\n";

    private static final Owner OWNER = new Owner(NAME, "workloads", Map.of());

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
        mayFind(DEPLOYMENTS + CRON_JOBS);
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: terrace-release}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: terrace-release}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: terrace-release}]
                """);
        application("default");
        application(MAIL);
    }

    /** What the function may look for in all namespaces. */
    private static void mayFind(String rules) {
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: terrace-release}
                rules:
                """ + rules);
    }

    private static void application(String namespace) {
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: terrace-release, namespace: %1$s}
                rules:
                - {apiGroups: [apps], resources: [deployments], verbs: [patch]}
                - {apiGroups: [batch], resources: [cronjobs], verbs: [patch]}
                - {apiGroups: [""], resources: [pods], verbs: [list]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: terrace-release, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: terrace-release}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: terrace-release}]
                """.formatted(namespace));
    }

    private static void apply(String yaml) {
        objects(yaml)
                .forEach(object -> kubernetes.resource(object).forceConflicts().serverSideApply());
    }

    private static List<HasMetadata> objects(String yaml) {
        return kubernetes
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
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

    private void createRepository() {
        var tags = Map.of("terrace:platform", NAME, "terrace:layer", "registry", "terrace:resource", component);
        aws.client(EcrClient.builder()).createRepository(request -> request.repositoryName(repository)
                .tags(tags.entrySet().stream()
                        .map(tag -> software.amazon.awssdk.services.ecr.model.Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList()));
    }

    @BeforeEach
    void a_component_runs() {
        createRepository();
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                  namespace: default
                  labels: %2$s
                spec:
                  replicas: 3
                  progressDeadlineSeconds: 5
                  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
                  selector: {matchLabels: {app.kubernetes.io/name: %1$s}}
                  template:
                    metadata: {labels: {app.kubernetes.io/name: %1$s}}
                    spec: {containers: [{name: %1$s, image: "%3$s"}]}
                """.formatted(component, labels(component), OLD));
        await("three old pods", () -> ready(OLD) == 3);
    }

    /** Nodes take so many pods and no more. */
    @AfterEach
    void nothing_runs_any_more() {
        kubernetes
                .apps()
                .deployments()
                .inAnyNamespace()
                .withLabel(OwnerLabels.IMAGE, component)
                .delete();
        await("no pods", () -> pods().isEmpty());
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
    void a_push_releases_all_that_shares_the_image_and_the_next_apply_finds_nothing_to_change() {
        var reconciler = new KubernetesReconciler(
                kubernetes, List.of(Set.of(Deployment.class, CronJob.class, HorizontalPodAutoscaler.class)));
        reconciler.apply(OWNER, sharing(), Mandate.PLAIN);
        assertThat(reconciler.plan(OWNER, sharing(), Mandate.PLAIN).result().changes())
                .isEmpty();
        assertThat(pods(MAIL, "worker-" + component)).isEmpty();
        assertThat(pods(MAIL, "scaled-" + component)).isEmpty();

        var execution = ended(start(event("e", images.push(repository, "2.0.0", false), "2.0.0")));

        assertThat(execution.status()).as(execution.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        var released = table.releases().current(NAME, component).orElseThrow().reference();
        assertThat(pods()).extracting(ReleaseIT::image).containsOnly(released);
        assertThat(pods(MAIL, "worker-" + component))
                .hasSize(2)
                .extracting(ReleaseIT::image)
                .containsOnly(released);
        assertThat(pods(MAIL, "scaled-" + component))
                .hasSize(3)
                .extracting(ReleaseIT::image)
                .containsOnly(released);
        var declared = sharing(released);
        assertThat(reconciler.plan(OWNER, declared, Mandate.PLAIN).result().changes())
                .isEmpty();
        assertThat(reconciler.apply(OWNER, declared, Mandate.PLAIN).result().changes())
                .isEmpty();
    }

    @Test
    void a_release_that_one_of_several_refuses_says_which_and_what_it_has_set_already() {
        ended(start(event("good", images.push(repository, "1.0.0", false), "1.0.0")));
        var current = table.releases().current(NAME, component).orElseThrow();
        // A number that Kubernetes refuses, whoever wrote it there.
        apply(worker("annotations: {terrace.dev/replicas: \"-1\"}", "replicas: 0", OLD));

        var execution = ended(start(event("e", images.push(repository, "2.0.0", false), "2.0.0")));

        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.cause())
                .startsWith("workloads/%s/deployment-worker-%s: Kubernetes said: ".formatted(MAIL, component))
                .contains("spec.replicas: Invalid value: -1")
                .endsWith(
                        "%1$s 2.0.0 was set in workloads/default/deployment-%1$s. Apply the platform: it puts back what is current."
                                .formatted(component));
        assertThat(table.releases().current(NAME, component)).contains(current);
        assertThatNobodyHoldsTheLock();
    }

    @Test
    void a_first_release_that_fails_leaves_what_is_scheduled_as_it_was_and_says_what_has_the_image() {
        new KubernetesReconciler(
                        kubernetes, List.of(Set.of(Deployment.class, CronJob.class, HorizontalPodAutoscaler.class)))
                .apply(OWNER, sharing(), Mandate.PLAIN);

        var execution = ended(start(event("e", images.push(repository, "2.0.0", true), "2.0.0")));

        assertThat(execution.error()).isEqualTo("RolloutFailed");
        assertThat(execution.cause())
                .contains("default/" + component + ": ", "CrashLoopBackOff")
                .contains("%1$s 2.0.0 was set in ".formatted(component))
                .contains("workloads/default/deployment-" + component)
                .contains("workloads/%s/deployment-worker-%s".formatted(MAIL, component))
                .doesNotContain("cronjob", "serves on")
                .endsWith(
                        "Nothing was released before, so an apply would only put back what stands in for it: mend what is in the way, and release again with `./terrace push`.");
        assertThat(table.releases().current(NAME, component)).isEmpty();
        assertThatDigestIs(true, OLD);
    }

    @Test
    void an_image_that_only_a_job_runs_is_released() {
        kubernetes
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(component)
                .delete();
        apply(digest("annotations: {terrace.dev/suspend: until the first release}", "suspend: true", OLD));

        var execution = ended(start(event("e", images.push(repository, "2.0.0", false), "2.0.0")));

        assertThat(execution.output()).as(execution.cause()).contains("\"SUCCEEDED\"");
        assertThatDigestIs(
                false, table.releases().current(NAME, component).orElseThrow().reference());
    }

    private void assertThatDigestIs(boolean suspended, String image) {
        var spec = kubernetes
                .batch()
                .v1()
                .cronjobs()
                .inNamespace(MAIL)
                .withName("digest-" + component)
                .get()
                .getSpec();
        assertThat(spec.getSuspend()).isEqualTo(suspended);
        assertThat(spec.getJobTemplate()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage())
                .isEqualTo(image);
    }

    @Test
    void a_component_that_has_moved_is_watched_in_both_namespaces() {
        apply(deployment(component, "", "replicas: 1", OLD));
        var release = release("registry/image@sha256:1");
        var workloads = new ClusterWorkloads(_ -> new ClusterAccess.Open(kubernetes), table.releases());
        workloads.deploy(release);

        apply(deployment(component, "", "replicas: 1", "another"));

        assertThat(workloads.rollout(release))
                .returns(Rollout.State.FAILED, Rollout::state)
                .returns(
                        "%s/%s: something else has set its image to another".formatted(MAIL, component),
                        Rollout::reason);
    }

    @Test
    void a_push_to_what_an_earlier_version_has_applied_fails_and_is_released_after_an_apply() {
        var digest = images.push(repository, "2.0.0", false);
        say(null);
        mayFind(DEPLOYMENTS);

        var before = ended(start(event("before", digest, "2.0.0")));
        mayFind(DEPLOYMENTS + CRON_JOBS);
        say(component);
        var after = ended(start(event("after", digest, "2.0.0")));

        assertThat(before.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(before.cause())
                .startsWith("workloads/default/deployment-" + component + ": An earlier version of Terrace")
                .endsWith("Apply the platform, then release the image again with `./terrace push`.");
        assertThat(after.output()).contains("\"SUCCEEDED\"");
    }

    /** @param image of whom; null for nothing, as it was before images could be shared, and CronJobs be listed */
    private void say(String image) {
        change("{\"metadata\": {\"labels\": {\"%s\": %s}}}"
                .formatted(OwnerLabels.IMAGE, image == null ? "null" : "\"" + image + "\""));
    }

    private void run(String image) {
        change("{\"spec\": {\"template\": {\"spec\": {\"containers\": [{\"name\": \"%s\", \"image\": \"%s\"}]}}}}"
                .formatted(component, image));
    }

    /** @param patch of the component's Deployment */
    private void change(String patch) {
        kubernetes
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(component)
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
    }

    @Test
    void an_image_that_was_lost_with_its_repository_is_released_again_where_it_did_not_come_up()
            throws InterruptedException {
        var digest = images.push(repository, "1.0.0", false);
        ended(start(event("first", digest, "1.0.0")));
        var released = table.releases().current(NAME, component).orElseThrow();
        var ecr = aws.client(EcrClient.builder());
        ecr.deleteRepository(request -> request.repositoryName(repository).force(true));
        run(OLD);
        await("pods of another image", () -> ready(OLD) == 3);
        run(released.reference());
        await("a rollout that has failed", () -> deployment().getStatus().getConditions().stream()
                .anyMatch(it -> "ProgressDeadlineExceeded".equals(it.getReason())));
        Thread.sleep(Duration.ofMillis(1100)); // ECR's clock has seconds.
        createRepository();
        assertThat(images.push(repository, "1.0.0", false)).isEqualTo(digest);

        var again = ended(start(event("again", digest, "1.0.0")));

        assertThat(again.output()).as(again.cause()).contains("\"SUCCEEDED\"");
        assertThat(ready(released.reference())).isEqualTo(3);
        assertThat(table.releases().current(NAME, component).orElseThrow().pushedAt())
                .isAfter(released.pushedAt());
    }

    @Test
    void a_rollout_that_fails_in_one_of_several_says_which() {
        apply(worker("", "replicas: 1", OLD));
        var release = release("registry/image@sha256:1");
        var workloads = new ClusterWorkloads(_ -> new ClusterAccess.Open(kubernetes), table.releases());
        workloads.deploy(release);

        apply(worker("", "replicas: 1", "another"));

        assertThat(workloads.rollout(release))
                .returns(Rollout.State.FAILED, Rollout::state)
                .returns(3, Rollout::wanted)
                .returns(
                        "%s/worker-%s: something else has set its image to another".formatted(MAIL, component),
                        Rollout::reason);
    }

    private Release release(String reference) {
        var parts = reference.split("@");
        var image = new Image(component, parts[0], parts[1], "3.0.0", Instant.EPOCH);
        return Release.begun(NAME, image, "a-push", "an-event", Instant.EPOCH);
    }

    /** What shares the component's image, in another application, as the workloads layer declares it before the first release. */
    private List<HasMetadata> sharing() {
        return objects(worker("annotations: {terrace.dev/replicas: \"2\"}", "replicas: 0", OLD)
                + scaled("annotations: {terrace.dev/replicas: \"3\"}", "replicas: 0", OLD)
                + digest("annotations: {terrace.dev/suspend: until the first release}", "suspend: true", OLD));
    }

    /** The same after a release. */
    private List<HasMetadata> sharing(String released) {
        return objects(worker("", "replicas: 2", released) + scaled("", "", released) + digest("", "", released));
    }

    private String worker(String annotations, String replicas, String image) {
        return deployment("worker-" + component, annotations, replicas, image);
    }

    private String scaled(String annotations, String replicas, String image) {
        return deployment("scaled-" + component, annotations, replicas, image) + """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: scaled-%s, namespace: %s}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: scaled-%1$s}
                  minReplicas: 3
                  maxReplicas: 6
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
                ---
                """.formatted(component, MAIL);
    }

    private String deployment(String name, String annotations, String replicas, String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %s
                  namespace: %s
                  labels: %s
                  %s
                spec:
                  %s
                  selector: {matchLabels: {app.kubernetes.io/name: %1$s}}
                  template:
                    metadata: {labels: {app.kubernetes.io/name: %1$s}}
                    spec: {containers: [{name: %1$s, image: "%s", command: [work]}]}
                ---
                """.formatted(name, MAIL, labels(name), annotations, replicas, image);
    }

    private String digest(String annotations, String suspend, String image) {
        return """
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: digest-%s
                  namespace: %s
                  labels: %s
                  %s
                spec:
                  schedule: 0 6 1 1 *
                  startingDeadlineSeconds: 600
                  %s
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: digest-%1$s, image: "%s", command: [digest]}]
                ---
                """.formatted(component, MAIL, labels("digest-" + component), annotations, suspend, image);
    }

    /** @param name of a component or a job that runs the component's image */
    private String labels(String name) {
        return "{app.kubernetes.io/managed-by: terrace, terrace.dev/platform: %s, terrace.dev/layer: workloads, %s}"
                .formatted(NAME, "app.kubernetes.io/name: %s, terrace.dev/image: %s".formatted(name, component));
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
    void an_image_that_is_pushed_as_its_version_and_as_latest_is_released_once() {
        var ecr = aws.client(EcrClient.builder());
        var excepted = ImageTagMutabilityExclusionFilter.builder()
                .filterType(ImageTagMutabilityExclusionFilterType.WILDCARD)
                .filter("late*")
                .build();
        TestCloud.settle();
        ecr.putImageTagMutability(request -> request.repositoryName(repository)
                .imageTagMutability(ImageTagMutability.IMMUTABLE_WITH_EXCLUSION)
                .imageTagMutabilityExclusionFilters(excepted));
        var digest = images.push(repository, "2.0.0", false);
        var id = ImageIdentifier.builder().imageDigest(digest).build();
        var image =
                ecr.batchGetImage(request -> request.repositoryName(repository).imageIds(id));
        ecr.putImage(request -> request.repositoryName(repository)
                .imageManifest(image.images().getFirst().imageManifest())
                .imageDigest(digest)
                .imageTag("latest"));

        var latest = ended(start(event("latest", digest, "latest")));
        var version = ended(start(event("version", digest, "2.0.0")));

        assertThat(latest.output()).contains("IGNORED", "latest may move; releases go by the image's other tags.");
        assertThat(version.output()).contains("\"SUCCEEDED\"");
        assertThat(releases()).extracting(release -> release.image().tag()).containsExactly("2.0.0");
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
        return pods("default", component);
    }

    private static List<Pod> pods(String namespace, String name) {
        return kubernetes
                .pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/name", name)
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
        return deployment().getMetadata().getAnnotations();
    }

    private Deployment deployment() {
        return kubernetes
                .apps()
                .deployments()
                .inNamespace("default")
                .withName(component)
                .get();
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
