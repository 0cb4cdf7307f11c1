package dev.terrace.aws;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;

/**
 * Does, while a function starts, what its first request would have to wait for: loads classes by using them once, on all processors
 * and without calling anybody. Lambda gives a function more of the processor for its start than for a request, and with SnapStart it
 * starts once per version.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-best-practices.html">Lambda's best practices</a>
 */
public final class Priming {
    private final List<Thread> threads;

    private Priming(List<Thread> threads) {
        this.threads = threads;
    }

    /** Begins all tasks at once, beside what the function itself does to start. */
    public static Priming begin(Runnable... tasks) {
        return new Priming(Arrays.stream(tasks)
                .map(task -> Thread.ofPlatform().daemon().start(() -> run(task)))
                .toList());
    }

    /** A function that is not primed is slower and works all the same: its first request says better what is wrong. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Priming.class).warn("not primed", e);
        }
    }

    /** Waits for all of them: what runs on beside the first request would slow it down. */
    public void await() {
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A client that calls nobody, and does all else.
     *
     * @param answer to each call
     */
    public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, String answer) {
        return builder.httpClient(new Answering(answer))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("nobody", "none")))
                .build();
    }

    private record Answering(String answer) implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    var body = new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8));
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(body))
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
