package dev.terrace.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.CallCount;
import dev.terrace.report.LayerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunReportTest {
    @Test
    void what_is_left_beside_what_is_kept_is_not_taken_for_it() {
        var report = keeping(
                new Kept("data/postgres", "task-manager-postgres", ""),
                new Kept("network/vpc", "vpc-1", "what is kept stands on it"),
                new Kept("data/postgresql-logs", "/aws/rds/instance/task-manager-postgres/postgresql", ""),
                new Kept("registry/backend", "task-manager/backend", ""),
                new Kept("dns/zone, as an older version says it", "", ""));

        assertThat(report.keeps("arn:aws:rds:eu-west-1:1:db:task-manager-postgres"))
                .isTrue();
        assertThat(report.keeps("arn:aws:ec2:eu-west-1:1:vpc/vpc-1")).isTrue();
        assertThat(report.keeps("arn:aws:ecr:eu-west-1:1:repository/task-manager/backend"))
                .isTrue();
        assertThat(report.keeps(
                        "arn:aws:logs:eu-west-1:1:log-group:/aws/rds/instance/task-manager-postgres/postgresql"))
                .isTrue();

        assertThat(report.keeps("arn:aws:eks:eu-west-1:1:cluster/task-manager")).isFalse();
        assertThat(report.keeps("arn:aws:ec2:eu-west-1:1:vpc/vpc-12")).isFalse();
    }

    private static RunReport keeping(Kept... kept) {
        var result = new Result(new Outcome.Done(), List.of(), 0, Map.of(), List.of(kept), 0, Set.of(), List.of());
        var layer = LayerReport.begun(LayerName.DATA, Direction.BACKWARDS, Instant.EPOCH)
                .after(new LayerReport.Pass(result, null, CallCount.NONE, Duration.ZERO, Instant.EPOCH));
        return new RunReport("task-manager", "destroy", "run-1", "SUCCEEDED", List.of(layer), List.of());
    }
}
