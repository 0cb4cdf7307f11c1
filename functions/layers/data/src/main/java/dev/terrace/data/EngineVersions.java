package dev.terrace.data;

import dev.terrace.aws.OfferedVersions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.LifecycleSupportName;

/** The versions of PostgreSQL that RDS offers and supports at the standard price; extended support costs extra by the hour. */
final class EngineVersions extends OfferedVersions {
    private static final String ENGINE = "postgres";

    EngineVersions(RdsClient rds, Clock clock) {
        super("PostgreSQL", "RDS", () -> offered(rds, clock.instant()));
    }

    private static List<String> offered(RdsClient rds, Instant now) {
        var outdated = outdated(rds, now);
        return rds.describeDBEngineVersionsPaginator(request -> request.engine(ENGINE)).dbEngineVersions().stream()
                .map(version -> version.engineVersion())
                .filter(version -> !outdated.contains(major(version)))
                .toList();
    }

    /** The major versions whose standard support has ended. */
    private static Set<Integer> outdated(RdsClient rds, Instant now) {
        return rds
                .describeDBMajorEngineVersionsPaginator(request -> request.engine(ENGINE))
                .dbMajorEngineVersions()
                .stream()
                .filter(version -> isOutdated(version, now))
                .map(version -> major(version.majorEngineVersion()))
                .collect(Collectors.toSet());
    }

    private static boolean isOutdated(DBMajorEngineVersion version, Instant now) {
        return version.supportedEngineLifecycles().stream()
                .filter(support ->
                        support.lifecycleSupportName() == LifecycleSupportName.OPEN_SOURCE_RDS_STANDARD_SUPPORT)
                .anyMatch(support -> support.lifecycleSupportEndDate().isBefore(now));
    }

    /** 15 of 15.5. */
    static int major(String version) {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }
}
