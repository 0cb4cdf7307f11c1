package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Home;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.aws.Wire;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.Parameter;

class DataLayerIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:34:56Z"), ZoneOffset.UTC);

    private static final Home HOME = new Home("aws", "us-east-1", "000000000000");

    private static Wire wire;
    private static RdsClient rds;
    private static CloudWatchLogsClient logs;
    private static Map<String, Result.Output> imports;

    @BeforeAll
    static void connect() {
        TestCloud.shared().connect();
        wire = new Wire();
        rds = wire.client(RdsClient.builder());
        logs = wire.client(CloudWatchLogsClient.builder());
        imports = network(wire.client(Ec2Client.builder()));
    }

    /** What the earlier layers would hand over. */
    private static Map<String, Result.Output> network(Ec2Client ec2) {
        var outputs = new HashMap<String, Result.Output>();
        var vpc =
                ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
        ec2.waiter().waitUntilVpcExists(request -> request.vpcIds(vpc));
        Map.of("a", "10.0.128.0/20", "b", "10.0.144.0/20", "c", "10.0.160.0/20").forEach((zone, cidr) -> {
            var subnet = ec2.createSubnet(
                    request -> request.vpcId(vpc).cidrBlock(cidr).availabilityZone("us-east-1" + zone));
            outputs.put(
                    "network/database-" + zone,
                    new Result.Output(subnet.subnet().subnetId(), Map.of()));
        });
        outputs.put("network/database-sg", new Result.Output("sg-0123", Map.of()));
        outputs.put(
                "security/data",
                new Result.Output("1234abcd", Map.of("Arn", "arn:aws:kms:us-east-1:000000000000:key/1234abcd")));
        outputs.put(
                "security/rds-monitoring-role",
                new Result.Output("monitoring", Map.of("Arn", "arn:aws:iam::000000000000:role/terrace/monitoring")));
        return outputs;
    }

    /** The layer of a platform like the Task Manager, by another name. */
    private static LayerOnCloud layer(String name) {
        return layer(name, yaml -> yaml);
    }

    private static LayerOnCloud layer(String name, UnaryOperator<String> edit) {
        var platform = Documents.platform(
                Documents.TASK_MANAGER,
                yaml -> edit.apply(yaml.replace("platform: task-manager", "platform: " + name)));
        return new LayerOnCloud(
                platform, "data", imports, DataLayer::declare, DataLayer.types(HOME, rds, logs, platform, CLOCK));
    }

    @Test
    void what_is_applied_is_there_and_a_second_run_only_looks() {
        var layer = layer("again");

        var first = TestCloud.shared().withoutNewborns(layer::apply);
        wire.forget();
        var second = layer.apply();

        assertThat(first.changes())
                .extracting(Change::resource)
                .hasSameElementsAs(first.outputs().keySet());
        assertThat(first.outputs().get("data/postgres").attributes())
                .containsKeys("Arn", "Endpoint.Address", "Endpoint.Port", "MasterUserSecret.SecretArn")
                .containsEntry("DBName", "taskmanager");
        assertThat(second.changes()).isEmpty();
        assertThat(wire.writes()).isEmpty();
        assertThat(wire.reads())
                .containsExactlyInAnyOrder(
                        "DescribeLogGroups",
                        "DescribeDBInstances",
                        "DescribeDBSubnetGroups",
                        "ListTagsForResource",
                        "DescribeDBParameterGroups",
                        "ListTagsForResource",
                        "DescribeDBParameters");
    }

    @Test
    void what_is_foreseen_is_what_is_made() {
        var layer = layer("foreseen");
        var owner = layer.layer().owner();
        var versions = new EngineVersions(rds, CLOCK);

        var made = layer.apply().outputs();

        assertForeseen(
                DbSubnetGroup.type(rds, HOME).foreseen(owner.key("database-subnets"), null),
                made.get("data/database-subnets"));
        assertForeseen(
                DbParameterGroup.type(rds, versions, HOME).foreseen(owner.key("postgres15-parameters"), null),
                made.get("data/postgres15-parameters"));
        assertForeseen(
                DbInstance.type(rds, versions, HOME, DeletionPolicy.DELETE, CLOCK)
                        .foreseen(owner.key("postgres"), (DbInstance)
                                layer.layer().specs().get("postgres")),
                made.get("data/postgres"));
    }

    /** An instance gets further attributes later. */
    private static void assertForeseen(Result.Output foreseen, Result.Output made) {
        assertThat(foreseen.id()).isEqualTo(made.id());
        assertThat(made.attributes()).containsAllEntriesOf(foreseen.attributes());
    }

    @Test
    void what_lost_its_tag_is_known_by_its_name() {
        var layer = layer("untagged");
        var made = layer.apply().outputs();
        made.values().stream()
                .map(output -> output.attributes().get("Arn"))
                .filter(Objects::nonNull)
                .forEach(arn -> rds.removeTagsFromResource(
                        request -> request.resourceName(arn).tagKeys("terrace:resource")));

        assertThat(layer.plan().changes()).isEmpty();
        assertThat(layer.plan().outputs()).isEqualTo(made);
    }

    @Test
    void storage_that_would_have_to_shrink_and_an_older_version_are_refused_as_the_plan_says() {
        layer("shrinking", yaml -> yaml.replace("storageGib: 20", "storageGib: 90"))
                .apply();

        assertRefused(
                layer("shrinking", yaml -> yaml.replace("maxStorageGib: 100", "maxStorageGib: 80")),
                "StorageCannotShrink",
                "cannot shrink it to 80 GiB. Write at least `maxStorageGib: 99`");
        assertRefused(
                layer("shrinking", yaml -> yaml.replace("version: \"15.5+\"", "version: \"15.5\"")),
                "VersionCannotGoBack",
                "does not go back to 15.5");
    }

    /** By an apply; a plan tells it beforehand. */
    private static void assertRefused(LayerOnCloud layer, String code, String... words) {
        assertThat(layer.plan().notes()).singleElement().satisfies(note -> assertThat(note)
                .contains(words));
        assertThat(layer.applyOnce().outcome().toString()).contains(code);
    }

    @Test
    void a_plan_names_the_version_that_the_wish_comes_to_and_changes_nothing() {
        var layer = layer("planned");
        wire.forget();

        var plan = layer.plan();

        assertThat(plan.changes()).hasSize(5);
        assertThat(plan.changes().getLast().fields())
                .filteredOn(field -> field.name().equals("EngineVersion"))
                .singleElement()
                .satisfies(field -> assertThat(field.to().stringValue()).startsWith("15."));
        assertThat(wire.writes()).isEmpty();
        assertThat(wire.reads()).filteredOn("DescribeDBEngineVersions"::equals).hasSize(1);
    }

    @Test
    void a_version_that_is_not_on_sale_is_refused_with_those_that_are() {
        assertRefused(
                layer("unsold", yaml -> yaml.replace("version: \"15.5+\"", "version: \"15.5\"")),
                "VersionNotOnSale",
                "version 15.5 is not on sale",
                "15.5+");
    }

    /** Something that somebody does by hand to the instance, and the field that shows it. */
    private record ByHand(String field, Consumer<ModifyDbInstanceRequest.Builder> change) {
        @Override
        public String toString() {
            return field;
        }
    }

    static Stream<ByHand> changesByHand() {
        return Stream.of(
                new ByHand("MultiAZ", request -> request.multiAZ(false)),
                new ByHand("DBInstanceClass", request -> request.dbInstanceClass("db.t3.large")),
                new ByHand("BackupRetentionPeriod", request -> request.backupRetentionPeriod(1)),
                new ByHand("PreferredBackupWindow", request -> request.preferredBackupWindow("01:00-02:00")),
                new ByHand(
                        "PreferredMaintenanceWindow",
                        request -> request.preferredMaintenanceWindow("sun:01:00-sun:02:00")),
                new ByHand("PubliclyAccessible", request -> request.publiclyAccessible(true)),
                new ByHand("DeletionProtection", request -> request.deletionProtection(true)),
                new ByHand("CopyTagsToSnapshot", request -> request.copyTagsToSnapshot(false)),
                new ByHand("AutoMinorVersionUpgrade", request -> request.autoMinorVersionUpgrade(false)),
                new ByHand("StorageType", request -> request.storageType("gp2")),
                new ByHand("MaxAllocatedStorage", request -> request.maxAllocatedStorage(500)),
                new ByHand("MonitoringInterval", request -> request.monitoringInterval(1)),
                new ByHand("EnablePerformanceInsights", request -> request.enablePerformanceInsights(false)),
                new ByHand("VPCSecurityGroups", request -> request.vpcSecurityGroupIds("sg-9999")),
                new ByHand("DBParameterGroupName", request -> request.dbParameterGroupName("default.postgres15")),
                new ByHand("ManageMasterUserPassword", request -> request.manageMasterUserPassword(false)
                        .masterUserPassword("known-to-somebody")),
                new ByHand(
                        "EnableCloudwatchLogsExports",
                        request -> request.cloudwatchLogsExportConfiguration(logs -> logs.disableLogTypes("upgrade"))));
    }

    @ParameterizedTest
    @MethodSource("changesByHand")
    void what_is_changed_by_hand_is_named_by_the_plan_and_put_back(ByHand byHand) {
        var layer = layer("by-hand");
        layer.apply();
        rds.modifyDBInstance(request -> {
            request.dbInstanceIdentifier("by-hand-postgres").applyImmediately(true);
            byHand.change().accept(request);
        });

        var plan = layer.plan();
        layer.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.resource()).isEqualTo("data/postgres");
            assertThat(change.action()).isEqualTo(Action.UPDATE);
            assertThat(change.fields()).extracting(Change.Field::name).containsExactly(byHand.field());
        });
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_parameter_that_is_changed_by_hand_is_put_back_and_one_that_is_added_is_reset() {
        var layer = layer("parameters");
        layer.apply();
        rds.modifyDBParameterGroup(request -> request.dbParameterGroupName("parameters-postgres15-parameters")
                .parameters(now("rds.force_ssl", "0"), now("work_mem", "64")));

        var plan = layer.plan();
        layer.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> assertThat(change.fields())
                .extracting(Change.Field::name)
                .containsExactlyInAnyOrder("Parameters.rds.force_ssl", "Parameters.work_mem"));
        assertThat(layer.plan().changes()).isEmpty();
    }

    private static Parameter now(String name, String value) {
        return Parameter.builder()
                .parameterName(name)
                .parameterValue(value)
                .applyMethod(ApplyMethod.IMMEDIATE)
                .build();
    }

    @Test
    void storage_that_grew_is_no_difference() {
        var layer = layer("growing");
        layer.apply();
        rds.modifyDBInstance(request -> request.dbInstanceIdentifier("growing-postgres")
                .applyImmediately(true)
                .allocatedStorage(40));

        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_new_major_version_brings_its_parameter_group_and_the_old_one_goes() {
        layer("upgraded").apply();
        var upgraded = layer("upgraded", yaml -> yaml.replace("version: \"15.5+\"", "version: \"16.1+\""));

        var changes = TestCloud.shared().withoutNewborns(upgraded::apply).changes();

        assertThat(changes)
                .extracting(change -> change.action() + " " + change.resource())
                .containsExactly(
                        "CREATE data/postgres16-parameters",
                        "UPDATE data/postgres",
                        "DELETE data/postgres15-parameters");
        assertThat(upgraded.plan().changes()).isEmpty();
    }

    @Test
    void a_run_that_dies_after_any_of_its_writes_is_taken_up() {
        for (int survived = 1; survived <= 8; survived++) {
            var layer = layer("dying-" + survived);
            wire.cutAfter(survived);
            layer.applyOnce();
            wire.mend();

            layer.apply();

            assertThat(layer.plan().changes())
                    .as("cut after %d writes", survived)
                    .isEmpty();
        }
    }

    @Test
    void what_is_destroyed_leaves_a_final_snapshot_and_may_be_destroyed_again() {
        var layer = layer("gone");
        layer.apply();

        var first = layer.destroy();
        var second = layer.destroy();

        assertThat(first.changes()).extracting(Change::resource).first().isEqualTo("data/postgres");
        assertThat(first.changes()).hasSize(5);
        assertThat(logs.describeLogGroups(request -> request.logGroupNamePrefix("/aws/rds/instance/gone-postgres"))
                        .logGroups())
                .isEmpty();
        assertThat(second.changes()).isEmpty();
        assertThat(rds.describeDBSnapshots(
                                request -> request.dbSnapshotIdentifier("gone-postgres-final-20261121-123456"))
                        .dbSnapshots())
                .hasSize(1);
    }

    @Test
    void a_database_that_is_to_be_retained_survives_the_destruction_with_its_groups() {
        var layer = layer("kept", yaml -> yaml.replace("database: snapshot", "database: retain"));
        layer.apply();

        assertThat(layer.destroy().kept()).hasSize(5);
        assertThat(layer.plan().changes()).isEmpty();
    }
}
