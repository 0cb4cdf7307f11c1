package dev.terrace.security;

import dev.terrace.aws.Home;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.iam.OidcProvider;
import dev.terrace.iam.Role;
import dev.terrace.local.PublishedSchemas;
import dev.terrace.mapping.Agreement;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityTypesIT {
    @Test
    void the_types_and_those_of_iam_are_as_cloudformation_publishes_them() {
        var home = new Home("aws", "us-east-1", "111122223333");
        Agreement.assertAgree(
                PublishedSchemas.folder(),
                List.of(
                        KmsKey.type(null, null, DeletionPolicy.DELETE),
                        KmsAlias.type(null, DeletionPolicy.DELETE),
                        Role.type(null, home),
                        OidcProvider.type(null, home)));
    }
}
