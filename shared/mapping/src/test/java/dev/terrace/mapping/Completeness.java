package dev.terrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.ResourceType;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Proves for the types of a layer what the compiler proves where nothing goes by names. */
public final class Completeness {
    private Completeness() {}

    /** Every component of these types is read, and written where they create and where they change, or says that it is not. */
    public static void assertComplete(Collection<? extends ResourceType<?>> types) {
        assertThat(types).isNotEmpty().allSatisfy(type -> {
            var mappings = mappings(type);
            assertThat(mappings)
                    .as("mappings of %s", type.typeName())
                    .hasAtLeastOneElementOfType(SpecReader.class)
                    .hasAtLeastOneElementOfType(SpecWriter.class)
                    .allSatisfy(mapping -> assertThat(mapping.missing())
                            .as(
                                    "components of %s without a member of their name and type: name them by with or without",
                                    type.typeName())
                            .isEmpty());
        });
    }

    private static List<Mapping> mappings(ResourceType<?> type) {
        return Arrays.stream(type.getClass().getDeclaredFields())
                .filter(field -> Mapping.class.isAssignableFrom(field.getType()))
                .map(field -> mapping(field, type))
                .toList();
    }

    private static Mapping mapping(Field field, ResourceType<?> type) {
        try {
            field.setAccessible(true);
            return (Mapping) field.get(type);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
