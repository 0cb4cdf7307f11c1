package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What becomes of the resources that hold data when they are no longer wanted.
 *
 * @param database any policy; {@code SNAPSHOT} takes a final snapshot, then deletes
 * @param repositories {@code RETAIN}, or {@code DELETE} with all images
 * @param keys {@code RETAIN}, or {@code DELETE}, which schedules the deletion
 */
public record Deletion(Policy database, Policy repositories, Policy keys) {
    public enum Policy {
        @JsonProperty("retain")
        RETAIN,
        @JsonProperty("delete")
        DELETE,
        @JsonProperty("snapshot")
        SNAPSHOT
    }
}
