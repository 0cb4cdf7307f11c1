package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.ProblemException;
import dev.terrace.platform.VersionWish;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.LifecycleSupportName;
import software.amazon.awssdk.services.rds.model.SupportedEngineLifecycle;

class EngineVersionsTest {
    private static final EngineVersions VERSIONS = new EngineVersions(
            new FakeRds(
                            List.of("13.20", "15.12", "15.13", "16.8"),
                            List.of(major("13", "2026-02-28T23:59:59Z"), major("15", "2028-02-29T23:59:59Z")))
                    .client(),
            Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC));

    static DBMajorEngineVersion major(String version, String standardSupportEnds) {
        return DBMajorEngineVersion.builder()
                .majorEngineVersion(version)
                .supportedEngineLifecycles(SupportedEngineLifecycle.builder()
                        .lifecycleSupportName(LifecycleSupportName.OPEN_SOURCE_RDS_STANDARD_SUPPORT)
                        .lifecycleSupportEndDate(Instant.parse(standardSupportEnds))
                        .build())
                .build();
    }

    @Test
    void the_oldest_available_version_that_is_not_older_is_chosen() {
        assertThat(VERSIONS.choose(VersionWish.of("15.5+"))).isEqualTo("15.12");
        assertThat(VERSIONS.choose(VersionWish.of("15.13+"))).isEqualTo("15.13");
        assertThat(VERSIONS.choose(VersionWish.of("15.14+"))).isEqualTo("16.8");
    }

    @Test
    void of_a_major_version_the_newest_is_chosen_and_whatever_runs_stays() {
        assertThat(VERSIONS.settle(VersionWish.of("15"), null)).isEqualTo("15.13");
        assertThat(VERSIONS.settle(VersionWish.of("15"), "15.9")).isEqualTo("15.9");
        assertThat(VERSIONS.settle(VersionWish.of("15"), "14.20")).isEqualTo("15.13");
        assertThatThrownBy(() -> VERSIONS.settle(VersionWish.of("15"), "16.8"))
                .hasMessageContaining("does not go back to 15");
    }

    @Test
    void a_major_version_in_extended_support_is_not_chosen() {
        assertThat(VERSIONS.choose(VersionWish.of("13+"))).isEqualTo("15.12");
    }

    @Test
    void a_version_that_is_not_available_is_refused_with_those_that_are() {
        assertThatThrownBy(() -> VERSIONS.choose(VersionWish.of("13.20")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("15.12, 15.13, 16.8")
                .hasMessageContaining("13.20+");
    }
}
