package dev.terrace.mapping;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The tags of a model, whatever its service makes of them: a map, or a list of pairs of its own. */
public final class ModelTags {
    private static final Set<String> NAMES = Set.of("tags", "Tags", "TagSet", "TagList");

    private ModelTags() {}

    /** @throws IllegalArgumentException when models of this kind have none */
    public static Map<String, String> of(SdkPojo model) {
        var member = model.sdkFields().stream()
                .filter(field -> NAMES.contains(field.memberName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(model.getClass().getSimpleName() + " has no tags"));
        return of(member, model);
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
