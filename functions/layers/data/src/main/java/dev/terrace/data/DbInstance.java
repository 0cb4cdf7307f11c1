package dev.terrace.data;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Property;
import dev.terrace.engine.Records;
import dev.terrace.engine.Result;
import dev.terrace.engine.State;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import dev.terrace.platform.VersionWish;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DbSnapshotAlreadyExistsException;
import software.amazon.awssdk.services.rds.model.InvalidDbInstanceStateException;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/**
 * An RDS database. {@code Ref} is its identifier; attributes are {@code Arn}, {@code DBName}, {@code Endpoint.Address},
 * {@code Endpoint.Port} and {@code MasterUserSecret.SecretArn}.
 *
 * <p>Changes apply at once, not in the maintenance window: an apply is done when all is as declared. What that costs a restart
 * (the class, the version) the plan has shown before.
 *
 * @param engineVersion as it runs; in a declaration a version that is wished for, {@code 15.5+}
 * @param autoMinorVersionUpgrade whether RDS moves to a newer minor version in the maintenance window
 * @param manageMasterUserPassword whether RDS makes and rotates the password, in Secrets Manager
 * @param allocatedStorage in GiB. RDS may have made it more, and never makes it less
 * @param maxAllocatedStorage up to where RDS grows the storage by itself, in GiB; the allocated storage when it does not
 * @param kmsKeyId the ARN of the key; null when storage is not encrypted
 * @param backupRetentionPeriod in days, 0 to 35; 0 is off
 * @param preferredBackupWindow null when RDS chooses
 * @param preferredMaintenanceWindow null when RDS chooses
 * @param monitoringInterval of Enhanced Monitoring, in seconds; 0 is off
 * @param monitoringRoleArn null when Enhanced Monitoring is off
 */
