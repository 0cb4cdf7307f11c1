package dev.terrace.release;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * That an image was pushed, as EventBridge delivers it: by ECR, or in the same words by a CI (source {@code terrace}).
 * {@code aws-lambda-java-events} has no type for it.
 *
 * @param id the event's own; an event that is delivered twice keeps it
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html">Amazon ECR events</a>
 */
record PushEvent(String id, String source, Instant time, Detail detail) {

    /** @param tag null or empty when the image was pushed without one */
    record Detail(
            @JsonProperty("repository-name") String repository,
            @JsonProperty("image-digest") String digest,
            @JsonProperty("image-tag") String tag) {

        Detail {
            tag = tag == null ? "" : tag;
        }
    }
}
