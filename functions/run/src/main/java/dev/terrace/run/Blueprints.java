package dev.terrace.run;

import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Where the blueprints lie. */
interface Blueprints {
    /** The text of the blueprint, if there is one. */
    Optional<String> read(String key);

    /** Keeps a blueprint as the platform's own: what is applied from now on, unless another is named. */
    void keep(String platform, String text);

    /** The key of a platform's own blueprint. */
    static String keyOf(String platform) {
        return platform + ".yaml";
    }

    /** Where a key is, as a person would look for it. */
    String location(String key);

    /** The blueprint bucket. */
    record Bucket(S3Client s3, String name) implements Blueprints {
        @Override
        public Optional<String> read(String key) {
            try {
                return Optional.of(
                        s3.getObjectAsBytes(request -> request.bucket(name).key(key))
                                .asUtf8String());
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            }
        }

        @Override
        public void keep(String platform, String text) {
            s3.putObject(
                    request -> request.bucket(name).key(keyOf(platform)).contentType("application/yaml"),
                    RequestBody.fromString(text));
        }

        @Override
        public String location(String key) {
            return "s3://" + name + "/" + key;
        }
    }
}
