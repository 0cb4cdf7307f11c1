package dev.terrace.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Problem;
import dev.terrace.platform.Platform;
import java.util.List;

/**
 * What the state machine learns.
 *
 * @param platform what the blueprint says; when the run has begun
 * @param problem why the run was refused or has failed; null when all is well
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunResponse(Status status, Platform platform, List<String> notBuiltYet, Problem problem) {

    public enum Status {
        BEGUN,
        REFUSED,
        ENDED
    }

    static RunResponse begun(Platform platform) {
        return new RunResponse(Status.BEGUN, platform, platform.notBuiltYet(), null);
    }

    static RunResponse refused(Problem problem) {
        return new RunResponse(Status.REFUSED, null, null, problem);
    }

    static RunResponse ended(Problem problem) {
        return new RunResponse(Status.ENDED, null, null, problem);
    }
}
