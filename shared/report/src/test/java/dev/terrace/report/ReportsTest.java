package dev.terrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Change.Field;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.Golden;
import dev.terrace.platform.LayerName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** Installations and command lines are of several versions: what one writes another reads. */
class ReportsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void the_report_of_a_layer_has_its_form_and_is_read_as_it_was_written() {
        var creation = new Change(
                "network/vpc",
                "AWS::EC2::VPC",
                Action.CREATE,
                "vpc-1",
                List.of(Field.of("CidrBlock", null, "10.0.0.0/16")));
        writtenAndRead(
                "layer.json",
                new LayerReport(
                        LayerName.NETWORK,
                        Direction.BACKWARDS,
                        LayerReport.Status.FAILED,
                        NOON,
                        NOON.plusMillis(1500),
                        List.of("network/nat-a"),
                        List.of("EC2 refused."),
                        NOON,
                        List.of(Problem.user("Refused", "network/sg", "EC2 refused.", "Start again.")),
                        List.of(creation),
                        1,
                        List.of(creation.of(Change.UNKNOWN_ID)),
                        54,
                        Map.of("network/vpc", new Result.Output("vpc-1", Map.of("Arn", "arn:vpc-1"))),
                        List.of(new Kept("network/old", "vpc-0", "what is kept stands on it")),
                        2,
                        Set.of("sg-1"),
                        List.of("Look at it."),
                        new CallCount(14, 1),
                        40,
                        Map.of("web", new Pods(1, 3))));
    }

    @Test
    void what_a_layer_does_not_have_is_not_in_its_report() {
        assertThat(Reports.write(LayerReport.begun(LayerName.NETWORK, Direction.FORWARDS, NOON)))
                .doesNotContain("pods", "refusedSince");
    }

    @Test
    void the_status_of_a_platform_has_its_form_and_is_read_as_it_was_written() {
        writtenAndRead(
                "status.json",
                new StatusReport(
                        "shop",
                        List.of(new StatusReport.Component(
                                "web", "nginx:1.29", "web", "1.29", null, 1, 3, NOON, "1 of 3")),
                        List.of(new StatusReport.Job(
                                "digest",
                                "shop",
                                "0 6 * * *",
                                "nginx:1.29",
                                "web",
                                "1.29",
                                null,
                                true,
                                NOON,
                                "suspended until the first release of web")),
                        null,
                        List.of(new StatusReport.Release(
                                "web", "2.0.0", "sha256:9f86d081", "UNDER_WAY", "release-1", NOON, null, "")),
                        "shop: no address yet"));
    }

    @Test
    void the_refusal_of_a_run_has_its_form_and_is_read_as_it_was_written() {
        writtenAndRead("refusal.json", new Refusal(Problem.user("PlatformLocked", "", "Locked.", "Wait."), NOON));
    }

    private void writtenAndRead(String golden, Object value) {
        var json = Reports.write(value);

        Golden.assertMatches(getClass(), golden, Reports.tree(json).toPrettyString() + "\n");
        assertThat(Reports.read(json, value.getClass())).isEqualTo(value);
    }

    @Test
    void what_is_kept_is_read_as_older_versions_say_it() {
        var json = Reports.write(LayerReport.begun(LayerName.DATA, Direction.BACKWARDS, NOON))
                .replace("\"kept\":[]", "\"kept\":[\"dns/zone, which is shared\", \"data/postgres (shop)\"]");

        assertThat(Reports.read(json, LayerReport.class).kept())
                .extracting(Kept::sentence)
                .containsExactly("dns/zone, which is shared", "data/postgres (shop)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"changes\": [null]",
                "\"unfinished\": [null]",
                "\"outputs\": {\"network/vpc\": null}",
                "\"outputs\": {\"network/vpc\": {\"attributes\": {}}}",
                "\"changes\": [{\"resource\": \"network/vpc\", \"type\": \"AWS::EC2::VPC\", \"action\": \"CREATE\", \"fields\": []}]",
                "\"changes\": [{\"resource\": \"network/vpc\", \"type\": \"AWS::EC2::VPC\", \"action\": \"0\", \"id\": \"\", \"fields\": []}]",
                "\"earlier\": 1",
            })
    void a_report_in_which_something_is_not_told_cannot_be_read(String damaged) {
        var json = Reports.write(LayerReport.begun(LayerName.NETWORK, Direction.FORWARDS, NOON));
        var name = damaged.substring(0, damaged.indexOf(':'));

        assertThatThrownBy(() -> Reports.read(json.replaceFirst(name + ":[^,]+", damaged), LayerReport.class))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void the_files_of_a_run_lie_in_its_folder() {
        var keys = new RunKeys("shop", "run-1");

        assertThat(keys.prefix()).isEqualTo("runs/shop/run-1/");
        assertThat(keys.platform()).isEqualTo("runs/shop/run-1/platform.json");
        assertThat(keys.report(LayerName.NETWORK)).isEqualTo("runs/shop/run-1/network.json");
        assertThat(keys.refusal()).isEqualTo("runs/shop/run-1/refusal.json");
    }
}
