package dev.terrace.cli.cloud;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

class AccountTest {
    private static final SdkClientException NONE =
            SdkClientException.create("Unable to load from software.amazon.awssdk.Chain@1b2c3d");

    @Test
    void without_a_region_it_says_how_to_give_one() {
        assertThatThrownBy(() -> Account.ambient(
                        null,
                        () -> {
                            throw NONE;
                        },
                        AnonymousCredentialsProvider.create()))
                .isInstanceOf(ProblemException.class)
                .hasMessage("Nothing says which AWS region is meant. Add --region, or set AWS_REGION.");
    }

    @Test
    void without_credentials_it_says_how_to_get_some() {
        assertThatThrownBy(() -> Account.ambient(null, () -> Region.US_EAST_1, () -> {
                    throw NONE;
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("There are no credentials for AWS. Log in");
    }

    @Test
    void a_stack_that_is_not_terraces_is_told() {
        assertThatThrownBy(() -> Stack.of("shop", Map.of("BlueprintBucket", "mine")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The stack `shop` is not Terrace's");
    }
}
