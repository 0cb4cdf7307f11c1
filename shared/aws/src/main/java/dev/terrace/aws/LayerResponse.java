package dev.terrace.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Problem;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.LayerReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a layer's function answers: what the state machines decide upon, and no more. All that was found and done is in the layer's
 * report, and grows with the platform; this does not.
 *
 * @param retryAfterSeconds how long the state machine should wait before it calls again; 0 unless pending
 * @param unwanted how many resources are to be deleted when the run comes back
 * @param changes how many resources were changed, or in a plan, would be
 * @param report where the report is
 * @param failure why it failed; null unless it did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerResponse(
        LayerName layer,
        Direction direction,
        LayerReport.Status status,
        long retryAfterSeconds,
        int unwanted,
        int changes,
        String report,
        Failure failure) {

    /** In bytes: the sentences go through several executions, as text within text within text. */
    private static final int LONGEST_MESSAGE = 2000;

    /** Why a layer failed: the code of the first problem, and a line for each. */
    public record Failure(String code, String message) {}

    /** @param location where the report is, as a person would look for it */
    static LayerResponse of(LayerReport report, Duration retryAfter, String location) {
        return new LayerResponse(
                report.layer(),
                report.direction(),
                report.status(),
                report.status() == LayerReport.Status.PENDING ? Math.max(1, retryAfter.toSeconds()) : 0,
                report.unwanted(),
                report.changes().size(),
                location,
                report.problems().isEmpty() ? null : failure(report.problems(), location));
    }

    private static Failure failure(List<Problem> problems, String location) {
        var lines = problems.stream().map(Problem::sentence).collect(Collectors.joining("\n"));
        return new Failure(
                problems.getFirst().code(),
                Bounded.text(lines, LONGEST_MESSAGE, "\n… The whole report is " + location));
    }
}
