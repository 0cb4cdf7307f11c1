package dev.terrace.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Problem;
import java.util.List;

/**
 * What a destroy did, and what AWS's tag index says is left. The platform is gone whether the index answers or not.
 *
 * @param stillTagged what the index lists and was neither kept on purpose nor waits to be deleted, as keys do; null when it could not be asked
 * @param notAsked why it could not be asked; null when it was
 */
public record DestroyReport(
        RunReport run,
        List<String> stillTagged,
        @JsonInclude(JsonInclude.Include.NON_NULL) Problem notAsked) {

    /** @param tagged what the index lists with the platform's tag */
    public static DestroyReport asked(RunReport run, List<String> tagged) {
        return new DestroyReport(
                run, tagged.stream().filter(arn -> !run.keeps(arn)).toList(), null);
    }

    public static DestroyReport unasked(RunReport run, Problem why) {
        return new DestroyReport(run, null, why);
    }
}
