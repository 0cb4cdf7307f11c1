package dev.terrace.mapping;

import java.util.Set;

/** What goes by names no compiler proves: a mapping says by itself what it cannot carry, and a test of every layer asks it. */
public sealed interface Mapping permits SpecReader, SpecWriter {
    Class<? extends Record> spec();

    /** What it is about. */
    Set<String> components();

    /** The components that neither a member's name nor a lambda is there for; a mapping that lacks any carries nothing. */
    Set<String> missing();

    /** Refuses to lose a value in silence. */
    default void requireComplete() {
        if (!missing().isEmpty()) {
            throw new IllegalStateException(
                    "no member and no lambda is there for %s of %s".formatted(missing(), spec().getSimpleName()));
        }
    }
}
