package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Records;
import dev.terrace.engine.State;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceResponse;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBParameterGroupStatus;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.InvalidDbInstanceStateException;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.Tag;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

class DbInstanceTest {
    private static final Home HOME = new Home("aws", "us-east-1", "111122223333");
    private static final Key KEY = new Owner("shop", "data", Map.of()).key("postgres");
    private static final PlainType<DBInstance, DbInstance> TYPE = type(fake(), DeletionPolicy.SNAPSHOT);

    private final FakeRds rds = fake();

    private static FakeRds fake() {
        return new FakeRds(List.of("15.12", "16.8"), List.of());
    }

    private static PlainType<DBInstance, DbInstance> type(FakeRds rds, DeletionPolicy policy) {
        var clock = Clock.systemUTC();
        return DbInstance.type(rds.client(), new EngineVersions(rds.client(), clock), HOME, policy, clock);
    }

    private static DbInstance spec(String version, int storage, int maxStorage) {
        return new DbInstance(
                "postgres",
                version,
                true,
                "db.t3.micro",
                "shop",
                "postgres",
                true,
                true,
                "subnets",
                Set.of("sg-1"),
                false,
                "parameters",
                "gp3",
                storage,
                maxStorage,
                true,
                "arn:key",
                7,
                "03:00-04:00",
                true,
                null,
                0,
                null,
                true,
                Set.of("postgresql"),
                false);
    }

    private static DbInstance settled(DbInstance wanted, DbInstance running) {
        return TYPE.settle(wanted, Found.ready("postgres", "shop-postgres", running));
    }

    @ParameterizedTest
    @CsvSource({
        "available, READY",
        "backing-up, READY",
        "storage-full, READY",
        "creating, PENDING",
        "modifying, PENDING",
        "configuring-log-exports, PENDING",
        "a-status-of-tomorrow, PENDING",
        "incompatible-network, FAILED",
        "stopped, FAILED",
        "deleting, DELETING"
    })
    void every_status_of_rds_has_a_meaning(String status, State state) {
        assertThat(DbInstance.stateOf(status)).isEqualTo(state);
    }

    @Test
    void a_failed_instance_says_what_rds_says_of_it() {
        var found = TYPE.found("postgres", instance("incompatible-network", Instant.EPOCH));

        assertThat(found.reason()).isEqualTo("its status is incompatible-network");
        assertThat(found.attributes()).isEqualTo(Map.of("Arn", "arn:db"));
        assertThat(found.spec().maxAllocatedStorage()).isEqualTo(20);
    }

    private static DBInstance instance(String status, Instant created) {
        return DBInstance.builder()
                .dbInstanceIdentifier("shop-postgres")
                .dbInstanceArn("arn:db")
                .dbInstanceStatus(status)
                .instanceCreateTime(created)
                .autoMinorVersionUpgrade(true)
                .multiAZ(false)
                .publiclyAccessible(false)
                .allocatedStorage(20)
                .storageEncrypted(true)
                .backupRetentionPeriod(7)
                .copyTagsToSnapshot(true)
                .build();
    }

    @Test
    void a_version_that_runs_and_is_new_enough_stays() {
        assertThat(settled(spec("15.5+", 20, 100), spec("15.7", 20, 100)).engineVersion())
                .isEqualTo("15.7");
        assertThat(settled(spec("15.5+", 20, 100), spec("15.4", 20, 100)).engineVersion())
                .isEqualTo("15.12");
        assertThat(settled(spec("16+", 20, 100), spec("15.7", 20, 100)).engineVersion())
                .isEqualTo("16.8");
    }

    @Test
    void storage_that_rds_grew_is_wanted() {
        var running = spec("15.7", 64, 100);

        assertThat(settled(spec("15.5+", 20, 100), running)).isEqualTo(running);
        assertThat(settled(spec("15.5+", 80, 100), running).allocatedStorage()).isEqualTo(80);
    }

    @Test
    void storage_that_would_have_to_shrink_is_refused_with_what_to_write() {
        assertRefused(spec("15.7", 50, 50), spec("15.7", 100, 100))
                .hasMessageContaining(
                        "It has 100 GiB of storage, and RDS cannot shrink it to 50 GiB. Write `storageGib: 100`.");
        assertRefused(spec("15.7", 20, 20), spec("15.7", 64, 100)).hasMessageContaining("Write `storageGib: 64`.");
        assertRefused(spec("15.7", 20, 80), spec("15.7", 100, 200))
                .hasMessageContaining("cannot shrink it to 80 GiB. Write at least `maxStorageGib: 110`.");
    }

