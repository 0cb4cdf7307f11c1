package dev.terrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.KnownReferences;
import dev.terrace.platform.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VariablesTest {
    /** What blueprints take for built and no layer resolves would fail in the middle of an apply. */
    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.KnownReferences#built")
    void have_a_value_for_all_that_blueprints_may_refer_to(String reference) {
        assertThat(value("${" + reference + "}")).isNotBlank().doesNotContain("${");
    }

    @Test
    void are_of_the_component_that_is_called_so() {
        assertThat(value("${api.url} ${admin.host} ${ingress.host}"))
                .isEqualTo("http://api:81 admin.other shop.example.com");
    }

    private static String value(String text) {
        var platform = read(KnownReferences.blueprint(text));
        return new Variables(platform, platform.applications().get("shop"), new Imports(Map.of(), true))
                .of("web")
                .get("IT");
    }

    private static Platform read(String yaml) {
        return switch (Blueprint.read("shop.yaml", yaml)) {
            case Blueprint.Valid valid -> valid.platform();
            case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
