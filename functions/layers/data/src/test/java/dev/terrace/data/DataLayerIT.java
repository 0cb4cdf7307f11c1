package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Home;
import dev.terrace.aws.LayerContract;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.LayerName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ApplyMethod;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.Parameter;

class DataLayerIT extends LayerContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:34:56Z"), ZoneOffset.UTC);

    private static final Home HOME = new Home("aws", "us-east-1", "000000000000");

    private final RdsClient rds = wire.client(RdsClient.builder());
    private final CloudWatchLogsClient logs = wire.client(CloudWatchLogsClient.builder());
    private final Map<String, Result.Output> imports = network(wire.client(Ec2Client.builder()));

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

    @Override
    protected LayerOnCloud layer(String name, String... replacements) {
        return new LayerOnCloud(
                LayerName.DATA,
                Documents.likeTaskManager(name, replacements),
                imports,
                DataLayer::declare,
                platform -> DataLayer.types(HOME, rds, logs, platform, CLOCK));
    }

    @Override
    protected List<String> reads() {
        return List.of(
                "DescribeLogGroups",
                "DescribeDBInstances",
                "DescribeDBSubnetGroups",
                "ListTagsForResource",
                "DescribeDBParameterGroups",
                "ListTagsForResource",
                "DescribeDBParameters");
    }

    @Override
    protected List<String> foreseen() {
        return List.of("database-subnets", "postgres15-parameters", "postgres", "postgresql-logs", "upgrade-logs");
    }

    /** An instance gets further attributes later. */
    @Override
    protected void assertForeseen(Result.Output foreseen, Result.Output made) {
        assertThat(made.id()).isEqualTo(foreseen.id());
        assertThat(made.attributes()).containsAllEntriesOf(foreseen.attributes());
    }

    @Override
    protected List<String> inAws(LayerOnCloud layer) {
        var name = layer.platform().name();
        return Stream.of(
                        rds.describeDBInstances().dbInstances().stream().map(each -> each.dbInstanceIdentifier()),
                        rds.describeDBSubnetGroups().dbSubnetGroups().stream().map(each -> each.dbSubnetGroupName()),
                        rds.describeDBParameterGroups().dbParameterGroups().stream()
                                .map(each -> each.dbParameterGroupName()),
                        logs.describeLogGroups().logGroups().stream().map(each -> each.logGroupName()))
                .flatMap(names -> names)
                .filter(each -> each.matches("(/aws/rds/instance/)?" + name + "-.*"))
                .toList();
    }

    @Override
    protected Stream<ByHand> changesByHand() {
        return Stream.of(
                instance("MultiAZ", request -> request.multiAZ(false)),
                instance("DBInstanceClass", request -> request.dbInstanceClass("db.t3.large")),
                instance("BackupRetentionPeriod", request -> request.backupRetentionPeriod(1)),
                instance("PreferredBackupWindow", request -> request.preferredBackupWindow("01:00-02:00")),
                instance(
                        "PreferredMaintenanceWindow",
                        request -> request.preferredMaintenanceWindow("sun:01:00-sun:02:00")),
                instance("PubliclyAccessible", request -> request.publiclyAccessible(true)),
                instance("DeletionProtection", request -> request.deletionProtection(true)),
                instance("CopyTagsToSnapshot", request -> request.copyTagsToSnapshot(false)),
                instance("AutoMinorVersionUpgrade", request -> request.autoMinorVersionUpgrade(false)),
                instance("StorageType", request -> request.storageType("gp2")),
                instance("MaxAllocatedStorage", request -> request.maxAllocatedStorage(500)),
                instance("MonitoringInterval", request -> request.monitoringInterval(1)),
                instance("EnablePerformanceInsights", request -> request.enablePerformanceInsights(false)),
                instance("VPCSecurityGroups", request -> request.vpcSecurityGroupIds("sg-9999")),
                instance("DBParameterGroupName", request -> request.dbParameterGroupName("default.postgres15")),
                instance("ManageMasterUserPassword", request -> request.manageMasterUserPassword(false)
                        .masterUserPassword("known-to-somebody")),
                instance(
                        "EnableCloudwatchLogsExports",
                        request -> request.cloudwatchLogsExportConfiguration(
                                exports -> exports.disableLogTypes("upgrade"))),
                new ByHand(
                        "postgres15-parameters",
                        Action.UPDATE,
                        List.of("Parameters.rds.force_ssl", "Parameters.work_mem"),
                        layer -> rds.modifyDBParameterGroup(
                                request -> request.dbParameterGroupName(layer.id("postgres15-parameters"))
                                        .parameters(now("rds.force_ssl", "0"), now("work_mem", "64")))));
    }

    private ByHand instance(String field, Consumer<ModifyDbInstanceRequest.Builder> change) {
        return ByHand.changed("postgres", field, layer -> modify(layer, change));
    }

    private void modify(LayerOnCloud layer, Consumer<ModifyDbInstanceRequest.Builder> change) {
        rds.modifyDBInstance(request ->
                change.accept(request.dbInstanceIdentifier(layer.id("postgres")).applyImmediately(true)));
    }

    private static Parameter now(String name, String value) {
        return Parameter.builder()
                .parameterName(name)
                .parameterValue(value)
                .applyMethod(ApplyMethod.IMMEDIATE)
                .build();
    }

    @Test
    void a_database_is_told_with_its_address_and_where_its_password_is() {
        var layer = layer("told");

        layer.apply();

        assertThat(layer.output("postgres").attributes())
                .containsKeys("Arn", "Endpoint.Address", "Endpoint.Port", "MasterUserSecret.SecretArn")
                .containsEntry("DBName", "app");
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
        layer("shrinking", "storageGib: 20", "storageGib: 90").apply();

        assertRefused(
                layer("shrinking", "maxStorageGib: 100", "maxStorageGib: 80"),
                "StorageCannotShrink",
                "cannot shrink it to 80 GiB. Write at least `maxStorageGib: 99`");
        assertRefused(
                layer("shrinking", "version: \"15.5+\"", "version: \"15.5\""),
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
    void a_plan_names_the_version_that_the_wish_comes_to_and_asks_once_for_those_offered() {
        var layer = layer("planned");
        wire.forget();

        var plan = layer.plan();

        assertThat(plan.changes().getLast().fields())
                .filteredOn(field -> field.name().equals("EngineVersion"))
                .singleElement()
                .satisfies(field -> assertThat(field.to().stringValue()).startsWith("15."));
        assertThat(wire.reads()).filteredOn("DescribeDBEngineVersions"::equals).hasSize(1);
    }

    @Test
    void a_version_that_is_not_available_is_refused_with_those_that_are() {
        assertRefused(
                layer("unsold", "version: \"15.5+\"", "version: \"15.5\""),
                "VersionNotAvailable",
                "version 15.5 is not available",
                "15.5+");
    }

    @Test
    void storage_that_grew_is_no_difference() {
        var layer = layer("growing");
        layer.apply();
        modify(layer, request -> request.allocatedStorage(40));

        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_new_major_version_brings_its_parameter_group_and_the_old_one_goes() {
        layer("upgraded").apply();
        var upgraded = layer("upgraded", "version: \"15.5+\"", "version: \"16.1+\"");

        var applied = TestCloud.shared().withoutNewborns(upgraded::apply);

        assertThat(told(applied))
                .containsExactly(
                        "CREATE data/postgres16-parameters",
                        "UPDATE data/postgres",
                        "DELETE data/postgres15-parameters");
        assertThat(upgraded.plan().changes()).isEmpty();
    }

    @Test
    void what_is_destroyed_begins_with_the_database_and_leaves_a_final_snapshot() {
        var layer = layer("snapshot");
        layer.apply();

        assertThat(told(layer.destroy())).first().isEqualTo("DELETE data/postgres");
        assertThat(inAws(layer)).isEmpty();
        assertThat(rds.describeDBSnapshots(
                                request -> request.dbSnapshotIdentifier("snapshot-postgres-final-20261121-123456"))
                        .dbSnapshots())
                .hasSize(1);
    }

    @Test
    void a_database_that_is_to_be_retained_survives_the_destruction_with_its_groups() {
        var layer = layer("kept", "database: snapshot", "database: retain");
        layer.apply();

        assertThat(layer.destroy().kept()).hasSize(5);
        assertThat(layer.plan().changes()).isEmpty();
    }
}
