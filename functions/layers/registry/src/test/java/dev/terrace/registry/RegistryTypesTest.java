package dev.terrace.registry;

import dev.terrace.engine.DeletionPolicy;
import dev.terrace.mapping.Completeness;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTypesTest {
    @Test
    void every_property_goes_from_and_to_ecr_by_its_name_or_by_a_rule() {
        Completeness.assertComplete(List.of(Repository.type(null, null, null, DeletionPolicy.DELETE)));
    }
}
