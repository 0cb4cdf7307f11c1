package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** A service that falls silent, before its first answer or in the middle of it, and answers when it is asked again. */
class SilenceTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("aws.region", "us-east-1", "aws.accessKeyId", "test", "aws.secretAccessKey", "test");

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private String answer;
    private boolean begins;

    @BeforeEach
    void there_is_a_service() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        ENVIRONMENT.forEach(System::setProperty);
        System.setProperty(
                "aws.endpointUrl", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void it_ends() {
        over.countDown();
        server.stop(0);
        ENVIRONMENT.keySet().forEach(System::clearProperty);
        System.clearProperty("aws.endpointUrl");
    }

    private void answer(HttpExchange exchange) throws IOException {
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        var first = asked.incrementAndGet() == 1;
        if (first && !begins) {
            untilTheTestIsOver();
        }
        exchange.sendResponseHeaders(200, bytes.length);
        var body = exchange.getResponseBody();
        if (first) {
            body.write(bytes, 0, bytes.length / 2);
            body.flush();
            untilTheTestIsOver();
        }
        body.write(bytes);
        exchange.close();
    }

    private void untilTheTestIsOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void in_the_middle_of_what_is_read_from_the_bucket_is_ended_and_all_of_it_read_anew() {
        begins = true;
        answer = "the platform as it was read";

        assertThat(Bucket.S3.of("blueprints").read("platform.json")).contains(answer);
        assertThat(asked).hasValue(2);
    }

    @Test
    void of_any_service_is_ended_and_the_call_made_again() {
        answer =
                "<ListAllMyBucketsResult><Buckets><Bucket><Name>blueprints</Name></Bucket></Buckets></ListAllMyBucketsResult>";

        assertThat(new Aws(Duration.ofSeconds(1))
                        .client(S3Client.builder())
                        .listBuckets()
                        .buckets())
                .extracting(bucket -> bucket.name())
                .containsExactly("blueprints");
        assertThat(asked).hasValue(2);
    }
}
