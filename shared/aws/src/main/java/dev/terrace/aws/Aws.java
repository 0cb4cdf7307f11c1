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
    /** With all its attempts a call ends within this, and so before the function's time does; see {@link LayerFunction}. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(18);

    /**
     * What says nothing for so long is given up, and asked for again. Calls that create clusters and databases only begin to, and answer
     * within seconds; of those that have no client token a second one would make a second thing, so it is far from what they take.
     * The SDK's timeout of a call ends no read that waits: the silence after it is part of the longest call.
     */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(8);

    private final SdkHttpClient http;
    private final Calls calls = new Calls();

    public Aws() {
        this(LONGEST_SILENCE);
    }

    Aws(Duration silence) {
        this.http = UrlConnectionHttpClient.builder().socketTimeout(silence).build();
    }

    /** @param builder a client's builder, e.g. {@code Ec2Client.builder()} */
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.httpClient(http)
                .overrideConfiguration(configuration -> configuration
                        .apiCallTimeout(LONGEST_CALL.minus(LONGEST_SILENCE))
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                        .addExecutionInterceptor(calls)
                        .addExecutionInterceptor(new CallNames()))
                .build();
    }

    public Calls calls() {
        return calls;
    }
}
