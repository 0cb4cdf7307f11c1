package dev.terrace.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Change;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import java.util.List;
import java.util.Map;

/**
 * What a layer's function answers.
 *
 * @param retryAfterSeconds how long the state machine should wait before it calls again; 0 unless pending
 * @param millis how long the function took
 * @param pods by component, how many pods are ready; the workloads layer only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerResponse(
        String layer,
        Status status,
        long retryAfterSeconds,
        List<String> waitingFor,
        List<Problem> problems,
        List<Change> changes,
        int resources,
        Map<String, Result.Output> outputs,
        List<String> kept,
        Calls.Count calls,
        long millis,
        Map<String, Pods> pods) {

    public enum Status {
        DONE,
        PENDING,
        FAILED
    }

    /** How many pods of a component are ready, of how many. */
    public record Pods(int ready, int wanted) {}

    static LayerResponse of(String layer, Result result, Calls.Count calls, long millis, Map<String, Pods> pods) {
        var retryAfter = result.outcome() instanceof Outcome.Pending pending
                ? Math.max(1, pending.retryAfter().toSeconds())
                : 0;
        return new LayerResponse(
                layer,
                switch (result.outcome()) {
                    case Outcome.Done _ -> Status.DONE;
                    case Outcome.Pending _ -> Status.PENDING;
                    case Outcome.Failed _ -> Status.FAILED;
                },
                retryAfter,
                result.outcome() instanceof Outcome.Pending pending ? pending.waitingFor() : List.of(),
                result.outcome() instanceof Outcome.Failed failed ? failed.problems() : List.of(),
                result.changes(),
                result.resources(),
                result.outputs(),
                result.kept(),
                calls,
                millis,
                pods);
    }
}
