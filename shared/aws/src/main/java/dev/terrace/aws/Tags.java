package dev.terrace.aws;

import dev.terrace.engine.Owner;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Ownership tags, to and from the tag classes that every service's SDK has of its own. */
public final class Tags {
    private Tags() {}

    /** @param tag makes one service's tag, e.g. <code>(k, v) -> Tag.builder().key(k).value(v).build()</code> */
    public static <T> List<T> to(Map<String, String> tags, BiFunction<String, String, T> tag) {
        return tags.entrySet().stream()
                .map(entry -> tag.apply(entry.getKey(), entry.getValue()))
                .toList();
    }

    public static <T> Map<String, String> from(Collection<T> tags, Function<T, String> key, Function<T, String> value) {
        return tags.stream().collect(Collectors.toMap(key, value, (first, second) -> first));
    }

    /**
     * As {@link #nameFor(Owner, Map)}, for what has a name that was made of that within the layer: it tells it, whatever became of
     * the tag.
     *
     * @param physicalName as {@link dev.terrace.engine.Key#physicalName} makes it
     */
    public static Optional<String> nameFor(Owner owner, Map<String, String> tags, String physicalName) {
        var begins = owner.platform() + "-";
        return nameFor(owner, tags)
                .map(name -> physicalName.startsWith(begins) ? physicalName.substring(begins.length()) : name);
    }

    /**
     * The resource's name within the layer, if these are the tags of one that the owner has; empty text when it lost the tag that
     * says which.
     */
    public static Optional<String> nameFor(Owner owner, Map<String, String> tags) {
        var owned = owner.ownershipTags().entrySet().stream()
                .allMatch(tag -> tag.getValue().equals(tags.get(tag.getKey())));
        return owned ? Optional.of(tags.getOrDefault(Owner.RESOURCE_TAG, "")) : Optional.empty();
    }
}