    /** RDS would round it up, and the next plan would have to shrink it. */
    @Test
    void storage_that_grows_by_less_than_a_tenth_is_refused() {
        assertRefused(spec("15.7", 105, 105), spec("15.7", 100, 100))
                .hasMessageContaining("Write `storageGib: 110` or more.");
        assertThat(settled(spec("15.7", 110, 110), spec("15.7", 100, 100)).allocatedStorage())
                .isEqualTo(110);
    }

    @Test
    void an_older_version_than_the_one_that_runs_is_refused_with_what_to_write() {
        assertRefused(spec("15.5", 20, 20), spec("15.7", 20, 20))
                .hasMessageContaining(
                        "PostgreSQL 15.7 runs, and RDS does not go back to 15.5. Write `version: \"15.7\"`");
        assertRefused(spec("15.12", 20, 20), spec("16.8", 20, 20)).hasMessageContaining("does not go back");
        assertThat(settled(spec("15.12", 20, 20), spec("15.7", 20, 20)).engineVersion())
                .isEqualTo("15.12");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
            DbInstance wanted, DbInstance running) {
        return assertThatThrownBy(() -> settled(wanted, running))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().category()).isEqualTo(Problem.Category.USER));
    }

    @ParameterizedTest
    @CsvSource({
        "insufficient-capacity, false, CREATE_FAILED",
        "failed, false, CREATE_FAILED",
        "failed, true, FAILED",
        "incompatible-network, true, FAILED",
        "inaccessible-encryption-credentials, false, FAILED",
        "incompatible-restore, false, FAILED",
        "creating, false, PENDING"
    })
    void only_what_failed_before_it_was_ever_there_failed_while_it_was_created(
            String status, boolean served, State state) {
        var found = TYPE.found("postgres", instance(status, served ? Instant.EPOCH : null));

        assertThat(found.state()).isEqualTo(state);
    }

    @Test
    void what_failed_while_it_was_created_goes_without_a_last_snapshot() {
        type(rds, DeletionPolicy.SNAPSHOT).delete(TYPE.found("postgres", instance("insufficient-capacity", null)));

        assertThat(deletion().skipFinalSnapshot()).isTrue();
        assertThat(deletion().finalDBSnapshotIdentifier()).isNull();
    }

    private DeleteDbInstanceRequest deletion() {
        return rds.requests(DeleteDbInstanceRequest.class).getFirst();
    }

    @Test
    void a_protected_database_is_not_deleted_and_says_how_it_can_be() {
        var found = TYPE.found(
                "postgres",
                instance("available", Instant.EPOCH).toBuilder()
                        .deletionProtection(true)
                        .build());

        assertThatThrownBy(() -> type(rds, DeletionPolicy.DELETE).delete(found))
                .hasMessageContaining("deletionProtection: false");
        assertThat(rds.requests()).isEmpty();
    }

    @Test
    void what_rds_takes_no_last_snapshot_of_is_told_with_the_way_out() {
        var type = type(rds, DeletionPolicy.SNAPSHOT);
        rds.on(DeleteDbInstanceRequest.class, _ -> {
            throw InvalidDbInstanceStateException.builder()
                    .message("the instance is not in the available state")
                    .build();
        });

        assertThatThrownBy(() -> type.delete(TYPE.found("postgres", instance("failed", Instant.EPOCH))))
                .hasMessageContaining("its status is failed")
                .hasMessageContaining("deletion.database: delete");
        assertThatThrownBy(() -> type.delete(TYPE.found("postgres", instance("available", Instant.EPOCH))))
                .isInstanceOf(InvalidDbInstanceStateException.class);
    }

    @Test
    void what_a_found_instance_stands_on_is_in_its_spec() {
        var found = TYPE.found(
                "postgres",
                instance("available", Instant.EPOCH).toBuilder()
                        .dbSubnetGroup(group -> group.dbSubnetGroupName("shop-subnets"))
                        .vpcSecurityGroups(VpcSecurityGroupMembership.builder()
                                .vpcSecurityGroupId("sg-1")
                                .build())
                        .dbParameterGroups(DBParameterGroupStatus.builder()
                                .dbParameterGroupName("shop-parameters")
                                .build())
                        .kmsKeyId("arn:key")
                        .monitoringRoleArn("arn:role")
                        .build());

        assertThat(found.spec().toString()).contains("shop-subnets", "sg-1", "shop-parameters", "arn:key", "arn:role");
    }

    @Test
    void what_is_settled_stays_settled() {
        var settled = TYPE.settle(spec("15.5+", 20, 100), null);

        assertThat(settled.engineVersion()).isEqualTo("15.12");
        assertThat(TYPE.settle(settled, null)).isEqualTo(settled);
    }

    @ParameterizedTest
    @EnumSource
    void only_what_is_to_be_deleted_goes_without_a_last_snapshot(DeletionPolicy policy) {
        type(rds, policy).delete(Found.ready("postgres", "shop-postgres", spec("15.7", 20, 100)));

        var request = deletion();
        if (policy == DeletionPolicy.DELETE) {
            assertThat(request.skipFinalSnapshot()).isTrue();
            assertThat(request.finalDBSnapshotIdentifier()).isNull();
        } else {
            assertThat(request.skipFinalSnapshot()).isNotEqualTo(true);
            assertThat(request.finalDBSnapshotIdentifier()).startsWith("shop-postgres-final-");
        }
    }

    @Test
    void an_instance_is_created_with_all_that_its_spec_says() {
        rds.on(CreateDbInstanceRequest.class, _ -> CreateDbInstanceResponse.builder()
                .dbInstance(instance("creating", null))
                .build());

        type(rds, DeletionPolicy.DELETE).create(KEY, spec("15.12", 20, 100));
        type(rds, DeletionPolicy.DELETE).create(KEY, spec("15.12", 20, 20));

        var request = CreateDbInstanceRequest.builder()
                .dbInstanceIdentifier("shop-postgres")
                .engine("postgres")
                .engineVersion("15.12")
                .autoMinorVersionUpgrade(true)
                .dbInstanceClass("db.t3.micro")
                .dbName("shop")
                .masterUsername("postgres")
                .manageMasterUserPassword(true)
                .multiAZ(true)
                .dbSubnetGroupName("subnets")
                .vpcSecurityGroupIds("sg-1")
                .publiclyAccessible(false)
                .dbParameterGroupName("parameters")
                .storageType("gp3")
                .allocatedStorage(20)
                .maxAllocatedStorage(100)
                .storageEncrypted(true)
                .kmsKeyId("arn:key")
                .backupRetentionPeriod(7)
                .preferredBackupWindow("03:00-04:00")
                .copyTagsToSnapshot(true)
                .monitoringInterval(0)
                .enablePerformanceInsights(true)
                .enableCloudwatchLogsExports("postgresql")
                .deletionProtection(false)
                .tags(KEY.tags().entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList());
        assertThat(rds.requests())
                .containsExactly(
                        request.build(), request.maxAllocatedStorage(null).build());
    }

    @Test
    void all_that_changed_is_told_in_one_call_and_nothing_else() {
        var present = spec("15.12", 20, 20);
        var wanted = Records.with(
                spec("16.8", 50, 100),
                Map.of(
                        "monitoringInterval",
                        60,
                        "monitoringRoleArn",
                        "arn:role",
                        "enableCloudwatchLogsExports",
                        Set.of("upgrade")));
        var type = type(rds, DeletionPolicy.DELETE);

        type.update(
                KEY,
                Found.ready("postgres", "shop-postgres", present),
                wanted,
                Set.of(
                        "engineVersion",
                        "allocatedStorage",
                        "maxAllocatedStorage",
                        "monitoringRoleArn",
                        "enableCloudwatchLogsExports"));
        type.update(
                KEY,
                Found.ready("postgres", "shop-postgres", present),
                present,
                Set.of("vpcSecurityGroups", "multiAz"));

        assertThat(rds.requests())
                .containsExactly(
                        ModifyDbInstanceRequest.builder()
                                .dbInstanceIdentifier("shop-postgres")
                                .applyImmediately(true)
                                .engineVersion("16.8")
                                .allowMajorVersionUpgrade(true)
                                .allocatedStorage(50)
                                .maxAllocatedStorage(100)
                                .monitoringInterval(60)
                                .monitoringRoleArn("arn:role")
                                .cloudwatchLogsExportConfiguration(
                                        logs -> logs.enableLogTypes("upgrade").disableLogTypes("postgresql"))
                                .build(),
                        ModifyDbInstanceRequest.builder()
                                .dbInstanceIdentifier("shop-postgres")
                                .applyImmediately(true)
                                .vpcSecurityGroupIds("sg-1")
                                .multiAZ(true)
                                .build());
    }
}
