package dev.terrace.mapping;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The tags of a model or a request, whatever its service makes of them: a map, or a list of pairs of its own. */
public final class ModelTags {
    private static final Set<String> NAMES = Set.of("tags", "Tags", "TagSet", "TagList");

    /** EC2's way to tag what a request creates; its models differ in the plural. */
    private static final Set<String> SPECIFICATIONS = Set.of("TagSpecification", "TagSpecifications");

    private record TagSpecification(String resourceType, Map<String, String> tags) {}

    private ModelTags() {}

    /** @throws IllegalArgumentException when models of this kind have none */
    public static Map<String, String> of(SdkPojo model) {
        return of(member(model, NAMES), model);
    }

    /**
     * Gives a request the tags, in place of those that it has.
     *
     * @throws IllegalArgumentException when requests of this kind take none
     */
    public static void give(SdkPojo request, Map<String, String> tags) {
        set(request, NAMES, tags);
    }

    /**
     * As {@link #give(SdkPojo, Map)}, for requests of EC2.
     *
     * @param resourceType what of that which the request creates is tagged, e.g. {@code natgateway}
     */
    public static void give(SdkPojo request, String resourceType, Map<String, String> tags) {
        set(request, SPECIFICATIONS, List.of(new TagSpecification(resourceType, tags)));
    }

    private static void set(SdkPojo request, Set<String> names, Object value) {
        var member = member(request, names);
        member.set(request, Values.toModel(member, value));
    }

    private static SdkField<?> member(SdkPojo model, Set<String> names) {
        return model.sdkFields().stream()
                .filter(field -> names.contains(field.memberName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(model.getClass().getName() + " has no tags"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> of(SdkField<?> member, SdkPojo model) {
        return switch (member.getValueOrDefault(model)) {
            case Collection<?> pairs -> Values.tags(pairs);
            case Map<?, ?> tags -> (Map<String, String>) tags;
            case null, default -> Map.of();
        };
    }
}
