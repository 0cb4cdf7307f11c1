package dev.terrace.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.s3.S3Client;

class AwsProblemsTest {
    private static final Key KEY = new Owner("shop", "registry", Map.of()).key("web");

    private static AwsServiceException refusal(String service, String code, String message) {
        return AwsServiceException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName(service)
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .statusCode(400)
                .requestId("r-1")
                .build();
    }

    /** What a newborn's unknown relatives make services say, each as it was met. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Kms            | NotFoundException           | Key 'arn:aws:kms:us-east-1:1:key/2' does not exist
            Kms            | KMSInvalidStateException    | arn:aws:kms:us-east-1:1:key/2 is pending deletion.
            Ecr            | RepositoryNotFoundException | The repository with name 'web' does not exist in the registry with id '1'
            Ecr            | KmsException                | The operation failed due to a KMS exception
            Iam            | NoSuchEntity                | The role with name shop-node-role cannot be found.
            Iam            | MalformedPolicyDocument     | Invalid principal in policy: "AWS":"arn:aws:iam::1:role/ops"
            Rds            | InvalidParameterValue       | IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING
            Rds            | KMSKeyNotAccessibleFault    | The specified KMS key does not exist, is not enabled or you do not have permissions to access it
            Rds            | DBParameterGroupNotFound    | DBParameterGroup not found: shop-parameters
            Eks            | InvalidParameterException   | Role with arn: arn:aws:iam::1:role/r, could not be assumed because it does not exist or the trusted entity is not correct
            Eks            | InvalidParameterException   | The provided role doesn't have the Amazon EKS Managed Policies associated with it
            Eks            | InvalidRequestException     | Launch template lt-1 could not be found
            Eks            | InvalidRequestException     | User not authorized to perform kms:CreateGrant operation
            Ec2            | InvalidParameter            | Unable to assume given IAM role
            Ec2            | InvalidSubnet.Conflict      | The CIDR '10.0.0.0/20' conflicts with another subnet
            Ec2            | InvalidGroup.Duplicate      | The security group 'shop-nodes-sg' already exists for VPC 'vpc-1'
            Ec2            | InvalidParameter            | Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-1
            Ec2            | InvalidLaunchTemplateId.NotFound | The specified launch template does not exist
            Kms            | AccessDeniedException       | User: f is not authorized to perform: kms:PutKeyPolicy because no identity-based policy allows the kms:PutKeyPolicy action
            """)
    void what_is_new_born_is_waited_for_in_a_creation_and_only_there(String service, String code, String message) {
        var refusal = refusal(service, code, message);

        assertThat(AwsProblems.of(refusal, true).category()).isEqualTo(Category.RETRYABLE);
        assertThat(AwsProblems.of(refusal, false).category()).isEqualTo(Category.USER);
        assertThat(AwsProblems.of(refusal, true).message())
                .isEqualTo("%s said %s: %s".formatted(service, code, message));
    }

    @ParameterizedTest
    @CsvSource({
        "Rds, InvalidParameterValue, The parameter AllocatedStorage must be at least 20",
        "Eks, InvalidParameterException, unsupported Kubernetes version",
        "Ecr, InvalidParameterException, Invalid parameter at 'repositoryName'",
        "Kms, AccessDeniedException, User: f is not authorized to perform: kms:CreateKey with an explicit deny in a service control policy",
        "Ec2, UnauthorizedOperation, no permissions boundary allows the ec2:CreateVpc action"
    })
    void what_no_waiting_mends_is_told_in_a_creation_too(String service, String code, String message) {
        assertThat(AwsProblems.of(refusal(service, code, message), true).category())
                .isEqualTo(Category.USER);
    }

    @ParameterizedTest
    @CsvSource({
        "Ec2, VpcLimitExceeded, The maximum number of VPCs has been reached., vpc, L-F678F1CE",
        "Ec2 AllocateAddress, AddressLimitExceeded, The maximum number of addresses has been reached., ec2, L-0263D0A3",
        "Rds, InstanceQuotaExceeded, DB Instance quota exceeded, rds, L-7B6409FD",
        "Iam, LimitExceeded, Cannot exceed quota for RolesPerAccount: 1000, iam, L-FE177D64",
        "Eks, ResourceLimitExceededException, Nodegroup limit exceeded for cluster, eks, L-6D54EA21"
    })
    void a_quota_is_told_by_name_with_the_command_that_asks_for_more(
            String service, String code, String message, String quotaService, String quota) {
        var problem = AwsProblems.of(refusal(service, code, message), true);

        assertThat(problem.category()).isEqualTo(Category.USER);
        assertThat(problem.message()).startsWith("The quota \"").contains("is used up", message);
        assertThat(problem.remedy()).contains("--service-code " + quotaService + " --quota-code " + quota);
    }

    @Test
    void a_limit_that_is_no_quota_of_the_table_stays_in_awss_words() {
        assertThat(AwsProblems.of(refusal("Iam", "LimitExceeded", "Maximum policy size of 10240 bytes exceeded"))
                        .message())
                .isEqualTo("Iam said LimitExceeded: Maximum policy size of 10240 bytes exceeded");
    }

    @Test
    void a_name_that_is_taken_is_told_truly() {
        var refused = refusal("Ecr CreateRepository", "RepositoryAlreadyExistsException", "The repository exists");

        assertThat(alreadyThere(refused, Map.of("terrace:platform", "shop", "terrace:layer", "registry")))
                .satisfies(problem -> assertThat(problem.retryable()).isTrue())
                .satisfies(problem -> assertThat(problem.message()).contains("does not list it yet"));
        assertThat(alreadyThere(refused, Map.of()).message())
                .isEqualTo("Its name is taken by a resource that is not this platform's: The repository exists");
        assertThat(alreadyThere(refused, tags("shop", "data", "db")).message())
                .startsWith("Its name is taken by this platform's own data/db");
        assertThat(alreadyThere(refused, tags("store", "registry", "web")).message())
                .startsWith("Its name is taken by registry/web of the platform store");
    }

    private static Map<String, String> tags(String platform, String layer, String resource) {
        return Map.of("terrace:platform", platform, "terrace:layer", layer, "terrace:resource", resource);
    }

    private static Problem alreadyThere(AwsServiceException refused, Map<String, String> tags) {
        return AwsProblems.alreadyThere(KEY, tags, refused).problem();
    }

    // ---------------------------------------------------------------- as the SDK throws it

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Bad Gateway</html>", "{\"message\": 7}", "{"})
    void an_answer_that_is_none_of_awss_is_a_sentence_with_the_call_and_the_status(String body) throws IOException {
        var problem = answered(502, body);

        assertThat(problem.category()).isEqualTo(Category.RETRYABLE);
        assertThat(problem.message()).isEqualTo("Kms CreateKey was answered with HTTP status 502 and no error code.");
    }

    @Test
    void an_answer_that_is_none_of_awss_is_retried_where_waiting_helps() throws IOException {
        assertThat(answered(429, "").category()).isEqualTo(Category.RETRYABLE);
        assertThat(answered(403, "").category()).isEqualTo(Category.USER);
        assertThat(answered(403, "").remedy()).contains("proxy");
        assertThat(answered(403, "").message()).endsWith("(request id r-1).");
    }

    /** Otherwise it would not be seen that nothing but a refusal is left. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            You are not authorized to perform this operation. Encoded authorization failure message: pX-%s_Zz9
            AccessDenied when calling Ec2 (Service: Ec2, Status Code: 403, Request ID: %s) (SDK Attempt Count: 1)
            Could not assume role, request id: %s
            """)
    void the_same_refusal_reads_the_same_each_time(String said) {
        var first =
                AwsProblems.of(refusal("Ec2 CreateVpc", "UnauthorizedOperation", said.formatted("0a1b2c3d-11")), true);
        var second =
                AwsProblems.of(refusal("Ec2 CreateVpc", "UnauthorizedOperation", said.formatted("9f8e7d6c-22")), true);

        assertThat(first.message()).isEqualTo(second.message()).doesNotContain("0a1b2c3d", "Encoded");
    }

    @Test
    void a_refusal_names_the_call_and_not_what_the_sdk_appends() throws IOException {
        var problem = answered(400, "{\"__type\": \"AccessDeniedException\", \"message\": \"no\"}");

        assertThat(problem.message()).isEqualTo("Kms CreateKey said AccessDeniedException: no");
    }

    @Test
    void a_refusal_keeps_its_class_although_the_call_is_named() throws IOException {
        var error = thrown(400, "{\"__type\": \"NotFoundException\", \"message\": \"Key '1' does not exist\"}");

        assertThat(error).isInstanceOf(NotFoundException.class);
        assertThat(AwsProblems.of(error, true).message())
                .isEqualTo("Kms CreateKey said NotFoundException: Key '1' does not exist");
    }

    @Test
    void who_cannot_be_reached_is_told_without_what_the_sdk_appends() {
        var problem = AwsProblems.of(call(URI.create("http://127.0.0.1:9")), true);

        assertThat(problem.retryable()).isTrue();
        assertThat(problem.message()).startsWith("AWS could not be reached: ").doesNotContain("SDK");
    }

    @ParameterizedTest
    @NullAndEmptySource
    void what_is_not_even_sent_is_not_tried_again(String key) {
        try (var s3 = new Aws()
                .client(S3Client.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create()))) {
            var unsent = catchThrowableOfType(RuntimeException.class, () -> new Bucket.S3(s3, "bucket").read(key));

            assertThat(AwsProblems.of(unsent).category()).isEqualTo(Category.USER);
        }
    }

    private static Problem answered(int status, String body) throws IOException {
        return AwsProblems.of(thrown(status, body));
    }

    /** What a client of ours throws when a call is answered so. */
    private static RuntimeException thrown(int status, String body) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("x-amzn-RequestId", "r-1");
            exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        try {
            return call(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private static RuntimeException call(URI endpoint) {
        try (var kms = new Aws()
                .client(KmsClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(AnonymousCredentialsProvider.create()))) {
            return catchThrowableOfType(RuntimeException.class, () -> kms.createKey(request -> {}));
        }
    }
}
