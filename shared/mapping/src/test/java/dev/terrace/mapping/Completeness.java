package dev.terrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.WriteOnly;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Proves for the types of a layer what the compiler proves where nothing goes by names. */
public final class Completeness {
    private Completeness() {}

    /**
     * Every component of these types is read, and written where they create and where they change, or says that it is not.
     *
     * @param byHand what is not written by names, {@code "AWS::EC2::Subnet is changed by hand"}: all of it
     */
    public static void assertComplete(Collection<? extends ResourceType<?>> types, String... byHand) {
        assertThat(types).isNotEmpty();
        var hands = new ArrayList<String>();
        for (var type : types) {
            var mappings = mappings(type);
            assertThat(mappings)
                    .as("mappings of %s", type.typeName())
                    .hasAtLeastOneElementOfType(SpecReader.class)
                    .allSatisfy(mapping -> assertThat(mapping.missing())
                            .as(
                                    "components of %s without a member of their name and type: name them by with or without",
                                    type.typeName())
                            .isEmpty());
            var writers = mappings.stream().filter(SpecWriter.class::isInstance).toList();
            var creates =
                    writers.stream().anyMatch(writer -> writer.components().equals(components(type)));
            if (!creates) {
                hands.add(type.typeName() + " is created by hand");
            }
            if (canBeChanged(type) && writers.size() < (creates ? 2 : 1)) {
                hands.add(type.typeName() + " is changed by hand");
            }
        }
        assertThat(hands).containsExactlyInAnyOrder(byHand);
    }

    private static Collection<String> components(ResourceType<?> type) {
        return Records.components(type.spec()).stream()
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    private static boolean canBeChanged(ResourceType<?> type) {
        return Records.components(type.spec()).stream()
                .anyMatch(component -> !component.isAnnotationPresent(CreateOnly.class)
                        && !component.isAnnotationPresent(WriteOnly.class));
    }

    /** Those that the type has, and those that stand beside the record. */
    private static List<Mapping> mappings(ResourceType<?> type) {
        return Stream.of(type.getClass(), type.spec())
                .flatMap(where -> Arrays.stream(where.getDeclaredFields())
                        .filter(field -> Mapping.class.isAssignableFrom(field.getType()))
                        .filter(field -> where == type.getClass() || Modifier.isStatic(field.getModifiers())))
                .map(field -> mapping(field, type))
                .filter(Objects::nonNull)
                .distinct()
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
