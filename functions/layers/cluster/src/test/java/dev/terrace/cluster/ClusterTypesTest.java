package dev.terrace.cluster;

import dev.terrace.mapping.Completeness;
import org.junit.jupiter.api.Test;

class ClusterTypesTest {
    @Test
    void every_property_goes_from_and_to_aws_by_its_name_or_by_a_rule() {
        Completeness.assertComplete(ClusterTypes.all());
    }
}
