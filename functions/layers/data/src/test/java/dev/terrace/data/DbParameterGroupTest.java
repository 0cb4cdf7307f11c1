package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Home;
import dev.terrace.engine.Found;
import dev.terrace.engine.ResourceType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.rds.RdsClient;

class DbParameterGroupTest {
    private static final RdsClient RDS = new FakeRds(List.of("16.8"), List.of()).client();
    private static final ResourceType<DbParameterGroup> TYPE = DbParameterGroup.type(
            RDS, new EngineVersions(RDS, Clock.systemUTC()), new Home("aws", "us-east-1", "111122223333"));

    private static DbParameterGroup group(String family) {
        return group(family, Map.of("rds.force_ssl", "1"));
    }

    private static DbParameterGroup group(String family, Map<String, String> parameters) {
        return new DbParameterGroup("of the shop", family, parameters);
    }

    /** RDS does not tell {@code rds.force_ssl} as set from PostgreSQL 15 on, where it is 1 by itself. */
    @Test
    void what_the_family_has_by_itself_is_not_missed() {
        var found = Found.ready("parameters", "shop-parameters", group("postgres16", Map.of("work_mem", "64")));
        var wanted = group("postgres16", Map.of("rds.force_ssl", "1", "work_mem", "64", "timezone", "Europe/Berlin"));

        assertThat(TYPE.settle(wanted, found))
                .isEqualTo(group("postgres16", Map.of("work_mem", "64", "timezone", "Europe/Berlin")));
        assertThat(TYPE.settle(group("postgres16", Map.of("rds.force_ssl", "0")), found)
                        .parameters())
                .containsEntry("rds.force_ssl", "0");
    }

    @Test
    void a_new_group_is_of_the_family_of_the_version_that_will_be_chosen() {
        assertThat(TYPE.settle(group("postgres15.5+"), null)).isEqualTo(group("postgres16"));
    }

    @Test
    void a_group_that_is_there_keeps_its_family() {
        var found = Found.ready("parameters", "shop-parameters", group("postgres15"));

        assertThat(TYPE.settle(group("postgres15.5+"), found).family()).isEqualTo("postgres15");
    }

    @Test
    void the_family_of_a_bare_version_is_its_own() {
        assertThat(TYPE.settle(group("postgres15.5"), null)).isEqualTo(group("postgres15"));
    }
}
