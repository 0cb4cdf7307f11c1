package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Problem;
import java.util.List;

/**
 * What the state machine learns.
 *
 * @param waves the way through the layers, when the run has begun
 * @param reports the key in the blueprint bucket that the keys of the run's reports begin with
 * @param problem why the run was refused or has failed; null when all is well
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunResponse(Status status, List<Course.Wave> waves, String reports, Problem problem) {

    public enum Status {
        BEGUN,
        REFUSED,
        ENDED
    }

    static RunResponse begun(List<Course.Wave> waves, String reports) {
        return new RunResponse(Status.BEGUN, waves, reports, null);
    }

    static RunResponse refused(Problem problem) {
        return new RunResponse(Status.REFUSED, null, null, problem);
    }

    static RunResponse ended(Problem problem) {
        return new RunResponse(Status.ENDED, null, null, problem);
    }
}
