package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * What a state machine asks at the beginning and at the end of a run.
 *
 * @param run the execution's name: the correlation id of everything that follows
 * @param execution its ARN, the holder of the platform's lock
 * @param platform the platform's name
 * @param mode {@code apply}, {@code plan} or {@code destroy}
 * @param modes what the state machine knows to do; at the beginning only
 * @param blueprint the blueprint's key in the bucket; at the beginning only
 * @param failure what the state machine caught; null when all went well, and at the beginning
 */
public record RunRequest(
        Step step,
        String run,
        String execution,
        Instant started,
        String platform,
        String mode,
        List<String> modes,
        String blueprint,
        Failure failure) {

    public enum Step {
        @JsonProperty("begin")
        BEGIN,
        @JsonProperty("end")
        END
    }

    /** An error as Step Functions hands it to a catcher. */
    public record Failure(
            @JsonProperty("Error") String error,
            @JsonProperty("Cause") String cause) {}

    /** A plan changes nothing, so that it needs no lock and leaves no record. */
    boolean onlyLooks() {
        return mode.equals("plan");
    }
}
