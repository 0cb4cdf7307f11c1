package dev.terrace.registry;

import dev.terrace.engine.DeletionPolicy;
import dev.terrace.local.PublishedSchemas;
import dev.terrace.mapping.Agreement;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTypesIT {
    @Test
    void the_types_are_as_cloudformation_publishes_them() {
        Agreement.assertAgree(
                PublishedSchemas.folder(), List.of(Repository.type(null, null, null, DeletionPolicy.DELETE)));
    }
}
