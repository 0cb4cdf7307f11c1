package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.terrace.platform.LayerName;
import java.time.Instant;
import java.util.List;

/**
 * What the state machine asks at the beginning and at the end of a run.
 *
 * @param run the execution's name: the correlation id of everything that follows
 * @param execution its ARN, the holder of the platform's lock
 * @param platform the platform's name
 * @param mode {@code apply}, {@code plan} or {@code destroy}
 * @param blueprint the blueprint's key in the bucket; at the beginning only
 * @param replace the resources that may be replaced in this run, by {@code layer/name}; at the beginning only
 * @param failures what the state machine caught; empty when all went well, and at the beginning
 * @param heldUp the layers that had no turn because of the failures
 */
public record RunRequest(
        Step step,
        String run,
        String execution,
        Instant started,
        String platform,
        String mode,
        String blueprint,
        List<String> replace,
        List<Failure> failures,
        List<HeldUp> heldUp) {

    public enum Step {
        @JsonProperty("begin")
        BEGIN,
        @JsonProperty("end")
        END
    }

    /**
     * An error as Step Functions hands it to a catcher.
     *
     * @param layer whose execution failed; null when it was a step of the run itself
     */
    public record Failure(
            String layer,
            @JsonProperty("Error") String error,
            @JsonProperty("Cause") String cause) {}

    /**
     * A layer that had no turn.
     *
     * @param by the layers that failed, or had no turn either, and must have done before
     */
    public record HeldUp(LayerName layer, List<LayerName> by) {}

    public RunRequest {
        replace = replace == null ? List.of() : List.copyOf(replace);
        failures = failures == null ? List.of() : List.copyOf(failures);
        heldUp = heldUp == null ? List.of() : List.copyOf(heldUp);
    }

    /** A plan changes nothing, so that it needs no lock and leaves no record. */
    boolean onlyLooks() {
        return mode.equals("plan");
    }
}
