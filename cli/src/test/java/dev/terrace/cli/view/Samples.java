package dev.terrace.cli.view;

import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Change.Field;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import dev.terrace.engine.Unknown;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.CallCount;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs as they come out of the state machine. */
final class Samples {
    static final String BLUEPRINT = "blueprints/task-manager.yaml";
    static final String RUN = "20261121-120000-0a1b";

    private static final Instant BEGUN = Instant.parse("2026-11-21T12:00:00Z");

    private Samples() {}

    static Change subnet(String name, String block) {
        return new Change(
                "network/" + name,
                "AWS::EC2::Subnet",
                Action.CREATE,
                "",
                List.of(
                        Field.of("VpcId", null, Unknown.MARK),
                        Field.of("CidrBlock", null, block),
                        Field.of("AvailabilityZone", null, "us-east-1a"),
                        Field.of("MapPublicIpOnLaunch", null, false)));
    }

    static LayerReport layer(String name, int resources, List<Change> changes, List<Kept> kept, int reads, int writes) {
        var result = new Result(new Outcome.Done(), changes, resources, Map.of(), kept, 0, Set.of(), List.of());
        return report(name, result, Map.of(), new CallCount(reads, writes), Duration.ofMillis(reads * 40L));
    }

    /** One that had nothing to do, and something to say. */
    static LayerReport layer(String name, String note) {
        var result = new Result(new Outcome.Done()).noting(note);
        return report(name, result, Map.of(), new CallCount(2, 0), Duration.ofMillis(80));
    }

    private static LayerReport report(
            String name, Result result, Map<String, Pods> pods, CallCount calls, Duration took) {
        return LayerReport.begun(LayerName.of(name), Direction.FORWARDS, BEGUN)
                .after(new LayerReport.Pass(result, pods, calls, took, BEGUN.plus(took)));
    }

    static List<Change> created(String layer, int count) {
        var changes = new ArrayList<Change>();
        for (var i = 0; i < count; i++) {
            changes.add(new Change(layer + "/r" + i, "AWS::X::Y", Action.CREATE, "r-" + i, List.of()));
        }
        return changes;
    }

    static LayerReport registry(List<Change> changes) {
        var outputs = Map.of("registry/backend", new Result.Output("shop/backend", Map.of()));
        return report(
                "registry",
                new Result(new Outcome.Done(), changes, 1, outputs),
                Map.of(),
                new CallCount(2, changes.size()),
                Duration.ofMillis(90));
    }

    static LayerReport workloads(List<Change> changes) {
        return report(
                "workloads",
                new Result(new Outcome.Done(), changes, 24, Map.of()),
                Map.of("a-cache", new Pods(1, 1), "backend", new Pods(3, 3), "frontend", new Pods(1, 3)),
                new CallCount(31, changes.size()),
                Duration.ofMillis(2410));
    }

    static RunReport run(String mode, List<LayerReport> layers) {
        return new RunReport(
                "task-manager",
                mode,
                RUN,
                "SUCCEEDED",
                layers,
                List.of(
                        "data.redis: ElastiCache for Redis, single node, in the private subnets",
                        "observability: Prometheus, Grafana and CloudWatch Container Insights with alarms for pods, nodes and the"
                                + " database"));
    }
}
