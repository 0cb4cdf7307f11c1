package dev.terrace.data;

import dev.terrace.aws.OfferedVersions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.LifecycleSupportName;

/** The versions of PostgreSQL that RDS offers and supports at the standard price; extended support costs extra by the hour. */
final class EngineVersions extends OfferedVersions {
    private static final String ENGINE = "postgres";

    private final RdsClient rds;
    private final Clock clock;

    EngineVersions(RdsClient rds, Clock clock) {
        super("PostgreSQL", "RDS");
        this.rds = rds;
        this.clock = clock;
    }

    @Override
    protected List<String> ask() {
        var outdated = outdated();
        return rds.describeDBEngineVersionsPaginator(request -> request.engine(ENGINE)).dbEngineVersions().stream()
                .map(version -> version.engineVersion())
                .filter(version -> !outdated.contains(major(version)))
                .toList();
    }

    /** The major versions whose standard support has ended. */
    private Set<Integer> outdated() {
        return rds
                .describeDBMajorEngineVersionsPaginator(request -> request.engine(ENGINE))
                .dbMajorEngineVersions()
                .stream()
                .filter(this::isOutdated)
                .map(version -> major(version.majorEngineVersion()))
                .collect(Collectors.toSet());
    }

    private boolean isOutdated(DBMajorEngineVersion version) {
        return version.supportedEngineLifecycles().stream()
                .filter(support ->
                        support.lifecycleSupportName() == LifecycleSupportName.OPEN_SOURCE_RDS_STANDARD_SUPPORT)
                .anyMatch(support -> support.lifecycleSupportEndDate().isBefore(clock.instant()));
    }

    /** 15 of 15.5. */
    static int major(String version) {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }
}
