package dev.terrace.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Records taken apart and put together by their components. */
public final class Records {
    /** Reflection is slow when it is new, and functions start often: what it found is kept. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private Records() {}

    public static List<RecordComponent> components(Class<?> type) {
        return SHAPES.get(type).components();
    }

    public static Object get(Record values, RecordComponent component) {
        try {
            return component.getAccessor().invoke(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record with these values; what its constructor throws, this throws. */
    public static <R extends Record> R of(Class<R> type, Function<RecordComponent, ?> values) {
        var shape = SHAPES.get(type);
        try {
            return type.cast(shape.constructor()
                    .newInstance(shape.components().stream().map(values).toArray()));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy in which these components, by name, have other values. */
    @SuppressWarnings("unchecked")
    public static <R extends Record> R with(R values, Map<String, ?> others) {
        var type = (Class<R>) values.getClass();
        others.keySet().forEach(name -> component(type, name));
        return of(
                type,
                component -> others.containsKey(component.getName())
                        ? others.get(component.getName())
                        : get(values, component));
    }

    public static RecordComponent component(Class<?> type, String name) {
        return components(type).stream()
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(type.getSimpleName() + " has no component named " + name));
    }

    /** CloudFormation's name of the property that a component is. */
    public static String propertyName(RecordComponent component) {
        var property = component.getAnnotation(Property.class);
        if (property != null) {
            return property.value();
        }
        var name = component.getName();
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private record Shape(List<RecordComponent> components, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            var components = List.of(type.getRecordComponents());
            // Specs are their layer's own: their packages show them to nobody else.
            components.forEach(component -> component.getAccessor().setAccessible(true));
            try {
                var constructor = type.getDeclaredConstructor(
                        components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                return new Shape(components, constructor);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
