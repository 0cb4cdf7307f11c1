package dev.terrace.cli.report;

import dev.terrace.engine.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What became of one layer.
 *
 * @param status {@code DONE}, {@code PENDING} or {@code FAILED}
 * @param begun when it began; in a run that comes back to it, when that began
 * @param updated when its function last answered
 * @param changes what was changed, or in a plan, would be
 * @param resources how many are declared
 * @param kept what is no longer wanted and stays, with a word about why
 * @param notes what the user should know although it is no failure
 * @param calls to AWS and Kubernetes
 * @param millis spent in the layer's function, without the time waited
 * @param pods by component; the workloads layer only, else empty
 */
public record LayerReport(
        String layer,
        String status,
        Instant begun,
        Instant updated,
        List<String> waitingFor,
        List<Change> changes,
        int resources,
        List<String> kept,
        List<String> notes,
        Calls calls,
        long millis,
        Map<String, Pods> pods) {

    public record Calls(long reads, long writes) {
        static final Calls NONE = new Calls(0, 0);
    }

    public LayerReport {
        Objects.requireNonNull(layer, "layer");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(begun, "begun");
        Objects.requireNonNull(updated, "updated");
        waitingFor = waitingFor == null ? List.of() : List.copyOf(waitingFor);
        changes = changes == null ? List.of() : List.copyOf(changes);
        kept = kept == null ? List.of() : List.copyOf(kept);
        notes = notes == null ? List.of() : List.copyOf(notes);
        calls = calls == null ? Calls.NONE : calls;
        pods = pods == null ? Map.of() : pods;
    }

    public long count(Change.Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    public Duration time() {
        return Duration.ofMillis(millis);
    }
}
