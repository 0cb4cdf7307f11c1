package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Problem;
import java.time.Instant;
import java.util.List;

/**
 * What the state machine learns.
 *
 * @param waves the way through the layers, when the run has begun
 * @param reports the key in the blueprint bucket that the keys of the run's reports begin with
 * @param problem why the run was refused or has failed; null when all is well
 * @param freeAt of a platform that is locked by an execution which has ended: when it will be free
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunResponse(Status status, List<Course.Wave> waves, String reports, Problem problem, Instant freeAt) {

    public enum Status {
        BEGUN,
        REFUSED,
        ENDED
    }

    static RunResponse begun(List<Course.Wave> waves, String reports) {
        return new RunResponse(Status.BEGUN, waves, reports, null, null);
    }

    static RunResponse refused(Problem problem) {
        return locked(problem, null);
    }

    static RunResponse locked(Problem problem, Instant freeAt) {
        return new RunResponse(Status.REFUSED, null, null, problem, freeAt);
    }

    static RunResponse ended(Problem problem) {
        return new RunResponse(Status.ENDED, null, null, problem, null);
    }
}
