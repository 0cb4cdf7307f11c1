package dev.terrace.security;

import dev.terrace.engine.DeletionPolicy;
import dev.terrace.iam.OidcProvider;
import dev.terrace.iam.Role;
import dev.terrace.mapping.Completeness;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityTypesTest {
    @Test
    void every_property_goes_from_and_to_aws_by_its_name_or_by_a_rule() {
        Completeness.assertComplete(List.of(
                KmsKey.type(null, null, DeletionPolicy.DELETE),
                KmsAlias.type(null, DeletionPolicy.DELETE),
                Role.type(null, null),
                OidcProvider.type(null, null)));
    }
}
