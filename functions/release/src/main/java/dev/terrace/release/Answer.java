package dev.terrace.release;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.terrace.table.Release;
import java.time.Instant;

/** What a step tells the state machine; {@code status} says which it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "status")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Answer.Deploy.class, name = "DEPLOY"),
    @JsonSubTypes.Type(value = Answer.Ignored.class, name = "IGNORED"),
    @JsonSubTypes.Type(value = Answer.Busy.class, name = "BUSY"),
    @JsonSubTypes.Type(value = Answer.Deployed.class, name = "DEPLOYED"),
    @JsonSubTypes.Type(value = Answer.Pending.class, name = "PENDING"),
    @JsonSubTypes.Type(value = Answer.Done.class, name = "DONE"),
    @JsonSubTypes.Type(value = Answer.Failed.class, name = "FAILED")
})
sealed interface Answer {

    /** The release has begun: the lock is taken, the release is recorded. */
    record Deploy(Release release) implements Answer {}

    /** There is nothing to release, and why. */
    record Ignored(String reason) implements Answer {}

    /** Somebody else works on the platform, or ECR does not know yet what was pushed: to be asked again. */
    record Busy(long retryAfterSeconds, String reason) implements Answer {}

    /** The cluster has been told. */
    record Deployed(Instant at) implements Answer {}

    /** The rollout is under way: to be asked again. */
    record Pending(long retryAfterSeconds, int ready, int wanted, String reason) implements Answer {}

    /** The step is done. */
    record Done() implements Answer {}

    /**
     * The release has failed.
     *
     * @param code in one word
     * @param reason in readable sentences
     */
    record Failed(String code, String reason) implements Answer {}
}
