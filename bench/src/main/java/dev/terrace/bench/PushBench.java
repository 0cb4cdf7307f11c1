package dev.terrace.bench;

import dev.terrace.cli.cloud.Releasing;
import dev.terrace.local.ImagePush;
import dev.terrace.local.LocalCloud;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/**
 * How long a push takes from its event until the cluster has a changed Deployment, and where the time goes: the real rule, state
 * machine and function on the local cloud, and a real Kubernetes API server. A watch sees the Deployment change; the other times are
 * those of the execution's history.
 *
 * <p>Cold is a function whose environment is new, as after a deployment or after minutes without a push: its process has yet to start.
 */
public final class PushBench {
    private static final String PLATFORM = "task-manager";
    private static final String COMPONENT = "backend";
    private static final String FUNCTION = "terrace-release";

    private static final int WARM = 200;
    private static final int COLD = 5;
    /** What comes first finds the emulator cold, which is nobody's matter. */
    private static final int IGNORED = 5;

    private static final Duration WARM_BOUND = Duration.ofMillis(500);
    private static final Duration COLD_BOUND = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Installed terrace;
    private final Releasing releases;
    private final ImagePush images;
    private final String repository;
    private final Map<String, Instant> changes = new ConcurrentHashMap<>();
    private int pushes;

    private PushBench(Installed terrace) {
        this.terrace = terrace;
        this.releases = new Releasing(terrace.account(), terrace.stack(), Clock.systemUTC());
        this.images = new ImagePush(terrace.cloud().endpoint());
        this.repository = releases.repository(PLATFORM, COMPONENT);
    }

