package dev.terrace.release;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.terrace.aws.BadRequest;
import dev.terrace.table.Release;
import java.time.Instant;

/** What the state machine asks of the function: one step of a release. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "step")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Begin.class, name = "begin"),
    @JsonSubTypes.Type(value = Request.Deploy.class, name = "deploy"),
    @JsonSubTypes.Type(value = Request.Check.class, name = "check"),
    @JsonSubTypes.Type(value = Request.End.class, name = "end")
})
sealed interface Request {

    /** The execution's ARN: the holder of the lock. */
    String execution();

    /** The execution's name: the release's id. */
    default String run() {
        return execution().substring(execution().lastIndexOf(':') + 1);
    }

    /**
     * Finds out what was pushed, and whether it is to be released.
     *
     * @param started when the execution started
     */
    record Begin(String execution, Instant started, PushEvent event) implements Request {
        public Begin {
            BadRequest.required("execution", execution);
            BadRequest.required("started", started);
            BadRequest.required("event", event);
        }
    }

    /** Tells the cluster to run the image. */
    record Deploy(String execution, Release release) implements Request {}

    /**
     * Asks how far the rollout is.
     *
     * @param deployed when the cluster was told
     */
    record Check(String execution, Release release, Instant deployed) implements Request {}

    /**
     * Records the end and frees the lock.
     *
     * @param release null when the beginning failed
     * @param failure null when the release succeeded
     */
    record End(String execution, PushEvent event, Release release, Failure failure) implements Request {}

    /**
     * A failure as Step Functions passes it on.
     *
     * @param error its name: ours, AWS's, or a Java class's
     * @param cause a sentence, or the JSON that Lambda makes of an exception
     */
    record Failure(
            @JsonProperty("Error") String error,
            @JsonProperty("Cause") String cause) {}
}
