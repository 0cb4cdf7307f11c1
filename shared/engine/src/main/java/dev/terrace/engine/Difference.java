package dev.terrace.engine;

import java.util.Collection;
import java.util.List;

/**
 * How what there is comes to what is wanted, where things are added and taken away one by one.
 *
 * @param missing is wanted and not there, in the order of what is wanted
 * @param surplus is there and not wanted, in the order of what there is
 */
public record Difference<T>(List<T> missing, List<T> surplus) {
    /** @param wanted null where it is not managed: nothing is missing then, and nothing surplus */
    public static <T> Difference<T> between(Collection<T> present, Collection<T> wanted) {
        return wanted == null
                ? new Difference<>(List.of(), List.of())
                : new Difference<>(without(wanted, present), without(present, wanted));
    }

    private static <T> List<T> without(Collection<T> all, Collection<T> those) {
        return all.stream().filter(one -> !those.contains(one)).toList();
    }
}
