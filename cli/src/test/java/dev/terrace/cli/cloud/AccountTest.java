package dev.terrace.cli.cloud;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
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
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sso_session = work / sso_account_id = 111122223333 / sso_role_name = admin    | Unable to load SSO token
            sso_session = nowhere / sso_account_id = 111122223333 / sso_role_name = admin | title nowhere
            sso_session = noregion / sso_account_id = 111122223333 / sso_role_name = admin | 'sso_region' must be set
            sso_session = work / sso_role_name = admin | 'sso_account_id' was not configured
            sso_region = us-east-1 / sso_start_url = https://corp / sso_account_id = 1 / sso_role_name = admin | sso/cache
            role_arn = arn:aws:iam::111122223333:role/admin / credential_source = Environment   | Unable to load credentials
            role_arn = arn:aws:iam::111122223333:role/admin / credential_source = Nowhere       | Nowhere is not a valid
            role_arn = arn:aws:iam::111122223333:role/admin / source_profile = nobody           | configured to be 'nobody'
            role_arn = arn:aws:iam::111122223333:role/admin / source_profile = corp             | corp
            role_arn = arn:aws:iam::111122223333:role/admin / web_identity_token_file = /no/tok | /no/tok
            login_session = arn:aws:sts::111122223333:assumed-role/admin/me | Unable to load
            credential_process = sh -c "echo not logged in >&2, exit 3"     | credentials: Command returned non-zero
            credential_process = echo garbage                               | 'garbage'
            credential_process = echo {}                                    | Unsupported credential version
            aws_access_key_id = half                                        | 'aws_secret_access_key' was not configured
            output = json                                                   | no credentials for profile 'corp'. Log in
            """)
    void a_profile_of_any_kind_is_understood_and_what_is_wrong_with_it_is_said(String settings, String said) {
        assertThatThrownBy(() -> Account.ambient(
                        null, () -> Region.US_EAST_1, AccountTest::none, corp(settings.replace(" / ", "\n"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("in the profile that AWS_PROFILE names: ")
                .hasMessageContaining(said)
                .hasMessageNotContainingAny("class path", "ProfileFile(", "Chain@", "Provider(");
    }

    private static AwsCredentialsProvider corp(String settings) {
        var config = "[profile corp]\nregion = us-east-1\n" + settings + """

                [sso-session work]
                sso_region = us-east-1
                sso_start_url = https://corp.awsapps.com/start
                [sso-session noregion]
                sso_start_url = https://corp.awsapps.com/start
                """;
        return ProfileCredentialsProvider.builder()
                .profileName("corp")
                .profileFile(ProfileFile.builder()
                        .content(new ByteArrayInputStream(config.getBytes(StandardCharsets.UTF_8)))
                        .type(ProfileFile.Type.CONFIGURATION)
                        .build())
                .build();
    }

    @Nested
    class Files_that_cannot_be_read {
        @BeforeEach
        void write(@TempDir Path folder) throws IOException {
            System.setProperty(
                    "aws.configFile",
                    Files.writeString(folder.resolve("config"), "[profile").toString());
        }

        @AfterEach
        void forget() {
            System.clearProperty("aws.configFile");
        }

        @Test
        void are_said_to_be_that() {
            assertThatThrownBy(() -> Account.ambient("us-east-1"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith("There are no credentials for AWS")
                    .hasMessageContaining(": Profile definition must end with ']' on line 1. Log in");
        }

        @Test
        void are_told_of_the_local_cloud_too_since_each_client_reads_them() {
            try (var local = Account.at(URI.create("http://127.0.0.1:1"), "key", "secret", "us-east-1")) {
                assertThatThrownBy(local::s3)
                        .isInstanceOf(ProblemException.class)
                        .hasMessageContaining(": Profile definition must end with ']' on line 1. Mend ~/.aws/config");
            }
        }
    }

    @Test
    void credentials_that_end_later_are_a_problem_with_the_reason_whatever_is_called() {
        var asked = new AtomicInteger();
        AwsCredentialsProvider process = () -> {
            if (asked.getAndIncrement() == 0) {
                return AwsBasicCredentials.create("key", "secret");
            }
            throw new IllegalStateException("Failed to refresh.", new IllegalStateException("Log in again."));
        };
        try (var account = Account.ambient("us-east-1", () -> Region.US_EAST_1, process, null)) {
            assertThatThrownBy(() -> account.stepFunctions().describeExecution(it -> it.executionArn("arn:run-1")))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith(
                            "The credentials for AWS cannot be renewed: Failed to refresh: Log in again. Log in, or");
        }
    }

    @Test
    void a_stack_that_is_not_terraces_is_told() {
        assertThatThrownBy(() -> Stack.of("shop", Map.of("BlueprintBucket", "mine")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The stack `shop` is not Terrace's");
    }
}
