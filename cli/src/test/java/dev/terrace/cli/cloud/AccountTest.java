package dev.terrace.cli.cloud;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.ProblemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
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
                        AnonymousCredentialsProvider.create(),
                        null))
                .isInstanceOf(ProblemException.class)
                .hasMessage("Nothing says which AWS region is meant. Add --region, or set AWS_REGION.");
    }

    @Test
    void without_credentials_it_says_how_to_get_some() {
        assertThatThrownBy(() -> Account.ambient(null, () -> Region.US_EAST_1, AccountTest::none, null))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("There are no credentials for AWS. Log in");
    }

    private static AwsCredentials none() {
        throw NONE;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sso_session = work\nsso_account_id = 111122223333\nsso_role_name = admin",
                "role_arn = arn:aws:iam::111122223333:role/admin\ncredential_source = Environment",
                "login_session = arn:aws:sts::111122223333:assumed-role/admin/me"
            })
    void a_profile_of_any_kind_is_understood_and_what_is_wrong_with_it_is_said(String settings) {
        var config = "[profile corp]\nregion = us-east-1\n" + settings
                + "\n[sso-session work]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n";
        var profile = ProfileCredentialsProvider.builder()
                .profileName("corp")
                .profileFile(ProfileFile.builder()
                        .content(new ByteArrayInputStream(config.getBytes(StandardCharsets.UTF_8)))
                        .type(ProfileFile.Type.CONFIGURATION)
                        .build())
                .build();

        assertThatThrownBy(() -> Account.ambient(null, () -> Region.US_EAST_1, AccountTest::none, profile))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("in the profile that AWS_PROFILE names: ")
                .hasMessageNotContaining("class path");
    }

    @Test
    void a_stack_that_is_not_terraces_is_told() {
        assertThatThrownBy(() -> Stack.of("shop", Map.of("BlueprintBucket", "mine")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The stack `shop` is not Terrace's");
    }
}