    /** @param arguments the project's folder, and if it is not to be 24866, the port of the local cloud */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Path.of(arguments[0]);
        var port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 24866;
        try (var terrace = Installed.in(root, port, 0.02)) {
            terrace.apply(PLATFORM, Files.readString(root.resolve("blueprints/task-manager.yaml")));
            measure(terrace);
        }
    }

    static void measure(Installed terrace) throws InterruptedException {
        try (var cluster = cluster(terrace.cloud())) {
            new PushBench(terrace).run(cluster);
        }
    }

    private static KubernetesClient cluster(LocalCloud cloud) {
        var name = "%s-%s-%s".formatted(LocalCloud.ACCOUNT, LocalCloud.REGION, PLATFORM);
        var kubeconfig =
                cloud.folder().resolve("clusters/" + name + "/kubeconfig").toFile();
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }

    private void run(KubernetesClient cluster) throws InterruptedException {
        try (var _ = cluster.apps()
                .deployments()
                .inNamespace(PLATFORM)
                .withName(COMPONENT)
                .watch(new Changes())) {
            for (var i = 0; i < IGNORED; i++) {
                push();
            }
            var cold = new ArrayList<Push>();
            for (var i = 0; i < COLD; i++) {
                newEnvironment(i);
                cold.add(push());
            }
            push();
            var warm = new ArrayList<Push>();
            for (var i = 0; i < WARM; i++) {
                warm.add(push());
            }
            print("warm", warm);
            print("cold", cold);
            var p99 = percentile(warm.stream().map(Push::took).toList(), 99);
            var slowest = percentile(cold.stream().map(Push::took).toList(), 100);
            if (p99.compareTo(WARM_BOUND) > 0 || slowest.compareTo(COLD_BOUND) > 0) {
                throw new IllegalStateException("missed: warm p99 at most %d ms, cold at most %d ms"
                        .formatted(WARM_BOUND.toMillis(), COLD_BOUND.toMillis()));
            }
        }
    }

    /** A changed configuration takes new environments, as on AWS. */
    private void newEnvironment(int count) {
        var lambda = terrace.account().lambda();
        var now = lambda.getFunctionConfiguration(request -> request.functionName(FUNCTION));
        var variables = new HashMap<>(now.environment().variables());
        variables.put("BENCH", String.valueOf(count));
        lambda.updateFunctionConfiguration(
                request -> request.functionName(FUNCTION).environment(it -> it.variables(variables)));
    }

    /** Notes when the cluster got which image. */
    private final class Changes implements Watcher<Deployment> {
        @Override
        public void eventReceived(Action action, Deployment deployment) {
            var image = deployment
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getImage();
            changes.putIfAbsent(image.substring(image.indexOf('@') + 1), Instant.now());
        }

        @Override
        public void onClose(WatcherException cause) {
            if (cause != null) {
                throw new IllegalStateException(cause);
            }
        }
    }

    /**
     * One push.
     *
     * @param steps how long each step took, in their order; together, from the event to the changed Deployment
     */
    private record Push(List<Step> steps) {
        Duration took() {
            return steps.stream().map(Step::took).reduce(Duration.ZERO, Duration::plus);
        }
    }

    private record Step(String name, Duration took) {}

    /** One release, from the event to its end; what is measured ends earlier. */
    private Push push() throws InterruptedException {
        var tag = "1.0." + pushes++;
        var digest = images.push(repository, tag, false);
        var announced = Instant.now();
        var event = releases.announce(repository, digest, tag);
        var giveUp = announced.plus(PATIENCE);
        while (!changes.containsKey(digest)) {
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException("the Deployment does not change");
            }
            Thread.sleep(Duration.ofMillis(20));
        }
        var report = releases.follow(event, new Quiet());
        if (report.failed()) {
            throw new IllegalStateException(report.reason());
        }
        return push(announced, history(report.release()), changes.get(digest));
    }

    private List<HistoryEvent> history(String execution) {
        var arn = terrace.stack().release().replace(":stateMachine:", ":execution:") + ":" + execution;
        return terrace
                .account()
                .stepFunctions()
                .getExecutionHistoryPaginator(request -> request.executionArn(arn))
                .events()
                .stream()
                .toList();
    }

    private static Push push(Instant announced, List<HistoryEvent> history, Instant changed) {
        var entered = times(history, HistoryEventType.TASK_STATE_ENTERED);
        var exited = times(history, HistoryEventType.TASK_STATE_EXITED);
        var started = history.getFirst().timestamp();
        var begin = entered.getFirst();
        var begun = exited.getFirst();
        var deploy = entered.get(1);
        return new Push(List.of(
                new Step("event put → execution started", Duration.between(announced, started)),
                new Step("→ function asked to begin", Duration.between(started, begin)),
                new Step("→ its answer: image, lock, decision", Duration.between(begin, begun)),
                new Step("→ function asked to deploy", Duration.between(begun, deploy)),
                new Step("→ Deployment changed", Duration.between(deploy, changed))));
    }

    private static List<Instant> times(List<HistoryEvent> history, HistoryEventType type) {
        return history.stream()
                .filter(event -> event.type() == type)
                .map(HistoryEvent::timestamp)
                .toList();
    }

    private static void print(String what, List<Push> pushes) {
        System.out.printf(
                "%n%-40s %8s %8s %8s%n", what + ", " + pushes.size() + " pushes, ms", "median", "p99", "most");
        var steps = pushes.getFirst().steps();
        IntStream.range(0, steps.size())
                .forEach(step -> print(
                        steps.get(step).name(),
                        pushes.stream().map(push -> push.steps().get(step).took())));
        print("event → Deployment changed", pushes.stream().map(Push::took));
    }

    private static void print(String name, Stream<Duration> times) {
        var all = times.toList();
        System.out.printf(
                "%-40s %8d %8d %8d%n",
                name,
                percentile(all, 50).toMillis(),
                percentile(all, 99).toMillis(),
                percentile(all, 100).toMillis());
    }

    /** The smallest of them that so many per cent are not above. */
    private static Duration percentile(List<Duration> times, int percent) {
        var sorted = times.stream().sorted().toList();
        return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1));
    }
}
