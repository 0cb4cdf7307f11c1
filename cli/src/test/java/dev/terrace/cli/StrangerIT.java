package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.local.LocalCloud;
import dev.terrace.local.Progress;
import dev.terrace.local.StandIns;
import dev.terrace.local.TestPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A platform as somebody else would write it, {@code stranger.yaml}: built, then changed ten times, one thing at a time. Each change
 * is planned truly, and then applied, with nothing left to plan, or refused with the remedy and nothing touched.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StrangerIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final int PORT = TestPort.claim();
    private static final String PLATFORM = "wholesale-fulfilment-eu1";

    @TempDir
    static Path folder;

    private static LocalCloud cloud;
    private static Path blueprint;

    @BeforeAll
    static void start() throws IOException {
        assumeFalse(
                "testcontainers".equals(System.getProperty("terrace.test.cloud")),
                "skipped: `terrace up` starts the local cloud's processes, not a container");
        cloud = LocalCloud.open(HOME, PORT);
        cloud.stop();
        cloud.start(Progress.SILENT);
        new StandIns(cloud.endpoint()).newborn("0.4");
        blueprint = folder.resolve("stranger.yaml");
        Files.copy(Path.of("src/test/resources/stranger.yaml"), blueprint);
    }

    @AfterAll
    static void stop() {
        cloud.stop();
    }

    @Test
    @Order(0)
    void it_is_built_and_the_plan_is_clean() {
        var built = terrace("up", blueprint.toString(), "--json");
        assertThat(built.exitCode()).as(built.toString()).isZero();
        assertNothingToPlan();
    }

    @Test
    @Order(1)
    void a_third_zone_needs_consent_for_the_node_groups_alone() {
        change("zones: [eu-central-1b, eu-central-1a]", "zones: [eu-central-1b, eu-central-1a, eu-central-1c]");
        change("public: [172.20.0.0/25, 172.20.0.128/25]", "public: [172.20.0.0/25, 172.20.0.128/25, 172.20.1.0/25]");
        change("private: [172.20.8.0/22, 172.20.12.0/22]", "private: [172.20.8.0/22, 172.20.12.0/22, 172.20.16.0/22]");

        var plan = plan();
        assertThat(actions(plan, Action.REPLACE))
                .containsExactlyInAnyOrder("cluster/nodes-arm", "cluster/nodes-the-burst-of-every-friday-noon");
        assertThat(actions(plan, Action.CREATE)).contains("network/private-c", "network/public-c", "network/nat-c");
        assertThat(actions(plan, Action.DELETE)).isEmpty();

        var refused = terrace("apply", blueprint.toString());
        assertThat(refused.exitCode()).isEqualTo(Terrace.ERROR);
        assertThat(refused.err()).contains("--replace cluster/nodes-arm");

        apply("--replace", "cluster/nodes-arm", "--replace", "cluster/nodes-the-burst-of-every-friday-noon");
        assertNothingToPlan();
    }

    @Test
    @Order(2)
    void one_nat_gateway_for_all_zones_takes_the_others_away() {
        change("nat: per-zone", "nat: single");

        assertThat(actions(plan(), Action.DELETE))
                .contains("network/nat-a", "network/nat-c", "network/eip-a", "network/eip-c");
        apply();
        assertNothingToPlan();
    }

    @Test
    @Order(3)
    void spot_to_on_demand_makes_the_node_group_anew_beside_the_old_one() {
        change("capacity: spot, ", "");

        assertThat(plan().changes())
                .extracting(Change::resource, Change::action)
                .containsExactly(tuple("cluster/nodes-the-burst-of-every-friday-noon", Action.REPLACE));
        apply("--replace", "cluster/nodes-the-burst-of-every-friday-noon");
        assertNothingToPlan();
    }

    @Test
    @Order(4)
    void a_component_renamed_with_its_repository_kept_keeps_the_repository() {
        change("      fulfilment:\n", "      shipping:\n");

        var plan = plan();
        assertThat(plan.changes())
                .filteredOn(change -> change.type().equals("AWS::ECR::Repository"))
                .singleElement()
                .satisfies(change -> assertThat(change)
                        .extracting(Change::resource, Change::action, Change::id)
                        .containsExactly("registry/shipping", Action.UPDATE, "orders/fulfilment"));
        apply();
        assertNothingToPlan();
    }

    @Test
    @Order(5)
    void a_longer_retention_is_an_update() {
        change("retentionDays: 3", "retentionDays: 14");

        assertThat(fields(plan(), "data/postgres")).containsExactly("BackupRetentionPeriod: 3 -> 14");
        apply();
        assertNothingToPlan();
    }

    @Test
    @Order(6)
    void a_newer_kubernetes_and_a_newer_postgresql_are_updates_and_no_replacement_of_what_runs() {
        change("version: \"1.35\"", "version: \"1.36\"");
        change("version: \"16.9\"", "version: \"17.5\"");

        var plan = plan();
        assertThat(fields(plan, "cluster/cluster")).containsExactly("Version: 1.35 -> 1.36");
        assertThat(fields(plan, "data/postgres")).anyMatch(field -> field.startsWith("EngineVersion: 16."));
        assertThat(plan.changes())
                .filteredOn(change -> change.action() == Action.REPLACE)
                .extracting(Change::type)
                .as("the parameter group is of a family, the database is not touched by that")
                .isSubsetOf("AWS::RDS::DBParameterGroup");
        apply(consent(plan));
        assertNothingToPlan();
    }

    @Test
    @Order(7)
    void a_larger_class_is_an_update() {
        change("db.t4g.small", "db.t4g.medium");

        assertThat(fields(plan(), "data/postgres")).containsExactly("DBInstanceClass: db.t4g.small -> db.t4g.medium");
        apply();
        assertNothingToPlan();
    }

    @Test
    @Order(8)
    void storage_that_shrinks_is_refused_and_the_plan_says_so() {
        change("storageGib: 100", "storageGib: 50");

        assertThat(terrace("plan", blueprint.toString()).out())
                .contains("storage")
                .contains("refuses");
        var refused = terrace("apply", blueprint.toString());
        assertThat(refused.exitCode()).isEqualTo(Terrace.ERROR);
        assertThat(refused.err()).contains("data/postgres").contains("100");

        change("storageGib: 50", "storageGib: 100");
        assertNothingToPlan();
    }

    @Test
    @Order(9)
    void another_address_range_under_all_that_stands_on_it_is_refused_before_anything_is_touched() {
        var before = read();
        change("172.20.", "172.21.");

        var refused = terrace("apply", blueprint.toString(), "--replace", "network/vpc");
        assertThat(refused.exitCode()).isEqualTo(Terrace.ERROR);
        assertThat(refused.err()).contains("later layers stand on it");

        write(before);
        assertNothingToPlan();
    }

    @Test
    @Order(10)
    void a_database_taken_out_goes_with_its_security_group_and_leaves_a_snapshot() {
        var yaml = read();
        write(yaml.substring(0, yaml.indexOf("data:\n")) + yaml.substring(yaml.indexOf("cluster:\n")));
        change("        env:\n          DATABASE_HOST: ${postgres.host}\n", "");

        var plan = plan();
        assertThat(plan.changes())
                .filteredOn(change -> change.resource().equals("data/postgres"))
                .singleElement()
                .satisfies(change -> assertThat(change.leavesSnapshot()).isTrue());
        assertThat(actions(plan, Action.DELETE)).contains("network/database-sg");
        apply();
        assertNothingToPlan();
    }

    @Test
    @Order(11)
    void it_is_destroyed_and_nothing_is_left_but_what_is_to_be_kept() {
        var destroyed = terrace("destroy", PLATFORM, "--yes");

        assertThat(destroyed.exitCode()).as(destroyed.toString()).isZero();
    }

    // ---------------------------------------------------------------- the blueprint

    private static void change(String from, String to) {
        var yaml = read();
        assertThat(yaml).contains(from);
        write(yaml.replace(from, to));
    }

    private static String read() {
        try {
            return Files.readString(blueprint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String yaml) {
        try {
            Files.writeString(blueprint, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- the command

    private static Run terrace(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--port", String.valueOf(PORT)));
        return Run.terrace(HOME, all.toArray(String[]::new));
    }

    private static RunReport plan() {
        var run = terrace("plan", blueprint.toString(), "--json");
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(Terrace.CHANGES);
        return run.as(RunReport.class);
    }

    private static void assertNothingToPlan() {
        var run = terrace("plan", blueprint.toString());
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(Terrace.FINE);
    }

    private static void apply(String... consent) {
        var args = Stream.concat(Stream.of("apply", blueprint.toString()), Arrays.stream(consent));
        var run = terrace(args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    /** The consent to all that the plan replaces. */
    private static String[] consent(RunReport plan) {
        return actions(plan, Action.REPLACE).stream()
                .flatMap(address -> Stream.of("--replace", address))
                .toArray(String[]::new);
    }

    private static List<String> actions(RunReport plan, Action action) {
        return plan.changes().stream()
                .filter(change -> change.action() == action)
                .map(Change::resource)
                .toList();
    }

    private static List<String> fields(RunReport plan, String resource) {
        return plan.changes().stream()
                .filter(change -> change.resource().equals(resource))
                .flatMap(change -> change.fields().stream())
                .map(Change.Field::toString)
                .toList();
    }
}
