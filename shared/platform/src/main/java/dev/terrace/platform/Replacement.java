package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What to do when a change can only be made by deleting a resource and creating it anew. */
public enum Replacement {
    @JsonProperty("refuse")
    REFUSE,
    @JsonProperty("allow")
    ALLOW
}
