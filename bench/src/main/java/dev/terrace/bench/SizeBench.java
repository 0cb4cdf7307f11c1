package dev.terrace.bench;

import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.local.LocalCloud;
import dev.terrace.report.LayerReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;

/**
 * A platform of 1,000 resources through the real state machines and functions, on the local cloud: what goes through the states, how
 * long histories get, what a second run reads, and the time and memory that it takes. Wait states take a tenth of their time.
 */
public final class SizeBench {
    private static final String PLATFORM = "thousand";

    /** Each has a repository, a role, and six objects in the cluster. */
    private static final int COMPONENTS = 120;

    private static final int RESOURCES = 1000;

    private static final int PAYLOAD_BOUND = 25_000;
    private static final int EVENTS_BOUND = 2_500;
    private static final double READS_PER_RESOURCE = 0.3;

    /** What Lambda gives a function of 1,024 MB, about: the JVM's own part is outside of the heap. */
    private static final String HEAP = " -Xmx768m";

    private final Installed terrace;
    private final List<String> missed = new ArrayList<>();

    private SizeBench(Installed terrace) {
        this.terrace = terrace;
    }

    /** @param arguments the project's folder, and if it is not to be 24966, the port of the local cloud */
    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        var port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 24966;
        try (var terrace = Installed.in(root, port, 0.1)) {
            var bench = new SizeBench(terrace);
            bench.run();
            bench.missed.forEach(System.out::println);
            if (!bench.missed.isEmpty()) {
                throw new IllegalStateException(bench.missed.size() + " bounds were missed");
            }
        }
    }

    private void run() throws IOException {
        limitMemory();
        var built = apply("create");
        expect(built.resources() >= RESOURCES, "at least %d resources".formatted(RESOURCES));
        var types = built.changes().stream().map(Change::type).distinct().count();
        var again = apply("again");
        var reads = again.calls().reads();
        var bound = types + READS_PER_RESOURCE * again.resources();
        System.out.printf("a second run: %d reads, %d types, bound %.0f%n", reads, types, bound);
        expect(again.changes().isEmpty(), "a second run changes nothing");
        expect(reads <= bound, "a second run reads once per type, and 0.3 times per resource");
        memory().forEach((function, megabytes) -> System.out.printf("%-24s %5d MB at most%n", function, megabytes));
    }

    private RunReport apply(String what) {
        var begin = System.nanoTime();
        var run = terrace.apply(PLATFORM, blueprint());
        var took = Duration.ofNanos(System.nanoTime() - begin);
        var report = run.report();
        System.out.printf(
                "%n%s: %d resources, %d changes, %.1f s%n",
                what, report.resources(), report.changes().size(), took.toMillis() / 1000.0);
        report.layers().forEach(SizeBench::print);
        histories(run);
        return report;
    }

    private static void print(LayerReport layer) {
        System.out.printf(
                "  %-10s %5d resources %5d reads %5d writes%n",
                layer.layer(),
                layer.resources(),
                layer.calls().reads(),
                layer.calls().writes());
    }

    // ---------------------------------------------------------------- what goes through Step Functions

    private void histories(Installed.Run run) {
        var name = run.report().run();
        var executions = Stream.concat(
                        Stream.of(run.executionArn()),
                        executionsOfLayers()
                                .filter(execution -> execution.name().startsWith(name + "-"))
                                .map(ExecutionListItem::executionArn))
                .toList();
        var longest = 0;
        var largest = 0;
        for (var execution : executions) {
            var events = terrace
                    .account()
                    .stepFunctions()
                    .getExecutionHistoryPaginator(request -> request.executionArn(execution))
                    .events()
                    .stream()
                    .toList();
            longest = Math.max(longest, events.size());
            largest = Math.max(
                    largest, events.stream().mapToInt(SizeBench::size).max().orElse(0));
        }
        System.out.printf(
                "  %d executions: at most %d events each (bound %d); the largest event %d bytes (bound %d)%n",
                executions.size(), longest, EVENTS_BOUND, largest, PAYLOAD_BOUND);
        expect(executions.size() > 1, "executions of layers are found");
        expect(longest <= EVENTS_BOUND, "at most %d events in each history".formatted(EVENTS_BOUND));
        expect(largest <= PAYLOAD_BOUND, "at most %d bytes in each state".formatted(PAYLOAD_BOUND));
    }

    private Stream<ExecutionListItem> executionsOfLayers() {
        return terrace
                .account()
                .stepFunctions()
                .listExecutionsPaginator(
                        request -> request.stateMachineArn(terrace.stack().layer()))
                .executions()
                .stream();
    }

    /** All texts of an event: input, output, parameters. What goes through a state is one of them. */
    private static int size(SdkPojo event) {
        return event.sdkFields().stream()
                .map(field -> field.getValueOrDefault(event))
                .mapToInt(value -> switch (value) {
                    case String text -> text.getBytes(StandardCharsets.UTF_8).length;
                    case SdkPojo part -> size(part);
                    case null, default -> 0;
                })
                .sum();
    }

    // ---------------------------------------------------------------- memory

    private void limitMemory() {
        var lambda = terrace.account().lambda();
        for (var function : functions()) {
            var variables = new HashMap<>(function.environment().variables());
            variables.merge("JAVA_TOOL_OPTIONS", HEAP, String::concat);
            lambda.updateFunctionConfiguration(request ->
                    request.functionName(function.functionName()).environment(it -> it.variables(variables)));
        }
    }

    private List<FunctionConfiguration> functions() {
        return terrace.account().lambda().listFunctionsPaginator().functions().stream()
                .toList();
    }

    /** By function, what its process has had resident at most. */
    private TreeMap<String, Long> memory() throws IOException {
        var names =
                functions().stream().map(FunctionConfiguration::functionName).collect(Collectors.toSet());
        var memory = new TreeMap<String, Long>();
        try (var processes = Files.list(Path.of("/proc"))) {
            for (var process : processes
                    .filter(it -> it.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    var environment =
                            List.of(Files.readString(process.resolve("environ")).split("\0"));
                    if (environment.contains(
                            "AWS_ENDPOINT_URL=" + terrace.cloud().endpoint())) {
                        names.stream()
                                .filter(name -> environment.contains("AWS_LAMBDA_FUNCTION_NAME=" + name))
                                .forEach(name -> memory.merge(name, highWater(process), Math::max));
                    }
                } catch (IOException _) {
                    // Not a process of ours, or not any more.
                }
            }
        }
        return memory;
    }

    private static long highWater(Path process) {
        try (var lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0;
        }
    }

    // ---------------------------------------------------------------- the blueprint

    private static String blueprint() {
        var components =
                IntStream.range(0, COMPONENTS).mapToObj(SizeBench::component).collect(Collectors.joining());
        return """
                platform: %s
                region: %s
                network:
                  subnets:
                    public: [10.0.0.0/20, 10.0.16.0/20, 10.0.32.0/20]
                    private: [10.0.64.0/20, 10.0.80.0/20, 10.0.96.0/20]
                  nat: per-zone
                cluster:
                  nodeGroups:
                    general: { instanceTypes: [m6i.4xlarge], min: 3, max: 5 }
                applications:
                  thousand:
                    components:
                %s""".formatted(PLATFORM, LocalCloud.REGION, components);
    }

    private static String component(int number) {
        return """
                      c%03d:
                        port: 3000
                        health: /
                        resources: { requests: { cpu: 10m, memory: 16Mi }, limits: { cpu: 20m, memory: 32Mi } }
                        env: { NAME: c%1$03d }
                        permissions:
                          - actions: [s3:GetObject]
                            resources: ["arn:aws:s3:::thousand/*"]
                """.formatted(number).indent(0);
    }

    private void expect(boolean holds, String bound) {
        if (!holds) {
            missed.add("missed: " + bound);
        }
    }
}
