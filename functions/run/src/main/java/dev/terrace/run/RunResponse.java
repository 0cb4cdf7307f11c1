package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.aws.Bounded;
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

    /** In bytes: Step Functions takes a cause of 32,768 characters with what stands around it. */
    private static final int LONGEST_MESSAGE = 24_000;

    public enum Status {
        BEGUN,
        REFUSED,
        ENDED
    }

    static RunResponse begun(List<Course.Wave> waves, String reports) {
        return new RunResponse(Status.BEGUN, waves, reports, null);
    }

    static RunResponse refused(Problem problem) {
        var message = Bounded.text(problem.message(), LONGEST_MESSAGE, "\n… and more than is told here.");
        return new RunResponse(
                Status.REFUSED,
                null,
                null,
                new Problem(problem.code(), problem.category(), problem.resource(), message, problem.remedy()));
    }

    static RunResponse ended(Problem problem) {
        return new RunResponse(Status.ENDED, null, null, problem);
    }
}
