package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.blueprint.Blueprint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AmiTypeTest {
    /** The layer goes by an instance type's name, and the checks of blueprints by what is known of it. */
    @Test
    void nodes_boot_the_image_of_the_architecture_that_their_type_is_known_to_have() throws IOException {
        try (var file = Blueprint.class.getResourceAsStream("aws.json")) {
            var families = JsonMapper.shared().readTree(file).get("instanceFamilies");
            assertThat(families.size()).isGreaterThan(100);
            families.forEachEntry((family, known) -> {
                var isArm = known.get("architecture").stringValue().equals("arm64");
                for (var size : known.get("sizes").propertyNames()) {
                    var type = family + "." + size;
                    assertThat(ClusterLayer.amiType(List.of(type)))
                            .as(type)
                            .isEqualTo(isArm ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD");
                }
            });
        }
    }
}
