package dev.terrace.data;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.VersionWish;
import java.util.List;
import software.amazon.awssdk.services.rds.RdsClient;

/** The versions of PostgreSQL that RDS sells: asked for once, and only when a version must be chosen. */
final class EngineVersions {
    private final RdsClient rds;
    private List<String> onSale;

    EngineVersions(RdsClient rds) {
        this.rds = rds;
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
            onSale =
                    rds
                            .describeDBEngineVersionsPaginator(request -> request.engine("postgres"))
                            .dbEngineVersions()
                            .stream()
                            .map(version -> version.engineVersion())
                            .toList();
        }
        return onSale;
    }

    /** 15 of 15.5. */
    static int major(String version) {
        return Integer.parseInt(version.split("\\.", 2)[0]);
    }
}
