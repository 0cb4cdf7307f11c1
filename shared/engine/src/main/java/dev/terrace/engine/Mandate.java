package dev.terrace.engine;

import java.util.Set;

/**
 * What a walk may do, and for how long.
 *
 * @param replace the addresses ({@code layer/name}) that the user allows to be deleted and created again in this run
 * @param recreate whether what failed while it was created may be deleted and created anew: at the beginning of a run, not again
 *     and again within it
 * @param deadline when it has passed, nothing new is begun
 */
public record Mandate(Set<String> replace, boolean recreate, Deadline deadline) {
    /** Everything but replacements, without a limit of time. */
    public static final Mandate PLAIN = new Mandate(Set.of(), true, Deadline.NONE);

    public Mandate {
        replace = Set.copyOf(replace);
    }

    public Mandate until(Deadline other) {
        return new Mandate(replace, recreate, other);
    }

    public Mandate replacing(String... addresses) {
        return new Mandate(Set.of(addresses), recreate, deadline);
    }
}
