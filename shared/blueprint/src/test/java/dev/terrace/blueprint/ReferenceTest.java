package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.LayerName;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final Reference REFERENCE = Reference.load();
    private static final BlueprintSchema SCHEMA = BlueprintSchema.load();

    static List<Key> keys() {
        return REFERENCE.keys();
    }

    @Test
    void says_all_that_the_schema_does_of_a_key() {
        var group = REFERENCE.find("cluster.nodeGroups.*").orElseThrow();
        var min = group.keys().stream()
                .filter(key -> key.name().equals("min"))
                .findFirst()
                .orElseThrow();

        assertThat(min)
                .isEqualTo(new Key(
                        "cluster.nodeGroups.*.min",
                        "Fewest nodes.",
                        "a whole number, 0 to 1000000",
                        true,
                        null,
                        "",
                        "cluster:\n  nodeGroups:\n    general:\n      min: 2\n",
                        "cluster",
                        "",
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "cluster.nodeGroups.*.min, cluster.nodeGroups.*.min",
        "cluster.nodeGroups.min, cluster.nodeGroups.*.min",
        "cluster.nodeGroups.general.min, cluster.nodeGroups.*.min",
        "cluster.nodeGroups.general, cluster.nodeGroups.*",
        "cluster.nodeGroups.mine.min, cluster.nodeGroups.*.min",
        "applications.shop.components.web.permissions.actions, applications.*.components.*.permissions[].actions",
        "applications.shop.components.web.permissions[0].actions[], applications.*.components.*.permissions[].actions[]",
        "network.subnets.private[1], network.subnets.private[]",
        "'applications.shop.ingress.paths[\"/api\"]', applications.*.ingress.paths.*",
        "applications.components.port, applications.*.components.*.port",
        "alerts.database.connections.warning, alerts.database.connections.warning",
        "'alerts[\"database.connections\"].warning', alerts.database.connections.warning",
        "cluster.access[1].principal, cluster.access[].principal",
        "secrets.django.generate.SECRET_KEY.length, secrets.*.generate.*.length",
        "tags.team, tags.*"
    })
    void finds_a_key_as_it_stands_in_blueprints_and_in_problems(String typed, String path) {
        assertThat(REFERENCE.find(typed)).map(Key::path).contains(path);
    }

    @ParameterizedTest
    @CsvSource({
        "clutser, Did you mean cluster?",
        "cluster.nodeGroups.*.mni, Did you mean cluster.nodeGroups.*.min?",
        "cluster.nodeGroups.desird, Did you mean cluster.nodeGroups.*.desired?",
        "cluster.nodeGroups.general.mni, Did you mean cluster.nodeGroups.*.min?",
        "cluster.nodegroup.min, Did you mean cluster.nodeGroups.*.min?",
        "minavailable, Did you mean applications.*.components.*.disruption.minAvailable?",
        "network.cidr.x, Did you mean network.cidr?",
        "nonsense, ''"
    })
    void suggests_what_may_have_been_meant(String typed, String suggestion) {
        assertThat(REFERENCE.find(typed)).isEmpty();
        assertThat(REFERENCE.suggestion(typed)).isEqualTo(suggestion);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "[", "a..b", "[\"", "cluster.", "cluster[0", "*", "\u0000"})
    void takes_whatever_is_typed(String typed) {
        REFERENCE.find(typed);
        REFERENCE.suggestion(typed);
    }

    @Test
    void is_asked_for_far_too_much_and_answers_at_once() {
        assertThat(REFERENCE.find("x.".repeat(50_000))).isEmpty();
        assertThat(REFERENCE.suggestion("cluster." + "x".repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void finds_every_key_by_its_own_path_and_as_it_is_typed(Key key) {
        assertThat(REFERENCE.find(key.path())).contains(key);
        assertThat(REFERENCE.find(key.path().replace("[]", "[0]"))).contains(key);
        if (!key.isElement()) {
            assertThat(REFERENCE.find(key.typed())).contains(key);
        }
    }

    /** What is missing beside the key is no error of the example. */
    @ParameterizedTest
    @MethodSource("keys")
    void has_an_example_of_every_key_that_its_schema_takes(Key key) {
        var source = YamlSource.parse(key.example());
        assertThat(source.syntaxProblems()).isEmpty();
        var report = new Report("example", source);
        SCHEMA.check(source.tree(), report);
        assertThat(report.errors())
                .filteredOn(problem -> !problem.found().equals("nothing"))
                .isEmpty();
        assertThat(source.tree().toString()).startsWith("{").doesNotContain("null");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void names_a_layer_that_there_is_or_says_that_there_is_none(Key key) {
        if (!key.builtBy().isEmpty()) {
            assertThat(Arrays.stream(LayerName.values()).map(LayerName::toString))
                    .contains(key.builtBy());
        }
        assertThat(key.builtBy().isEmpty() || key.notBuilt().isEmpty()).isTrue();
    }

    /** Only the values at the top are for all layers: they say which platform it is. */
    @Test
    void knows_who_builds_what_is_in_sections() {
        var inSections = REFERENCE.root().keys().stream()
                .flatMap(section -> section.keys().stream())
                .filter(key -> !key.isElement())
                .flatMap(Key::all);
        assertThat(inSections)
                .isNotEmpty()
                .filteredOn(key -> key.builtBy().isEmpty() && key.notBuilt().isEmpty())
                .isEmpty();
    }

    @Test
    void knows_the_key_of_every_derivation_and_no_default_beside_it() {
        for (var derivation : Derivations.ALL) {
            assertThat(REFERENCE.find(derivation.key())).as(derivation.key()).hasValueSatisfying(key -> {
                assertThat(key.derivedFrom()).isEqualTo(derivation.isSpelledOut() ? "" : derivation.from());
                assertThat(key.defaultValue() == null || derivation.isSpelledOut())
                        .isTrue();
                assertThat(key.required()).isFalse();
            });
        }
    }
}
