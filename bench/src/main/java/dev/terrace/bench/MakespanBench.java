package dev.terrace.bench;

import dev.terrace.local.LocalCloud;
import dev.terrace.platform.LayerName;
import dev.terrace.run.Course;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long a run takes, against the longest way through what its layers need: the real state machines of a run and of a layer on the
 * local cloud, with functions that take as long as AWS does: as an EKS cluster with its nodes and add-ons, as a Multi-AZ database, as
 * NAT gateways. All at a fifth of the time, Wait states and functions alike. What the machine itself needs for a call counts five times.
 */
public final class MakespanBench {
    private static final double BOUND = 1.05;

    /** In seconds. EKS 513, its node group 180 and an add-on 90 come one after the other within the cluster's layer. */
    private static final Map<LayerName, Integer> DURATIONS = new EnumMap<>(Map.of(
            LayerName.SECURITY, 5,
            LayerName.NETWORK, 120,
            LayerName.REGISTRY, 2,
            LayerName.DATA, 900,
            LayerName.CLUSTER, 513 + 180 + 90,
            LayerName.WORKLOADS, 30));

    private static final int SCALE = 5;

    private static final String ROLE = "makespan";
    private static final String ANYTHING = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""";
    private static final String TRUST = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}}]}""";

    private final LocalCloud cloud;
    private final SfnClient stepFunctions;
    private final LambdaClient lambda;
    private final IamClient iam;

    private MakespanBench(LocalCloud cloud) {
        this.cloud = cloud;
        this.stepFunctions = client(SfnClient.builder());
        this.lambda = client(LambdaClient.builder());
        this.iam = client(IamClient.builder());
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        return LocalAws.at(cloud.endpoint(), builder)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** @param arguments the project's folder */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Path.of(arguments[0]);
        System.setProperty("terrace.wait.scale", String.valueOf(1.0 / SCALE));
        var cloud = LocalCloud.open(root, 24766);
        cloud.start(new Quiet());
        try {
            new MakespanBench(cloud).run(root);
        } finally {
            cloud.stop();
        }
    }

    private void run(Path root) throws IOException, InterruptedException {
        var machine = machine(root);
        var began = System.nanoTime();
        var run = stepFunctions.startExecution(
                it -> it.stateMachineArn(machine).name("run-1").input("{\"platform\":\"any\"}"));
        var now = stepFunctions.describeExecution(it -> it.executionArn(run.executionArn()));
        while (now.status() == ExecutionStatus.RUNNING) {
            Thread.sleep(Duration.ofMillis(50));
            now = stepFunctions.describeExecution(it -> it.executionArn(run.executionArn()));
        }
        var took = (System.nanoTime() - began) / 1e9 * SCALE;
        if (now.status() != ExecutionStatus.SUCCEEDED) {
            throw new IllegalStateException(now.error() + ": " + now.cause());
        }
        var longest = longestWay();
        System.out.printf(
                "makespan: %.0f s, the longest way through the layers %d s: %.3f (bound %.2f)%n",
                took, longest, took / longest, BOUND);
        if (took > BOUND * longest) {
            throw new IllegalStateException("the bound was missed");
        }
    }

    private static int longestWay() {
        var ends = new EnumMap<LayerName, Integer>(LayerName.class);
        for (var layer : LayerName.values()) {
            var begin = layer.needs().stream().mapToInt(ends::get).max().orElse(0);
            ends.put(layer, begin + DURATIONS.get(layer));
        }
        return ends.values().stream().mapToInt(end -> end).max().orElseThrow();
    }

    /** The real machines; the functions know the real course, and how long each layer takes. */
    private String machine(Path root) throws IOException {
        var role = iam.createRole(it -> it.roleName(ROLE).assumeRolePolicyDocument(TRUST))
                .role()
                .arn();
        iam.putRolePolicy(it -> it.roleName(ROLE).policyName("anything").policyDocument(ANYTHING));
        var waves = new ArrayList<>(Course.forwards("run-1"));
        waves.addAll(Course.backwards("run-1"));
        var begun = JsonMapper.shared()
                .writeValueAsString(Map.of("status", "BEGUN", "waves", waves, "reports", "runs/any/run-1/"));
        var runFunction =
                function(role, "makespan-run", """
                import json
                BEGUN = json.loads(%s)
                def handler(event, context):
                    return BEGUN if event["step"] == "begin" else {"status": "ENDED"}
                """.formatted(JsonMapper.shared().writeValueAsString(begun)));
        var layerFunction = "";
        for (var layer : LayerName.values()) {
            layerFunction =
                    function(role, "makespan-layer-" + layer, """
                    import os, tempfile, time
                    BEGAN = os.path.join(tempfile.gettempdir(), "makespan-%s")
                    def handler(event, context):
                        if not os.path.exists(BEGAN):
                            open(BEGAN, "w").close()
                        done = time.time() - os.path.getmtime(BEGAN) >= %d / %d
                        return {"layer": event["layer"], "direction": event["direction"], "unwanted": 0, "changes": 1, "report": "",
                                "status": "DONE" if done else "PENDING", "retryAfterSeconds": 0 if done else 10}
                    """.formatted(layer, DURATIONS.get(layer), SCALE));
        }
        var prefix = layerFunction.substring(0, layerFunction.lastIndexOf('-') + 1);
        var layerMachine = machine(role, root, "layer", Map.of("LayerFunctionArnPrefix", prefix));
        return machine(role, root, "run", Map.of("LayerStateMachineArn", layerMachine, "RunFunctionArn", runFunction));
    }

    private String function(String role, String name, String code) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("index.py"));
            zip.write(code.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return lambda.createFunction(it -> it.functionName(name)
                        .runtime(Runtime.PYTHON3_12)
                        .handler("index.handler")
                        .role(role)
                        .code(zip -> zip.zipFile(SdkBytes.fromByteArray(bytes.toByteArray()))))
                .functionArn();
    }

    private String machine(String role, Path root, String name, Map<String, String> substitutions) throws IOException {
        var all = new HashMap<>(substitutions);
        all.put("Partition", "aws");
        var definition = Files.readString(root.resolve("statemachines/" + name + ".asl.json"));
        for (var each : all.entrySet()) {
            definition = definition.replace("${" + each.getKey() + "}", each.getValue());
        }
        var substituted = definition;
        return stepFunctions
                .createStateMachine(
                        it -> it.name("makespan-" + name).roleArn(role).definition(substituted))
                .stateMachineArn();
    }
}
