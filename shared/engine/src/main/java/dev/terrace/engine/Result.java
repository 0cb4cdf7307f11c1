package dev.terrace.engine;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a walk over a layer found and did.
 *
 * @param changes what was changed, or in a plan, would be
 * @param resources how many resources are declared
 * @param outputs what other layers may refer to, by {@code layer/name}
 * @param kept what is no longer wanted and stays
 * @param unwanted how many of the layer's resources are no longer wanted: they go when the later layers' have gone
 * @param holds what the kept resources refer to, ids, ARNs and names among the other strings of their specs: earlier layers keep
 *     what is meant by one of these
 * @param notes what the user should know although it is no failure
 */
public record Result(
        Outcome outcome,
        List<Change> changes,
        int resources,
        Map<String, Output> outputs,
        List<Kept> kept,
        int unwanted,
        Set<String> holds,
        List<String> notes) {

    /** A resource as other layers see it: the answer to {@code Ref} and {@code Fn::GetAtt}. */
    public record Output(String id, Map<String, String> attributes) {
        public Output {
            Objects.requireNonNull(id, "id");
            attributes = Map.copyOf(attributes);
        }
    }

    public Result {
        changes = List.copyOf(changes);
        outputs = Map.copyOf(outputs);
        kept = List.copyOf(kept);
        holds = Set.copyOf(holds);
        notes = List.copyOf(notes);
    }

    /** A result that keeps nothing and leaves nothing to be deleted. */
    public Result(Outcome outcome, List<Change> changes, int resources, Map<String, Output> outputs) {
        this(outcome, changes, resources, outputs, List.of(), 0, Set.of(), List.of());
    }

    /** A result of nothing: the walk ended before it began. */
    public Result(Outcome outcome) {
        this(outcome, List.of(), 0, Map.of());
    }

    /** The same with one more note. */
    public Result noting(String note) {
        var all = Stream.concat(notes.stream(), Stream.of(note)).toList();
        return new Result(outcome, changes, resources, outputs, kept, unwanted, holds, all);
    }
}
