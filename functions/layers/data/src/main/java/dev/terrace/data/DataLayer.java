package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.logs.LogGroup;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Postgres;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.rds.RdsClient;

/** What the data layer of a platform is made of. */
final class DataLayer {
    private static final String NAME = "data";
    private static final String POSTGRES = "postgres";
    private static final int LOG_RETENTION_DAYS = 30;

    /**
     * The major version of PostgreSQL from which on {@code rds.force_ssl} is 1 by itself.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html">SSL</a>
     */
    private static final int ENCRYPTS_BY_ITSELF = 15;

    private DataLayer() {}

    static void declare(Platform platform, Layer layer) {
        var postgres = platform.postgres();
        if (postgres == null) {
            return;
        }
        var subnets = layer.add("database-subnets", subnetGroup(platform));
        // Named after the major version, so that an upgrade brings a group of the new family beside the one in use.
        var parameters = layer.add(
                "postgres" + EngineVersions.major(postgres.version().version()) + "-parameters",
                parameterGroup(platform, postgres));
        layer.add(POSTGRES, instance(postgres, subnets, parameters), logGroups(postgres, layer));
    }

    /** Made before the instance, since RDS makes them itself when there are none, and those keep everything for ever. */
    private static Ref[] logGroups(Postgres postgres, Layer layer) {
        return postgres.logs().stream()
                .map(DataLayer::word)
                .map(log -> layer.add(log + "-logs", new LogGroup(logGroups(layer.owner()) + log, LOG_RETENTION_DAYS)))
                .toArray(Ref[]::new);
    }

    private static Map<LogGroup, String> declaredLogs(Platform platform, String prefix) {
        return platform.postgres() == null
                ? Map.of()
                : platform.postgres().logs().stream()
                        .map(DataLayer::word)
                        .collect(Collectors.toMap(
                                log -> new LogGroup(prefix + log, LOG_RETENTION_DAYS), log -> log + "-logs"));
    }

    /** Where RDS puts the logs of the instance. */
    private static String logGroups(Owner owner) {
        return "/aws/rds/instance/" + owner.key(POSTGRES).physicalName() + "/";
    }

    static List<ResourceType<?>> types(
            Home home, RdsClient rds, CloudWatchLogsClient logs, Platform platform, Clock clock) {
        var versions = new EngineVersions(rds, clock);
        var database =
                switch (platform.deletion().database()) {
                    case RETAIN -> DeletionPolicy.RETAIN;
                    case SNAPSHOT -> DeletionPolicy.SNAPSHOT;
                    case DELETE -> DeletionPolicy.DELETE;
                };
        // A database that stays goes on logging. What it refers to stays without being told to.
        var logGroups = database == DeletionPolicy.RETAIN ? DeletionPolicy.RETAIN : DeletionPolicy.DELETE;
        var prefix = logGroups(new Owner(platform.name(), NAME, Map.of()));
        return List.of(
                LogGroup.type(logs, prefix, declaredLogs(platform, prefix)).deletionPolicy(logGroups),
                DbSubnetGroup.type(rds, home),
                DbParameterGroup.type(rds, versions, home),
                DbInstance.type(rds, versions, home, database, clock));
    }

    private static DbSubnetGroup subnetGroup(Platform platform) {
        return new DbSubnetGroup(
                "The subnets for the databases of " + platform.name(),
                platform.network().dataSubnets().stream()
                        .map(subnet -> new Ref("network", subnet.name()).ref())
                        .collect(Collectors.toSet()));
    }

    /**
     * Connections must be encrypted, unless the blueprint says otherwise. Where RDS has it so by itself, nothing is declared: what
     * somebody sets by hand is reset all the same, and to know a value that nobody has set would take one more call.
     */
    private static DbParameterGroup parameterGroup(Platform platform, Postgres postgres) {
        var parameters = new HashMap<String, String>();
        if (EngineVersions.major(postgres.version().version()) < ENCRYPTS_BY_ITSELF) {
            parameters.put("rds.force_ssl", "1");
        }
        parameters.putAll(postgres.parameters());
        return new DbParameterGroup(
                "The parameters of the database of " + platform.name(),
                DbParameterGroup.FAMILY + postgres.version(),
                parameters);
    }

    private static DbInstance instance(Postgres postgres, Ref subnets, Ref parameters) {
        var monitored = postgres.monitoringIntervalSeconds() > 0;
        return new DbInstance(
                "postgres",
                postgres.version().toString(),
                !postgres.version().isExact(),
                postgres.instanceClass(),
                postgres.database(),
                postgres.username(),
                true,
                postgres.multiAz(),
                subnets.ref(),
                Set.of(new Ref("network", "database-sg").ref()),
                false,
                parameters.ref(),
                word(postgres.storageType()),
                postgres.storageGib(),
                postgres.maxStorageGib() == null ? postgres.storageGib() : postgres.maxStorageGib(),
                postgres.encryption(),
                postgres.encryption() ? new Ref("security", "data").get("Arn") : null,
                postgres.backup().retentionDays(),
                postgres.backup().window(),
                true,
                postgres.maintenanceWindow(),
                postgres.monitoringIntervalSeconds(),
                monitored ? new Ref("security", "rds-monitoring-role").get("Arn") : null,
                postgres.performanceInsights(),
                postgres.logs().stream().map(DataLayer::word).collect(Collectors.toSet()),
                postgres.deletionProtection());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
