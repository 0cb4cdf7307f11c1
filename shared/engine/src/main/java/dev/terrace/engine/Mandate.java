package dev.terrace.engine;

import dev.terrace.engine.Change.Action;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a walk may do, and for how long.
 *
 * @param replace the addresses ({@code layer/name}) that the user allows to be deleted and created again in this run
 * @param made the addresses of what this run has created so far: that is not deleted and created again, or a run whose creations
 *     fail, or never look as declared, would not end
 * @param deadline when it has passed, nothing new is begun
 */
public record Mandate(Set<String> replace, Set<String> made, Deadline deadline) {
    /** Everything but replacements, without a limit of time. */
    public static final Mandate PLAIN = new Mandate(Set.of(), Set.of(), Deadline.NONE);

    private static final Set<Action> MAKING = EnumSet.of(Action.CREATE, Action.REPLACE);

    public Mandate {
        replace = Set.copyOf(replace);
        made = Set.copyOf(made);
    }

    public Mandate until(Deadline other) {
        return new Mandate(replace, made, other);
    }

    public Mandate replacing(String... addresses) {
        return new Mandate(Set.of(addresses), made, deadline);
    }

    /** The same in a later pass of a run that has done this so far. */
    public Mandate after(Collection<Change> changes) {
        return new Mandate(replace, made(changes).collect(Collectors.toSet()), deadline);
    }

    private static Stream<String> made(Collection<Change> changes) {
        return changes.stream()
                .filter(change -> MAKING.contains(change.action()))
                .map(Change::resource);
    }

    /**
     * Why a resource may not be replaced; empty when it may.
     *
     * @param need what needs the replacement: a sentence without its end
     */
    public Optional<Problem> refusal(String address, String need) {
        if (made.contains(address)) {
            return refused(
                    address,
                    need + ", and this run has only just created it.",
                    "Make a plan, which shows the difference. If nobody else made it, report it.");
        }
        if (!replace.contains(address)) {
            return refused(
                    address,
                    need + ".",
                    "Undo the change, or allow it for one run: apply with `--replace " + address + "`.");
        }
        return Optional.empty();
    }

    private static Optional<Problem> refused(String address, String why, String remedy) {
        return Optional.of(Problem.user("ReplacementRefused", address, why, remedy));
    }

    /**
     * A sentence about each consent that a layer does not need: it may be to something else than the user believes.
     *
     * @param changes everything that is to be changed in the layer, or was in this pass
     */
    public List<String> needless(String layer, Collection<Change> changes) {
        var needed = Stream.concat(made.stream(), made(changes)).collect(Collectors.toSet());
        return replace.stream()
                .filter(address -> address.startsWith(layer + "/") && !needed.contains(address))
                .sorted()
                .map(address -> "--replace " + address + ": nothing has to be replaced there.")
                .toList();
    }
}
