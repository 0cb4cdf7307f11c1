package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class EksTokenTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final EksToken token = token(Region.US_EAST_1);

    private EksToken token(Region region) {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret"));
        return new EksToken("task-manager", region, credentials, clock);
    }

    @Test
    void it_is_a_presigned_question_to_sts_who_is_calling_about_the_cluster() {
        assertThat(token.getToken()).startsWith("k8s-aws-v1.").doesNotContain("=");
        var url = url(token);
        assertThat(url.getScheme()).isEqualTo("https");
        assertThat(url.getHost()).isEqualTo("sts.us-east-1.amazonaws.com");
        assertThat(url.getQuery())
                .contains("Action=GetCallerIdentity", "Version=2011-06-15")
                .contains("X-Amz-SignedHeaders=host;x-k8s-aws-id")
                .contains("X-Amz-Credential=AKIDEXAMPLE/20261121/us-east-1/sts/aws4_request")
                .contains("X-Amz-Date=20261121T120000Z", "X-Amz-Expires=60");
    }

    @Test
    void it_goes_to_the_partitions_own_sts() {
        assertThat(url(token(Region.CN_NORTH_1)).getHost()).isEqualTo("sts.cn-north-1.amazonaws.com.cn");
    }

    @Test
    void it_is_used_for_ten_of_the_fifteen_minutes_that_eks_takes_it() {
        var first = token.getToken();
        now = now.plus(Duration.ofMinutes(10));
        assertThat(token.getToken()).isEqualTo(first);
        now = now.plusSeconds(1);
        assertThat(token.getToken()).isNotEqualTo(first);
    }

    private static URI url(EksToken token) {
        var encoded = token.getToken().substring("k8s-aws-v1.".length());
        return URI.create(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
    }
}
