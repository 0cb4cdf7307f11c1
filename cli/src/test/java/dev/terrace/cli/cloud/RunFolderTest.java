package dev.terrace.cli.cloud;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Problem;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import dev.terrace.report.LayerReport;
import dev.terrace.report.LayerReport.Status;
import dev.terrace.report.Refusal;
import dev.terrace.report.Reports;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

class RunFolderTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String REPORT = """
            {"layer": "network", "status": "PENDING", "begun": "2026-11-21T12:00:00Z", "updated": "2026-11-21T12:00:00Z"}""";

    private final Map<String, String> objects = new HashMap<>();
    private final RunFolder folder = new RunFolder(new Objects(), "bucket", "shop", "run-1");
    private boolean cut;
    private Charset charset = UTF_8;

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "null", "[]", "{\"layer\": \"network\"}", "{\"changes\": 7}"})
    void of_a_report_that_cannot_be_read_the_last_one_that_could_is_told(String damaged) {
        put("network.json", damaged);
        assertThat(folder.report(LayerName.NETWORK)).isEmpty();

        put("network.json", REPORT);
        put("network.json", damaged);

        assertThat(folder.report(LayerName.NETWORK))
                .hasValueSatisfying(report -> assertThat(report.status()).isEqualTo(Status.PENDING));
    }

    @Test
    void a_report_that_is_no_text_is_one_that_cannot_be_read() {
        put("network.json", REPORT);
        charset = ISO_8859_1;
        put("network.json", REPORT.replace("network", "n\u00E9"));

        assertThat(folder.report(LayerName.NETWORK)).isPresent();
    }

    @Test
    void what_could_not_be_fetched_is_fetched_by_the_next_look() {
        cut = true;
        assertThatThrownBy(() -> put("network.json", REPORT)).isInstanceOf(SdkClientException.class);

        cut = false;
        folder.refresh();

        assertThat(folder.report(LayerName.NETWORK)).isPresent();
    }

    @Test
    void what_functions_write_is_read() {
        var report = LayerReport.begun(LayerName.NETWORK, Direction.FORWARDS, NOON);
        var refusal = new Refusal(Problem.user("PlatformLocked", "", "Locked.", "Wait."), NOON);
        var notBuiltYet = List.of("data.redis: ElastiCache for Redis");

        put("network.json", Reports.write(report));
        put("refusal.json", Reports.write(refusal));
        put("platform.json", Reports.write(platform(notBuiltYet)));

        assertThat(folder.report(LayerName.NETWORK)).contains(report);
        assertThat(folder.refusal()).contains(refusal);
        assertThat(folder.notBuiltYet()).isEqualTo(notBuiltYet);
    }

    private static Platform platform(List<String> notBuiltYet) {
        return new Platform("shop", null, null, null, null, null, null, null, null, null, null, notBuiltYet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "7", "{\"status\": \"REFUSED\", \"freeAt\": \"soon\"}"})
    void a_refusal_that_cannot_be_read_is_none(String damaged) {
        assertThat(folder.refusal()).isEmpty();

        put("refusal.json", damaged);

        assertThat(folder.refusal()).isEmpty();
    }

    private void put(String name, String text) {
        objects.put("runs/shop/run-1/" + name, text);
        folder.refresh();
    }

    private final class Objects implements S3Client {
        @Override
        public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            return ListObjectsV2Response.builder()
                    .contents(objects.keySet().stream()
                            .map(key -> S3Object.builder()
                                    .key(key)
                                    .eTag(objects.get(key))
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public ResponseBytes<GetObjectResponse> getObjectAsBytes(GetObjectRequest request) {
            if (cut) {
                throw SdkClientException.create("Unable to execute HTTP request");
            }
            var text = objects.get(request.key());
            if (text == null) {
                throw software.amazon.awssdk.services.s3.model.NoSuchKeyException.builder()
                        .build();
            }
            return ResponseBytes.fromByteArray(GetObjectResponse.builder().build(), text.getBytes(charset));
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }
}
