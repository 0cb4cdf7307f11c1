package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.OutOfTimeException;
import dev.terrace.report.CallCount;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class CallsTest {
    private final Calls calls = new Calls();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicBoolean late = new AtomicBoolean();
    private final S3Client s3 = S3Client.builder()
            .httpClient(new Answering())
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .region(Region.US_EAST_1)
            .overrideConfiguration(configuration -> configuration.addExecutionInterceptor(calls))
            .build();

    @Test
    void a_call_after_the_deadline_is_not_begun_and_the_sdk_says_so_in_our_words() {
        calls.until(late::get);
        s3.listBuckets();
        late.set(true);

        assertThatThrownBy(s3::listBuckets).isExactlyInstanceOf(OutOfTimeException.class);
        assertThat(sent).hasValue(1);
        assertThat(calls.count()).isEqualTo(new CallCount(1, 0));
    }

    @Test
    void a_call_that_was_begun_before_the_deadline_is_tried_again_after_it() {
        calls.until(late::get);
        failures.set(1);

        s3.listBuckets();

        assertThat(sent).hasValue(2);
        assertThat(calls.count()).isEqualTo(new CallCount(2, 0));
    }

    @Test
    void the_next_request_of_the_function_has_time_again() {
        calls.until(() -> true);
        calls.until(() -> false);

        s3.listBuckets();

        assertThat(sent).hasValue(1);
    }

    /** S3, which has no buckets; the deadline passes while it fails. */
    private final class Answering implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    sent.incrementAndGet();
                    var fails = failures.getAndDecrement() > 0;
                    late.compareAndSet(false, fails);
                    var body = "<ListAllMyBucketsResult/>".getBytes(StandardCharsets.UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(fails ? 503 : 200)
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
