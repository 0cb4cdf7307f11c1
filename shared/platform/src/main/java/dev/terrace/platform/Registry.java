package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How the ECR repositories of all components are kept.
 *
 * @param immutableTags whether ECR refuses to move a tag to another image
 * @param keepImages how many tagged images a repository keeps, 1 to 1000; the lifecycle policy expires the older
 */
public record Registry(boolean scanOnPush, boolean immutableTags, int keepImages, Encryption encryption) {
    public enum Encryption {
        /** By a KMS key of the platform. */
        @JsonProperty("kms")
        KMS,
        /** By a key that ECR holds. */
        @JsonProperty("aes256")
        AES256
    }
}