@AwsType("AWS::RDS::DBInstance")
record DbInstance(
        @CreateOnly String engine,
        String engineVersion,
        boolean autoMinorVersionUpgrade,
        @Property("DBInstanceClass") String dbInstanceClass,
        @CreateOnly @Property("DBName") String dbName,
        @CreateOnly String masterUsername,
        boolean manageMasterUserPassword,
        @Property("MultiAZ") boolean multiAz,
        @CreateOnly @Property("DBSubnetGroupName") String dbSubnetGroupName,
        @Property("VPCSecurityGroups") Set<String> vpcSecurityGroups,
        boolean publiclyAccessible,
        @Property("DBParameterGroupName") String dbParameterGroupName,
        String storageType,
        int allocatedStorage,
        int maxAllocatedStorage,
        @CreateOnly boolean storageEncrypted,
        @CreateOnly String kmsKeyId,
        int backupRetentionPeriod,
        String preferredBackupWindow,
        boolean copyTagsToSnapshot,
        String preferredMaintenanceWindow,
        int monitoringInterval,
        String monitoringRoleArn,
        boolean enablePerformanceInsights,
        @Property("EnableCloudwatchLogsExports") Set<String> enableCloudwatchLogsExports,
        boolean deletionProtection) {

    private static final String KIND = "db";

    /** What an instance may come to instead of being created. */
    private static final Set<String> CREATION_FAILURES = Set.of(
            "failed",
            "incompatible-create",
            "incompatible-network",
            "incompatible-option-group",
            "incompatible-parameters",
            "insufficient-capacity");

    private static final SpecReader<DBInstance, DbInstance> READER = SpecReader.of(
                    DbInstance.class, DBInstance.builder())
            .with("manageMasterUserPassword", instance -> instance.masterUserSecret() != null)
            .from("dbSubnetGroupName", "DBSubnetGroup.DBSubnetGroupName")
            .from("vpcSecurityGroups", "VpcSecurityGroups.VpcSecurityGroupId")
            .from("dbParameterGroupName", "DBParameterGroups.DBParameterGroupName")
            .with(
                    "maxAllocatedStorage",
                    instance -> instance.maxAllocatedStorage() == null
                            ? instance.allocatedStorage()
                            : instance.maxAllocatedStorage())
            .from("enablePerformanceInsights", "PerformanceInsightsEnabled")
            .from("enableCloudwatchLogsExports", "EnabledCloudwatchLogsExports");

    private static SpecWriter<DbInstance, CreateDbInstanceRequest.Builder> creation(
            SpecWriter<DbInstance, CreateDbInstanceRequest.Builder> writer) {
        return writer.to("vpcSecurityGroups", "VpcSecurityGroupIds")
                .with(
                        "maxAllocatedStorage",
                        (request, spec) ->
                                request.maxAllocatedStorage(spec.storageGrows() ? spec.maxAllocatedStorage() : null));
    }

    /** RDS takes the interval and the role of Enhanced Monitoring together only; of logs, which go on and which off. */
    private static SpecWriter<DbInstance, ModifyDbInstanceRequest.Builder> change(
            SpecWriter<DbInstance, ModifyDbInstanceRequest.Builder> writer) {
        return writer.to("vpcSecurityGroups", "VpcSecurityGroupIds")
                .with("monitoringInterval", DbInstance::monitoring)
                .with("monitoringRoleArn", DbInstance::monitoring)
                .without("enableCloudwatchLogsExports");
    }

    private static void monitoring(ModifyDbInstanceRequest.Builder request, DbInstance spec) {
        request.monitoringInterval(spec.monitoringInterval()).monitoringRoleArn(spec.monitoringRoleArn());
    }

    private static final DateTimeFormatter SNAPSHOT_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    static PlainType<DBInstance, DbInstance> type(
            RdsClient rds, EngineVersions versions, Home home, DeletionPolicy deletionPolicy, Clock clock) {
        return RdsType.of(READER, rds, home, KIND, DBInstance::dbInstanceIdentifier, DBInstance::dbInstanceArn)
                .list(_ -> rds.describeDBInstancesPaginator().dbInstances().stream())
                .name((owner, instance) -> Tags.nameFor(owner, ModelTags.of(instance), instance.dbInstanceIdentifier()))
                .attribute("DBName", DBInstance::dbName)
                .attribute("Endpoint.Address", "Endpoint.Address")
                .attribute("Endpoint.Port", "Endpoint.Port")
                .attribute("MasterUserSecret.SecretArn", "MasterUserSecret.SecretArn")
                .state(DbInstance::stateOf)
                .reason(instance -> switch (stateOf(instance)) {
                    case FAILED, CREATE_FAILED -> "its status is " + instance.dbInstanceStatus();
                    default -> "";
                })
                .deletionPolicy(deletionPolicy)
                .settle((wanted, found) -> settle(versions, wanted, found))
                .foreseen((key, wanted) -> new Result.Output(
                        key.physicalName(), Map.of("Arn", RdsType.arn(home, KIND, key), "DBName", wanted.dbName)))
                .create(
                        CreateDbInstanceRequest::builder,
                        DbInstance::creation,
                        (request, key, _) -> rds.createDBInstance(request.dbInstanceIdentifier(key.physicalName())
                                        .build())
                                .dbInstance())
                .update(
                        ModifyDbInstanceRequest::builder,
                        DbInstance::change,
                        (request, found, spec) -> rds.modifyDBInstance(
                                modification(request, found, spec).build()))
                .changesTakeTime()
                .deleting(found -> delete(rds, deletionPolicy, clock, found));
    }

    /**
     * One that gave up before it was ever available has neither a time of its creation nor one to which it could be restored, and
     * so no data.
     */
    private static State stateOf(DBInstance instance) {
        var neverServed = instance.instanceCreateTime() == null && instance.latestRestorableTime() == null;
        return neverServed && CREATION_FAILURES.contains(instance.dbInstanceStatus())
                ? State.CREATE_FAILED
                : stateOf(instance.dbInstanceStatus());
    }

    /**
     * What a status means for us.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html">all of them</a>
     */
    static State stateOf(String status) {
        return switch (status) {
            // It serves; a full storage is mended by a change, which a failure would prevent.
            case "available", "backing-up", "storage-optimization", "storage-full" -> State.READY;
            case "deleting", "delete-precheck" -> State.DELETING;
            case "failed",
                    "incompatible-create",
                    "incompatible-network",
                    "incompatible-option-group",
                    "incompatible-parameters",
                    "incompatible-restore",
                    "inaccessible-encryption-credentials",
                    "inaccessible-encryption-credentials-recoverable",
                    "insufficient-capacity",
                    "restore-error",
                    "stopped",
                    "storage-config-upgrade-failed" -> State.FAILED;
            default -> State.PENDING;
        };
    }

    /** A version that runs and is what is wished for stays; so does storage that RDS has grown. */
    private static DbInstance settle(EngineVersions versions, DbInstance wanted, Found<DbInstance> found) {
        var wish = VersionWish.of(wanted.engineVersion);
        var running = found == null ? null : found.spec().engineVersion;
        var settled = Records.with(wanted, Map.of("engineVersion", versions.settle(wish, running)));
        return found == null
                ? settled
                : Records.with(settled, Map.of("allocatedStorage", storage(wanted, found.spec().allocatedStorage)));
    }

    /**
     * See <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html">growing</a>.
     *
     * @param present what RDS may have made of it, up to the most that is wanted
     */
    private static int storage(DbInstance wanted, int present) {
        var most = Math.max(wanted.allocatedStorage(), wanted.maxAllocatedStorage());
        if (present > most) {
            throw new ProblemException(Problem.user(
                    "StorageCannotShrink",
                    "",
                    "It has %d GiB of storage, and RDS cannot shrink it to %d GiB.".formatted(present, most),
                    wanted.storageGrows()
                            ? "Write at least `maxStorageGib: %d`.".formatted(leastAbove(present))
                            : "Write `storageGib: %d`.".formatted(present)));
        }
        var wished = wanted.allocatedStorage();
        if (wished > present && wished < leastAbove(present)) {
            throw new ProblemException(Problem.user(
                    "StorageGrowsByATenth",
                    "",
                    "It has %d GiB of storage, and RDS adds a tenth of that at least; %d GiB is less."
                            .formatted(present, wished),
                    "Write `storageGib: %d` or more.".formatted(leastAbove(present))));
        }
        return Math.max(wished, present);
    }

    private static int leastAbove(int storage) {
        return (storage * 11 + 9) / 10;
    }

    /** Only what differs is sent: RDS takes a value that is there already for a change, in some cases with a restart. */
    private static ModifyDbInstanceRequest.Builder modification(
            ModifyDbInstanceRequest.Builder request, Found<DbInstance> found, DbInstance spec) {
        var present = found.spec();
        request.dbInstanceIdentifier(found.id()).applyImmediately(true);
        if (!spec.engineVersion.equals(present.engineVersion)) {
            request.allowMajorVersionUpgrade(
                    EngineVersions.major(spec.engineVersion) > EngineVersions.major(present.engineVersion));
        }
        if (!spec.enableCloudwatchLogsExports.equals(present.enableCloudwatchLogsExports)) {
            var logs = Difference.between(present.enableCloudwatchLogsExports, spec.enableCloudwatchLogsExports);
            request.cloudwatchLogsExportConfiguration(
                    change -> change.enableLogTypes(logs.missing()).disableLogTypes(logs.surplus()));
        }
        return request;
    }

    private static boolean delete(RdsClient rds, DeletionPolicy deletionPolicy, Clock clock, Found<DbInstance> found) {
        if (found.spec().deletionProtection()) {
            throw new ProblemException(Problem.user(
                    "DeletionProtected",
                    "",
                    "The database %s is protected against its deletion.".formatted(found.id()),
                    "Set `data.postgres.deletionProtection: false` in the blueprint, apply that, and then delete it."));
        }
        var nothingToKeep = deletionPolicy == DeletionPolicy.DELETE || found.state() == State.CREATE_FAILED;
        try {
            AwsProblems.unlessGone(() -> rds.deleteDBInstance(request -> request.dbInstanceIdentifier(found.id())
                    .skipFinalSnapshot(nothingToKeep)
                    .finalDBSnapshotIdentifier(nothingToKeep ? null : lastSnapshot(clock, found.id()))));
        } catch (DbSnapshotAlreadyExistsException _) {
            // The call was sent twice within the second that names the snapshot, and the first has arrived.
        } catch (InvalidDbInstanceStateException e) {
            throw found.state() == State.FAILED && !nothingToKeep ? noLastSnapshot(found, e) : e;
        }
        return false;
    }

    /** Of 63 characters at most and 22; RDS takes 255. */
    private static String lastSnapshot(Clock clock, String id) {
        return id + "-final-" + SNAPSHOT_TIME.format(clock.instant());
    }

    /** See <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html">deleting</a>. */
    private static ProblemException noLastSnapshot(Found<DbInstance> found, InvalidDbInstanceStateException refused) {
        return new ProblemException(
                Problem.user(
                        "NoLastSnapshot",
                        "",
                        "The database %s is to leave a last snapshot, which RDS does not take now: %s."
                                .formatted(found.id(), found.reason()),
                        "Mend it, or if its data may go, set `deletion.database: delete`."),
                refused);
    }

    private boolean storageGrows() {
        return maxAllocatedStorage > allocatedStorage;
    }
}
