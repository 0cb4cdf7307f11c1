package dev.terrace.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Builds SDK clients. They share one HTTP client and one count of calls; region, credentials and endpoint
 * ({@code AWS_ENDPOINT_URL}) come from the environment, as the SDK reads it.
 */
public final class Aws {
    /** With all its attempts a call must end before the function's time does; see {@link LayerFunction}. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(12);

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final Calls calls = new Calls();

    /** @param builder a client's builder, e.g. {@code Ec2Client.builder()} */
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.httpClient(http)
                .overrideConfiguration(configuration -> configuration
                        .apiCallTimeout(LONGEST_CALL)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                        .addExecutionInterceptor(calls)
                        .addExecutionInterceptor(new CallNames()))
                .build();
    }

    public Calls calls() {
        return calls;
    }
}
