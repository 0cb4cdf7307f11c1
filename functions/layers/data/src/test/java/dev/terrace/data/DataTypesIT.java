package dev.terrace.data;

import dev.terrace.aws.Home;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.ResourceType;
import dev.terrace.local.PublishedSchemas;
import dev.terrace.mapping.Agreement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataTypesIT {
    private static final List<ResourceType<?>> TYPES = types();

    private static List<ResourceType<?>> types() {
        var home = new Home("aws", "us-east-1", "111122223333");
        return List.of(
                DbSubnetGroup.type(null, home),
                DbParameterGroup.type(null, null, home),
                DbInstance.type(null, null, home, DeletionPolicy.DELETE, Clock.systemUTC()));
    }

    @Test
    void the_types_are_as_cloudformation_publishes_them() {
        Agreement.assertAgree(PublishedSchemas.folder(), TYPES);
    }
}
