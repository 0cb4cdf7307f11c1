package dev.terrace.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What became of a layer in a run so far, all passes of both directions together.
 *
 * @param direction the one that it goes in now, or went in last
 * @param begun when it began in this direction
 * @param waitingFor what AWS is still busy with
 * @param refusals what AWS refused in the last pass, in its words
 * @param refusedSince since when nothing but just these refusals is left; null when AWS is at work
 * @param problems why it failed
 * @param changes what was changed, or in a plan, would be
 * @param earlier how many of the changes were told before it went in this direction
 * @param unfinished creations that were cut off or refused, of which is not known whether anything came of them
 * @param resources how many are declared
 * @param outputs what other layers may refer to, by {@code layer/name}
 * @param kept what is no longer wanted and stays
 * @param unwanted how many resources are to be deleted when the run comes back
 * @param holds what the kept resources refer to
 * @param notes what the user should know although it is no failure
 * @param calls the calls to AWS and Kubernetes
 * @param millis spent in the layer's function, without the time waited
 * @param pods by component, how many are ready; the workloads layer only, else empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerReport(
        LayerName layer,
        Direction direction,
        Status status,
        Instant begun,
        Instant updated,
        List<String> waitingFor,
        List<String> refusals,
        Instant refusedSince,
        List<Problem> problems,
        List<Change> changes,
        int earlier,
        List<Change> unfinished,
        int resources,
        Map<String, Result.Output> outputs,
        List<Kept> kept,
        int unwanted,
        Set<String> holds,
        List<String> notes,
        CallCount calls,
        long millis,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Pods> pods) {

    /** What another version of Terrace did not know to write, or the command does not tell programs, is empty; the way is forwards. */
    public LayerReport {
        Objects.requireNonNull(layer, "layer");
        direction = direction == null ? Direction.FORWARDS : direction;
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(begun, "begun");
        Objects.requireNonNull(updated, "updated");
        waitingFor = waitingFor == null ? List.of() : List.copyOf(waitingFor);
        refusals = refusals == null ? List.of() : List.copyOf(refusals);
        problems = problems == null ? List.of() : List.copyOf(problems);
        changes = changes == null ? List.of() : List.copyOf(changes);
        Objects.checkFromToIndex(0, earlier, changes.size());
        unfinished = unfinished == null ? List.of() : List.copyOf(unfinished);
        outputs = outputs == null ? Map.of() : outputs;
        kept = kept == null ? List.of() : List.copyOf(kept);
        holds = holds == null ? Set.of() : holds;
        notes = notes == null ? List.of() : List.copyOf(notes);
        calls = calls == null ? CallCount.NONE : calls;
        pods = pods == null ? Map.of() : pods;
    }

    /** AWS at work may take this long: clusters and databases take a quarter of an hour, some much more. */
    static final Duration LONGEST_WORK = Duration.ofMinutes(90);

    /** What is refused for this long in the same words is not going to pass by itself. */
    static final Duration LONGEST_REFUSAL = Duration.ofMinutes(15);

    public enum Status {
        DONE,
        PENDING,
        FAILED
    }

    /**
     * What a pass found and did, and what it cost.
     *
     * @param pods null when it did not look at them
     */
    public record Pass(Result result, Map<String, Pods> pods, CallCount calls, Duration took, Instant end) {}

    /** Of a layer that has not been looked at. */
    public static LayerReport begun(LayerName layer, Direction direction, Instant now) {
        return new LayerReport(
                layer,
                direction,
                Status.PENDING,
                now,
                now,
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of(),
                0,
                List.of(),
                0,
                Map.of(),
                List.of(),
                0,
                Set.of(),
                List.of(),
                CallCount.NONE,
                0,
                Map.of());
    }

    /** The report as the layer begins to be gone through in the other direction. */
    public LayerReport turned(Direction other, Instant now) {
        return new LayerReport(
                layer,
                other,
                Status.PENDING,
                now,
                now,
                List.of(),
                List.of(),
                null,
                List.of(),
                changes,
                changes.size(),
                unfinished,
                resources,
                outputs,
                kept,
                unwanted,
                holds,
                notes,
                calls,
                millis,
                pods);
    }

    /** The report after one more pass: what it changed joins what earlier ones did. */
    public LayerReport after(Pass pass) {
        return after(pass, changes);
    }

    /** The report of a plan after one more pass, which tells anew all that would be changed in this direction. */
    public LayerReport afterLook(Pass pass) {
        return after(pass, changes.subList(0, earlier));
    }

    private LayerReport after(Pass pass, List<Change> soFar) {
        var result = pass.result();
        var forwards = direction == Direction.FORWARDS;
        var refused = result.outcome() instanceof Outcome.Pending pending ? pending.refusals() : List.<String>of();
        var refusedSince = refusedSince(result.outcome(), pass.end());
        var problems = problems(result.outcome(), refusedSince, pass.end());
        var all = new Changes(soFar, unfinished).after(result);
        return new LayerReport(
                layer,
                direction,
                problems.isEmpty()
                        ? result.outcome() instanceof Outcome.Done ? Status.DONE : Status.PENDING
                        : Status.FAILED,
                begun,
                pass.end(),
                result.outcome() instanceof Outcome.Pending pending ? pending.waitingFor() : List.of(),
                refused,
                refusedSince,
                problems,
                all.known(),
                earlier,
                all.unfinished(),
                forwards ? result.resources() : resources,
                forwards ? result.outputs() : outputs,
                result.kept(),
                result.unwanted(),
                result.holds(),
                List.copyOf(new LinkedHashSet<>(
                        Stream.concat(forwards ? Stream.of() : notes.stream(), result.notes().stream())
                                .toList())),
                calls.plus(pass.calls()),
                millis + pass.took().toMillis(),
                pass.pods() == null ? pods : pass.pods());
    }

    public long count(Action action) {
        return changes.stream().filter(change -> change.action() == action).count();
    }

    public Duration time() {
        return Duration.ofMillis(millis);
    }

    /** The changes of a run so far: what a pass began to create is told when a later one knows what it is. */
    private record Changes(List<Change> known, List<Change> unfinished) {
        Changes after(Result pass) {
            var all = new ArrayList<>(known);
            var open = new LinkedHashMap<String, Change>();
            unfinished.forEach(creation -> open.put(creation.resource(), creation));
            for (var change : pass.changes()) {
                if (change.isUnfinished()) {
                    open.put(change.resource(), change);
                    continue;
                }
                var creation = open.remove(change.resource());
                all.add(creation != null && change.action() == Action.UPDATE ? creation.of(change.id()) : change);
            }
            for (var creation : List.copyOf(open.values())) {
                var output = pass.outputs().get(creation.resource());
                if (output != null) {
                    all.add(creation.of(output.id()));
                    open.remove(creation.resource());
                }
            }
            return new Changes(all, List.copyOf(open.values()));
        }
    }

    /** Null unless nothing but refusals is left. */
    private Instant refusedSince(Outcome outcome, Instant now) {
        if (!(outcome instanceof Outcome.Pending pending)
                || pending.refusals().isEmpty()
                || !Set.copyOf(pending.refusals()).containsAll(pending.waitingFor())) {
            return null;
        }
        return refusedSince != null && Set.copyOf(refusals).equals(Set.copyOf(pending.refusals())) ? refusedSince : now;
    }

    private List<Problem> problems(Outcome outcome, Instant refusedSince, Instant now) {
        return switch (outcome) {
            case Outcome.Done _ -> List.of();
            case Outcome.Failed failed -> failed.problems();
            case Outcome.Pending pending
            when refusedSince != null && passed(LONGEST_REFUSAL, refusedSince, now) ->
                pending.refusals().stream()
                        .map(
                                refusal -> Problem.user(
                                        "Refused",
                                        "",
                                        refusal,
                                        "It stayed the same for " + LONGEST_REFUSAL.toMinutes()
                                                + " minutes. Remove what holds it up, then start again: it goes on from there."))
                        .toList();
            case Outcome.Pending pending
            when passed(LONGEST_WORK, begun, now) ->
                List.of(Problem.user(
                        "TooLong",
                        "",
                        "After " + LONGEST_WORK.toMinutes() + " minutes still waiting for "
                                + String.join(", ", pending.waitingFor()) + ".",
                        "See what holds them up, then start again: it goes on from there."));
            case Outcome.Pending _ -> List.of();
        };
    }

    private static boolean passed(Duration time, Instant since, Instant now) {
        return !now.isBefore(since.plus(time));
    }
}
