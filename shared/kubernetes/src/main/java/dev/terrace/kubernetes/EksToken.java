package dev.terrace.kubernetes;

import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;

/**
 * The bearer token that EKS takes: a presigned {@code sts:GetCallerIdentity}, which names the cluster in a signed header.
 * The cluster sends it to STS to learn who is calling; nobody else does, so it names STS' own host even where
 * {@code AWS_ENDPOINT_URL} sends the SDK's calls elsewhere.
 *
 * @see <a href="https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster">the format</a>
 */
final class EksToken implements OAuthTokenProvider {
    private static final String PREFIX = "k8s-aws-v1.";

    /** EKS takes a token for 15 minutes, whatever its URL says. */
    private static final Duration RENEW_AFTER = Duration.ofMinutes(10);

    private static final Duration EXPIRES = Duration.ofSeconds(60);

    private final String cluster;
    private final Region region;
    private final AwsCredentialsProvider credentials;
    private final Clock clock;
    private Instant signed = Instant.MIN;
    private String token;

    EksToken(String cluster, Region region, AwsCredentialsProvider credentials, Clock clock) {
        this.cluster = cluster;
        this.region = region;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public synchronized String getToken() {
        var now = clock.instant();
        if (now.isAfter(signed.plus(RENEW_AFTER))) {
            token = sign();
            signed = now;
        }
        return token;
    }

    private String sign() {
        var host = "sts." + region.id() + "."
                + RegionMetadata.of(region).partition().dnsSuffix();
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("https://" + host + "/?Action=GetCallerIdentity&Version=2011-06-15"))
                .putHeader("x-k8s-aws-id", cluster)
                .build();
        var url = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id())
                        .putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, EXPIRES)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri()
                .toString();
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(url.getBytes(StandardCharsets.UTF_8));
    }
}
