package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which way a run goes through the layers. */
public enum Direction {
    /** From the first layer to the last: what is declared is created and changed. */
    @JsonProperty("forwards")
    FORWARDS,
    /** From the last layer to the first: what is no longer declared is deleted. */
    @JsonProperty("backwards")
    BACKWARDS
}
