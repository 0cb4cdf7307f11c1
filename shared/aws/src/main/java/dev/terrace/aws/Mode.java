package dev.terrace.aws;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a layer's function is asked to do. */
public enum Mode {
    @JsonProperty("plan")
    PLAN,
    @JsonProperty("apply")
    APPLY,
    @JsonProperty("destroy")
    DESTROY
}
