package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How the ECR repositories of all components are kept.
 *
 * @param mutableTags patterns of the tags that may move to another image, {@code *} standing for any characters; ECR refuses it to all
 *     others
 * @param keepImages how many tagged images a repository keeps, 1 to 1000; the lifecycle policy expires the older
 */
public record Registry(boolean scanOnPush, List<String> mutableTags, int keepImages, Encryption encryption) {
    public Registry {
        mutableTags = Ordered.list(mutableTags);
    }

    public enum Encryption {
        /** By a KMS key of the platform. */
        @JsonProperty("kms")
        KMS,
        /** By a key that ECR holds. */
        @JsonProperty("aes256")
        AES256
    }
}
