package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Change.Field;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.Golden;
import dev.terrace.platform.LayerName;
import dev.terrace.report.CallCount;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Reports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void programs_are_told_what_people_are_told_and_not_what_layers_tell_each_other() {
        var creation = new Change(
                "network/vpc",
                "AWS::EC2::VPC",
                Action.CREATE,
                "vpc-1",
                List.of(Field.of("CidrBlock", null, "10.0.0.0/16")));
        var result = new Result(
                new Outcome.Done(),
                List.of(creation),
                1,
                Map.of("network/vpc", new Result.Output("vpc-1", Map.of())),
                List.of(new Kept("network/old", "vpc-0", "")),
                2,
                Set.of("sg-1"),
                List.of("Look at it."));
        var layer = LayerReport.begun(LayerName.NETWORK, Direction.FORWARDS, NOON)
                .after(new LayerReport.Pass(
                        result, null, new CallCount(2, 1), Duration.ofMillis(40), NOON.plusSeconds(1)));

        var json = json(new RunReport("shop", "apply", "run-1", "SUCCEEDED", List.of(layer), List.of()));

        Golden.assertMatches(getClass(), "apply.json", json);
        assertThat(Reports.read(json, RunReport.class).changes()).containsExactly(creation);
    }

    @Test
    void what_comes_of_a_blueprint_has_its_warnings() {
        var out = new ByteArrayOutputStream();
        var warning = new BlueprintProblem("shop.yaml", 2, 9, "region", "us-east-3", "a region", "");
        var run = new RunReport("shop", "plan", "run-1", "SUCCEEDED", List.of(), List.of());

        Output.json(Terminal.plain(new PrintStream(out), System.err, 100), run, List.of(warning));

        var json = Reports.tree(out.toString(StandardCharsets.UTF_8));
        assertThat(json.at("/run").asString()).isEqualTo("run-1");
        assertThat(json.at("/warnings/0/line").asInt()).isEqualTo(2);
    }

    private static String json(RunReport run) {
        var out = new ByteArrayOutputStream();
        Output.json(Terminal.plain(new PrintStream(out), System.err, 100), run);
        return out.toString(StandardCharsets.UTF_8);
    }
}
