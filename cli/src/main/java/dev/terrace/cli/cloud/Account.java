package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;

/** An AWS account in a region, or the local cloud; its clients are made when they are first asked for. */
public final class Account implements AutoCloseable {
    private static final String LOG_IN =
            "Log in, or set AWS_PROFILE; `aws sts get-caller-identity` says whether they work.";

    /** What the SDK prints of its own objects: {@code ProfileFile(sections=[…])} with all that is in it, {@code Chain@1b2c3d: […]}. */
    private static final Pattern OBJECT = Pattern.compile(":? [\\w.]+(?:\\(\\w+=|@[0-9a-f]+).*", Pattern.DOTALL);

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Map<Class<?>, SdkClient> clients = new HashMap<>();
    private final URI endpoint;
    private final AwsCredentialsProvider credentials;
    private final Region region;

    private Account(URI endpoint, AwsCredentialsProvider credentials, Region region) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.region = region;
    }

    /**
     * The account of the ambient credentials.
     *
     * @param region null for the ambient region
     * @throws ProblemException when nothing says which they are
     */
    public static Account ambient(String region) {
        return ambient(
                region,
                new DefaultAwsRegionProviderChain(),
                DefaultCredentialsProvider.builder().build(),
                System.getenv("AWS_PROFILE") == null ? null : ProfileCredentialsProvider.create());
    }

    /**
     * They are looked for at once: where there are none, each of the SDK's clients would say so in its own way.
     *
     * @param profile says why the profile that was named has none; null where none was named
     */
    static Account ambient(
            String region,
            AwsRegionProvider regions,
            AwsCredentialsProvider credentials,
            AwsCredentialsProvider profile) {
        var its = region == null
                ? found(
                        regions::getRegion,
                        "NoRegion",
                        _ -> "Nothing says which AWS region is meant.",
                        "Add --region, or set AWS_REGION.")
                : Region.of(region);
        found(
                credentials::resolveCredentials,
                "NoCredentials",
                why -> "There are no credentials for AWS" + because(why, profile) + ".",
                LOG_IN);
        return new Account(null, renewed(credentials), its);
    }

    /** Credentials that were there, and are asked for again with each call: a login may end before a run does. */
    private static AwsCredentialsProvider renewed(AwsCredentialsProvider credentials) {
        return () -> found(
                credentials::resolveCredentials,
                "NoCredentials",
                why -> "The credentials for AWS cannot be renewed: " + words(why) + ".",
                LOG_IN);
    }

    /** The SDK has no type of its own for what is wrong with a profile, or with the files that profiles are in. */
    private static <T> T found(
            Supplier<T> source, String code, Function<RuntimeException, String> message, String remedy) {
        try {
            return source.get();
        } catch (RuntimeException none) {
            throw new ProblemException(Problem.user(code, "", message.apply(none), remedy), none);
        }
    }

    /** Of all places where credentials may be, the SDK says what is wrong with each; one was meant. */
    private static String because(RuntimeException nowhere, AwsCredentialsProvider profile) {
        if (profile == null) {
            return nowhere instanceof SdkClientException ? "" : ": " + words(nowhere);
        }
        try {
            profile.resolveCredentials();
            return "";
        } catch (RuntimeException why) {
            return " in the profile that AWS_PROFILE names: " + words(why);
        }
    }

    /** What is said of a failure and of its causes, without an end. */
    private static String words(Throwable failure) {
        var words = "";
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var said = OBJECT.matcher(String.valueOf(cause.getMessage()))
                    .replaceFirst("")
                    .strip()
                    .replaceFirst("\\.$", "");
            if (!words.contains(said)) {
                words += (words.isEmpty() ? "" : ": ") + said;
            }
        }
        return words;
    }

    /** The local cloud. */
    public static Account at(URI endpoint, String accessKey, String secretKey, String region) {
        return new Account(
                endpoint,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)),
                Region.of(region));
    }

    public Region region() {
        return region;
    }

    public boolean isLocal() {
        return endpoint != null;
    }

    /** The host and port of the local cloud; null for AWS. */
    public URI endpoint() {
        return endpoint;
    }

    public CloudFormationClient cloudFormation() {
        return client(CloudFormationClient.class, () -> built(CloudFormationClient.builder()));
    }

    public EcrClient ecr() {
        return client(EcrClient.class, () -> built(EcrClient.builder()));
    }

    public EventBridgeClient events() {
        return client(EventBridgeClient.class, () -> built(EventBridgeClient.builder()));
    }

    public LambdaClient lambda() {
        return client(LambdaClient.class, () -> built(LambdaClient.builder()));
    }

    public S3Client s3() {
        return client(S3Client.class, () -> built(S3Client.builder().forcePathStyle(isLocal())));
    }

    public SfnClient stepFunctions() {
        return client(SfnClient.class, () -> built(SfnClient.builder()));
    }

    public ResourceGroupsTaggingApiClient tagging() {
        return client(ResourceGroupsTaggingApiClient.class, () -> built(ResourceGroupsTaggingApiClient.builder()));
    }

    private <C extends SdkClient> C client(Class<C> type, Supplier<C> maker) {
        synchronized (clients) {
            return type.cast(clients.computeIfAbsent(
                    type,
                    _ -> found(
                            maker,
                            "BadConfiguration",
                            why -> "The configuration of AWS's SDK cannot be read: " + words(why) + ".",
                            "Mend ~/.aws/config and ~/.aws/credentials, or what AWS_CONFIG_FILE names.")));
        }
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C built(B builder) {
        builder.httpClient(http).credentialsProvider(credentials).region(region);
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder.build();
    }

    @Override
    public void close() {
        clients.values().forEach(SdkClient::close);
        http.close();
    }
}
