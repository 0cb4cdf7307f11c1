package dev.terrace.engine;

import java.util.List;
import java.util.Map;

/**
 * What a walk over a layer found and did.
 *
 * @param changes what was changed, or in a plan, would be
 * @param resources how many resources are declared
 * @param outputs what other layers may refer to, by {@code layer/name}
 * @param kept what is no longer wanted and stays, because it holds data
 */
public record Result(
        Outcome outcome, List<Change> changes, int resources, Map<String, Output> outputs, List<String> kept) {

    /** A resource as other layers see it: the answer to {@code Ref} and {@code Fn::GetAtt}. */
    public record Output(String id, Map<String, String> attributes) {
        public Output {
            attributes = Map.copyOf(attributes);
        }
    }

    public Result {
        changes = List.copyOf(changes);
        outputs = Map.copyOf(outputs);
        kept = List.copyOf(kept);
    }

    /** Nothing could be looked at: the walk ended before it began. */
    public static Result failed(Problem problem) {
        return new Result(new Outcome.Failed(List.of(problem)), List.of(), 0, Map.of(), List.of());
    }
}
