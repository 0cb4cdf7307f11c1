package dev.terrace.cli.view;

import dev.terrace.cli.report.LayerReport;
import dev.terrace.cli.report.Pods;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Change.Field;
import dev.terrace.engine.Unknown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    static LayerReport layer(
            String name, int resources, List<Change> changes, List<String> kept, long reads, long writes) {
        return new LayerReport(
                name,
                "DONE",
                BEGUN,
                BEGUN.plusMillis(reads * 40),
                List.of(),
                changes,
                resources,
                kept,
                List.of(),
                new LayerReport.Calls(reads, writes),
                reads * 40,
                null);
    }

    static List<Change> created(String layer, int count) {
        var changes = new ArrayList<Change>();
        for (var i = 0; i < count; i++) {
            changes.add(new Change(layer + "/r" + i, "AWS::X::Y", Action.CREATE, "r-" + i, List.of()));
        }
        return changes;
    }

    static LayerReport workloads(List<Change> changes) {
        return new LayerReport(
                "workloads",
                "DONE",
                BEGUN,
                BEGUN.plusMillis(2410),
                List.of(),
                changes,
                24,
                List.of(),
                List.of(),
                new LayerReport.Calls(31, changes.size()),
                2410,
                Map.of("backend", new Pods(3, 3), "frontend", new Pods(1, 3)));
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
