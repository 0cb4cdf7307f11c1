package dev.terrace.local;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** Clients of a local cloud, as its root user. */
record Aws(URI endpoint, String region) {

    Aws(URI endpoint) {
        this(endpoint, LocalCloud.REGION);
    }

    <C, B extends AwsClientBuilder<B, C>> C client(B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }
}
