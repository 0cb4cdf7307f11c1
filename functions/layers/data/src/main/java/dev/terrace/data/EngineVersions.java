package dev.terrace.data;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.VersionWish;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.LifecycleSupportName;

/**
 * The versions of PostgreSQL that RDS sells and supports at the standard price; extended support costs extra by the hour. They are
 * asked for once, and only when a version must be chosen.
 */
final class EngineVersions {
    private static final String ENGINE = "postgres";

    private final RdsClient rds;
    private final Clock clock;
    private List<String> onSale;

    EngineVersions(RdsClient rds, Clock clock) {
        this.rds = rds;
        this.clock = clock;
    }

    /** The oldest version on sale that is what is wished for. */
    String choose(VersionWish wish) {
        try {
            return wish.choose(onSale());
        } catch (VersionWish.NotOnSale e) {
            throw new ProblemException(
                    Problem.user("VersionNotOnSale", "", "PostgreSQL on RDS: " + e.getMessage() + ".", e.remedy()), e);
        }
    }

    private synchronized List<String> onSale() {
        if (onSale == null) {
            var outdated = outdated();
            onSale =
                    rds.describeDBEngineVersionsPaginator(request -> request.engine(ENGINE)).dbEngineVersions().stream()
                            .map(version -> version.engineVersion())
                            .filter(version -> !outdated.contains(major(version)))
                            .toList();
        }
        return onSale;
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
