package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KubernetesLayerFunctionTest {
    @Test
    void a_function_that_is_not_told_its_role_says_so_when_it_starts() {
        assertThatThrownBy(() -> KubernetesLayerFunction.role(Map.of()))
                .hasMessageContaining("environment variable ROLE")
                .hasMessageContaining("the function's own role");
    }

    @Test
    void a_functions_role_is_what_the_template_sets() {
        var role = "arn:aws:iam::000000000000:role/terrace-layer-workloads";
        assertThat(KubernetesLayerFunction.role(Map.of("ROLE", role))).isEqualTo(role);
    }
}
