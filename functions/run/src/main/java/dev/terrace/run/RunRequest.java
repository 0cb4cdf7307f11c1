package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.terrace.aws.BadRequest;
import dev.terrace.platform.Direction;
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
 * @param keys those of the input that a person gave, as far as it is known; at the beginning only
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

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> keys,

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
            @JsonProperty("Cause") String cause) {

        public Failure {
            error = error == null ? "States.Unknown" : error;
        }
    }

    /** A layer that had no turn in a direction, since a layer failed whose turn comes before it. */
    public record HeldUp(LayerName layer, Direction direction) {}

    public RunRequest {
        BadRequest.required("step", step);
        BadRequest.required("run", run);
        BadRequest.required("execution", execution);
        BadRequest.required("started", started);
        BadRequest.required("platform", platform);
        BadRequest.required("mode", mode);
        if (step == Step.BEGIN) {
            BadRequest.required("blueprint", blueprint);
        }
        replace = replace == null ? List.of() : List.copyOf(replace);
        replace.forEach(address -> BadRequest.required("replace", address));
        keys = keys == null ? List.of() : List.copyOf(keys);
        failures = failures == null ? List.of() : List.copyOf(failures);
        heldUp = heldUp == null ? List.of() : List.copyOf(heldUp);
    }

    /** A plan changes nothing, so that it needs no lock and leaves no record. */
    boolean onlyLooks() {
        return mode.equals("plan");
    }
}
