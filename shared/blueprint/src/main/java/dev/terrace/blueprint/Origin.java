package dev.terrace.blueprint;

/** Where a value of a blueprint comes from. */
public sealed interface Origin {
    /**
     * The file says it.
     *
     * @param line from 1; of what an alias repeats, where it stands
     */
    record Written(int line) implements Origin {}

    /** The file leaves it out, and the schema has a default. */
    record Default() implements Origin {}

    /**
     * The file leaves it out, and it follows from other values.
     *
     * @param from which, in words that go after "derived from"
     */
    record Derived(String from) implements Origin {}
}
