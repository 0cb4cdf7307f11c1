package dev.terrace.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DbParameterGroupTest {
    private static final FakeRds RDS = new FakeRds(List.of("16.8"), List.of());
    private static final DbParameterGroup.Type TYPE =
            new DbParameterGroup.Type(RDS, new EngineVersions(RDS, Clock.systemUTC()), DeletionPolicy.DELETE);

    private static DbParameterGroup group(String family) {
        return new DbParameterGroup("of the shop", family, Map.of("rds.force_ssl", "1"));
    }

    @Test
    void aNewGroupIsOfTheFamilyOfTheVersionThatWillBeChosen() {
        assertThat(TYPE.settle(group("postgres15.5+"), null)).isEqualTo(group("postgres16"));
    }

    @Test
    void aGroupThatIsThereKeepsItsFamily() {
        var found = Found.ready("parameters", "shop-parameters", group("postgres15"));

        assertThat(TYPE.settle(group("postgres15.5+"), found)).isEqualTo(group("postgres15"));
    }

    @Test
    void theFamilyOfABareVersionIsItsOwn() {
        assertThat(TYPE.settle(group("postgres15.5"), null)).isEqualTo(group("postgres15"));
    }
}
