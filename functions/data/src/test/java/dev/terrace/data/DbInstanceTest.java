package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.State;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceResponse;

class DbInstanceTest {
    private static final FakeRds RDS = new FakeRds(List.of("15.12", "16.8"), List.of());
    private static final DbInstance.Type TYPE = new DbInstance.Type(
            RDS, new EngineVersions(RDS, Clock.systemUTC()), DeletionPolicy.SNAPSHOT, Clock.systemUTC());

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
    void everyStatusOfRdsHasAMeaning(String status, State state) {
        assertThat(DbInstance.Type.stateOf(status)).isEqualTo(state);
    }

    @Test
    void aFailedInstanceSaysWhatRdsSaysOfIt() {
        var instance = DBInstance.builder()
                .dbInstanceIdentifier("shop-postgres")
                .dbInstanceArn("arn:db")
                .dbInstanceStatus("incompatible-network")
                .autoMinorVersionUpgrade(true)
                .multiAZ(false)
                .publiclyAccessible(false)
                .allocatedStorage(20)
                .storageEncrypted(true)
                .backupRetentionPeriod(7)
                .copyTagsToSnapshot(true)
                .build();

        var found = DbInstance.Type.found("postgres", instance);

        assertThat(found.reason()).isEqualTo("its status is incompatible-network");
        assertThat(found.attributes()).isEqualTo(Map.of("Arn", "arn:db"));
        assertThat(found.spec().maxAllocatedStorage()).isEqualTo(20);
    }

    @Test
    void aVersionThatRunsAndIsNewEnoughStays() {
        assertThat(settled(spec("15.5+", 20, 100), spec("15.7", 20, 100)).engineVersion())
                .isEqualTo("15.7");
        assertThat(settled(spec("15.5+", 20, 100), spec("15.4", 20, 100)).engineVersion())
                .isEqualTo("15.12");
        assertThat(settled(spec("16+", 20, 100), spec("15.7", 20, 100)).engineVersion())
                .isEqualTo("16.8");
    }

    @Test
    void storageThatRdsGrewIsWanted() {
        var running = spec("15.7", 64, 100);

        assertThat(settled(spec("15.5+", 20, 100), running)).isEqualTo(running);
        assertThat(settled(spec("15.5+", 80, 100), running).allocatedStorage()).isEqualTo(80);
    }

    @Test
    void withoutAutoscalingTheMostStorageIsWhatThereIs() {
        assertThat(settled(spec("15.5+", 20, 20), spec("15.7", 64, 64))).isEqualTo(spec("15.7", 64, 64));
        assertThat(settled(spec("15.5+", 20, 20), spec("15.7", 64, 100)).maxAllocatedStorage())
                .isEqualTo(64);
    }

    @Test
    void whatIsSettledStaysSettled() {
        var settled = TYPE.settle(spec("15.5+", 20, 100), null);

        assertThat(settled.engineVersion()).isEqualTo("15.12");
        assertThat(TYPE.settle(settled, null)).isEqualTo(settled);
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsToBeDeletedGoesWithoutALastSnapshot(DeletionPolicy policy) {
        var asked = new ArrayList<DeleteDbInstanceRequest>();
        var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        var type = new DbInstance.Type(deleting(asked), new EngineVersions(RDS, clock), policy, clock);

        type.delete(Found.ready("postgres", "shop-postgres", spec("15.7", 20, 100)));

        var request = asked.getFirst();
        if (policy == DeletionPolicy.DELETE) {
            assertThat(request.skipFinalSnapshot()).isTrue();
            assertThat(request.finalDBSnapshotIdentifier()).isNull();
        } else {
            assertThat(request.skipFinalSnapshot()).isNotEqualTo(true);
            assertThat(request.finalDBSnapshotIdentifier()).startsWith("shop-postgres-final-");
        }
    }

    private static RdsClient deleting(List<DeleteDbInstanceRequest> asked) {
        return new RdsClient() {
            @Override
            public DeleteDbInstanceResponse deleteDBInstance(DeleteDbInstanceRequest request) {
                asked.add(request);
                return DeleteDbInstanceResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {}
        };
    }
}
