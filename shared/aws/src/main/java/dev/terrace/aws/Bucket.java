package dev.terrace.aws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The blueprint bucket: blueprints, and what runs write about themselves. */
public interface Bucket {
    /** With all its attempts, a call to the bucket ends within this. */
    Duration LONGEST_CALL = Duration.ofSeconds(6);

    /** S3 begins to answer within milliseconds; what says nothing for so long is tried again. */
    Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    /** The text at a key, if there is one. */
    default Optional<String> read(String key) {
        return read(key, Integer.MAX_VALUE).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** What is at a key, if there is something, but no more than its first bytes. */
    Optional<byte[]> read(String key, int most);

    void write(String key, String text, String contentType);

    /** Where a key is, as a person would look for it. */
    String location(String key);

    /**
     * The bucket that {@code BLUEPRINT_BUCKET} in the environment names. Its calls are no part of what a layer costs, and are made
     * even when the time for anything else is up: no {@link Calls} listens to them.
     */
    static Bucket fromEnvironment() {
        return S3.of(System.getenv("BLUEPRINT_BUCKET"));
    }

    /** A bucket of S3. */
    record S3(S3Client s3, String name) implements Bucket {
        /** The SDK's timeout ends no read that waits: the silence after it is part of the longest call. */
        static S3 of(String name) {
            var s3 = S3Client.builder()
                    .httpClient(UrlConnectionHttpClient.builder()
                            .socketTimeout(LONGEST_SILENCE)
                            .build())
                    .overrideConfiguration(
                            configuration -> configuration.apiCallTimeout(LONGEST_CALL.minus(LONGEST_SILENCE)))
                    .build();
            return new S3(s3, name);
        }

        @Override
        public Optional<byte[]> read(String key, int most) {
            try {
                return Optional.of(s3.getObject(
                        request -> request.bucket(name).key(key), (_, content) -> beginning(content, most)));
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            }
        }

        /** What is not wanted is not fetched either. The SDK tries again what breaks off, where it is told to. */
        private static byte[] beginning(AbortableInputStream content, int most) {
            try {
                var bytes = content.readNBytes(most);
                if (bytes.length == most) {
                    content.abort();
                }
                return bytes;
            } catch (IOException e) {
                throw RetryableException.create("S3's answer broke off", e);
            }
        }

        @Override
        public void write(String key, String text, String contentType) {
            s3.putObject(
                    request -> request.bucket(name).key(key).contentType(contentType), RequestBody.fromString(text));
        }

        @Override
        public String location(String key) {
            return "s3://" + name + "/" + key;
        }
    }
}
