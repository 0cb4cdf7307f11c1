package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;

/**
 * A check of meaning: of what the schema cannot tell, since it is about more than one value, or about what values stand for.
 *
 * @param rule what is checked
 * @param reads the sections that must be right in form for the check to make sense
 */
record Check(Rule rule, Set<JsonPointer> reads) {

    /** Reports what is wrong with a platform; reports nothing that another check is about. */
    @FunctionalInterface
    interface Rule {
        void apply(Platform platform, Report report);
    }

    static Check of(Rule rule, String... reads) {
        return new Check(rule, Arrays.stream(reads).map(Path::of).collect(Collectors.toUnmodifiableSet()));
    }
}
