package dev.terrace.bench;

import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.LayerTask;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.local.LocalCloud;
import dev.terrace.network.NetworkLayer;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the network layer alone costs: three zones with a NAT gateway each, on an emulator of AWS to which each call takes 50 ms more.
 *
 * <p>Calls and times are those that a proxy between the layer and the emulator sees, not what the layer says of itself. A create is
 * measured in a new process, which loads its classes on the way, and in one that has done it before; the bound of time is for the
 * latter.
 */
public final class NetworkBench {
    private static final Duration DELAY = Duration.ofMillis(50);
    private static final double CALLS_PER_RESOURCE = 1.2;
    private static final Duration CREATED_WITHIN = Duration.ofSeconds(2);

    private final SlowWire wire;
    private final Ec2Client ec2;
    private final CloudWatchLogsClient logs;
    private final List<String> missed = new ArrayList<>();

    private NetworkBench(SlowWire wire) {
        this.wire = wire;
        var aws = new Aws();
        this.ec2 = aws.client(LocalAws.at(wire.endpoint(), Ec2Client.builder()));
        this.logs = aws.client(LocalAws.at(wire.endpoint(), CloudWatchLogsClient.builder()));
    }

    /** @param arguments the project's folder, and if it is not to be 24566, the port of the emulator */
    public static void main(String[] arguments) {
        var root = Path.of(arguments[0]);
        var port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 24566;
        var cloud = LocalCloud.open(root, port);
        cloud.start(new Quiet());
        try (var wire = SlowWire.to(cloud.endpoint(), DELAY)) {
            var bench = new NetworkBench(wire);
            bench.run(root);
            bench.missed.forEach(System.out::println);
            if (!bench.missed.isEmpty()) {
                throw new IllegalStateException(bench.missed.size() + " bounds were missed");
            }
        } finally {
            cloud.stop();
        }
    }

    private void run(Path root) {
        System.out.printf("the network layer, %d ms put on every call%n", DELAY.toMillis());
        var first = platform(root, "bench-first");
        create("create, new process", first);
        noChange(first);
        var second = platform(root, "bench-second");
        var warm = create("create, warm process", second);
        expect(warm.took().compareTo(CREATED_WITHIN) <= 0, "create: at most %d s", CREATED_WITHIN.toSeconds());
        noChange(second);
    }

    /** The sample platform, under the given name. */
    private static Platform platform(Path root, String name) {
        var json = JsonMapper.builder().build();
        var platform = json.readTree(root.resolve("events/platform.json").toFile());
        ((ObjectNode) platform).put("name", name);
        return json.treeToValue(platform, Platform.class);
    }

    private Measured create(String what, Platform platform) {
        var measured = measure(what, platform);
        var resources = measured.result().resources();
        System.out.printf("%44.3f calls per object or link%n", (double) measured.calls() / resources);
        expect(
                measured.calls() <= CALLS_PER_RESOURCE * resources,
                what + ": at most %.1f calls per object or link",
                CALLS_PER_RESOURCE);
        expect(measured.result().changes().size() == resources, what + ": everything is created");
        return measured;
    }

    private void noChange(Platform platform) {
        var measured = measure("no change", platform);
        var types = types(platform).size();
        System.out.printf("%44d types%n", types);
        expect(
                measured.result().changes().isEmpty(),
                "no change: %s",
                measured.result().changes());
        expect(measured.calls() <= types, "no change: at most one read per type");
    }

    private static final Map<String, Result.Output> IMPORTS = Map.of(
            "security/flow-logs-role",
            new Result.Output("terrace-flow-logs", Map.of("Arn", "arn:aws:iam::000000000000:role/terrace/flow-logs")));

    private Result apply(Platform platform) {
        var layer = new Layer(LayerTask.owner(platform, LayerName.NETWORK));
        NetworkLayer.declare(platform, layer);
        return new Reconciler(types(platform), AwsProblems::of).apply(layer, IMPORTS, Mandate.PLAIN);
    }

    private List<ResourceType<?>> types(Platform platform) {
        return NetworkLayer.types(ec2, logs, platform);
    }

    private record Measured(Result result, int calls, Duration took) {}

    private Measured measure(String what, Platform platform) {
        wire.forget();
        var result = apply(platform);
        var events = wire.events();
        var first = events.stream()
                .mapToLong(event -> event.getRequest().getLoggedDate().getTime())
                .min()
                .orElseThrow();
        var last = events.stream().mapToLong(NetworkBench::end).max().orElseThrow();
        var took = Duration.ofMillis(last - first);
        System.out.printf(
                "%-22s %4d calls, %d objects and links, %.2f s from first call to last%n",
                what, events.size(), result.resources(), took.toMillis() / 1000.0);
        expect(result.outcome() instanceof Outcome.Done, what + ": %s", result.outcome());
        return new Measured(result, events.size(), took);
    }

    private static long end(ServeEvent event) {
        return event.getRequest().getLoggedDate().getTime() + event.getTiming().getTotalTime();
    }

    private void expect(boolean holds, String bound, Object... values) {
        if (!holds) {
            missed.add("missed: " + bound.formatted(values));
        }
    }
}
