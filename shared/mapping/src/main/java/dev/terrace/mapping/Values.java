package dev.terrace.mapping;

import dev.terrace.engine.Json;
import dev.terrace.engine.Records;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * The same value in a record and in a model of the SDK: strings (in the SDK's enums too, so that a constant of tomorrow is no
 * error), numbers, truth values, lists (in a record also sets), maps, and records for models. JSON is a text in the SDK; tags, in
 * most services, a list of pairs.
 */
final class Values {
    private static final Map<Class<?>, Object> ZEROES = Map.of(boolean.class, false, int.class, 0, long.class, 0L);
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(boolean.class, Boolean.class, int.class, Integer.class, long.class, Long.class);

    private Values() {}

    /** Where a model has what the component is: by its name, or its property's. */
    static Optional<MemberPath> path(RecordComponent component, List<SdkField<?>> members) {
        return MemberPath.of(members, Records.propertyName(component));
    }

    /** Of the model that a member holds, or of each that it lists. */
    static List<SdkField<?>> members(SdkField<?> member) {
        var kind = member.marshallingType();
        if (kind == MarshallingType.LIST) {
            return members(items(member));
        }
        return kind == MarshallingType.SDK_POJO ? member.constructor().get().sdkFields() : List.of();
    }

    /** What a list or a set of this type has; the type itself where it is none. */
    static Type item(Type type) {
        return raw(type) == List.class || raw(type) == Set.class ? argument(type, 0) : type;
    }

    static boolean fits(Type type, SdkField<?> member) {
        var kind = member.marshallingType();
        var raw = raw(type);
        if (kind == MarshallingType.LIST) {
            return raw == Map.class
                    ? pair(member).isPresent()
                    : (raw == List.class || raw == Set.class) && fits(argument(type, 0), items(member));
        }
        if (kind == MarshallingType.MAP) {
            return raw == Map.class && fits(argument(type, 1), entries(member));
        }
        if (kind == MarshallingType.SDK_POJO) {
            return raw.isRecord()
                    && Records.components(raw).stream().allMatch(component -> path(component, members(member))
                            .filter(path -> path.canBeWritten(component.getGenericType()))
                            .isPresent());
        }
        if (raw == Json.class) {
            return kind == MarshallingType.STRING;
        }
        return BOXES.getOrDefault(raw, raw) == kind.getTargetClass();
    }

    /** What a component of this type holds of a model's value. What AWS does not tell is null, or a primitive's zero. */
    static Object toRecord(Type type, Object value) {
        return switch (value) {
            case null -> ZEROES.get(raw(type));
            case Collection<?> pairs when raw(type) == Map.class -> tags(pairs);
            case Collection<?> items
            when raw(type) != List.class && raw(type) != Set.class ->
                toRecord(type, items.stream().findFirst().orElse(null));
            case Collection<?> items -> {
                var copy = items.stream().map(item -> toRecord(argument(type, 0), item));
                yield raw(type) == Set.class ? Set.of(copy.distinct().toArray()) : List.of(copy.toArray());
            }
            case Map<?, ?> entries -> each(entries, item -> toRecord(argument(type, 1), item));
            case String text when raw(type) == Json.class -> text.isEmpty() ? null : new Json(text);
            case SdkPojo model -> toRecord(raw(type).asSubclass(Record.class), model);
            default -> value;
        };
    }

    private static Record toRecord(Class<? extends Record> type, SdkPojo model) {
        var members = model.sdkFields();
        return Records.of(
                type,
                component -> toRecord(
                        component.getGenericType(),
                        path(component, members).orElseThrow().read(model)));
    }

    /** What a member holds of a component's value. */
    static Object toModel(SdkField<?> member, Object value) {
        return switch (value) {
            case Collection<?> items ->
                items.stream().map(item -> toModel(items(member), item)).toList();
            case Map<?, ?> tags when member.marshallingType() == MarshallingType.LIST -> pairs(member, tags);
            case Map<?, ?> entries -> each(entries, item -> toModel(entries(member), item));
            case Json json -> json.text();
            case Record spec -> toModel(member.constructor().get(), spec);
            default -> value;
        };
    }

    private static Object toModel(SdkPojo builder, Record spec) {
        var members = builder.sdkFields();
        for (var component : Records.components(spec.getClass())) {
            path(component, members).orElseThrow().write(builder, Records.get(spec, component));
        }
        return ((SdkBuilder<?, ?>) builder).build();
    }

    // ---------------------------------------------------------------- tags

    /** How a service calls the two halves of a tag: Key and Value, in KMS TagKey and TagValue. */
    private record Pair(SdkField<?> key, SdkField<?> value) {
        static Optional<Pair> of(List<SdkField<?>> members) {
            return half("key", members).flatMap(key -> half("value", members).map(value -> new Pair(key, value)));
        }

        private static Optional<SdkField<?>> half(String name, List<SdkField<?>> members) {
            return members.stream()
                    .filter(member -> member.memberName().equalsIgnoreCase(name)
                            || member.memberName().equalsIgnoreCase("tag" + name))
                    .findFirst();
        }
    }

    private static Optional<Pair> pair(SdkField<?> list) {
        var item = items(list);
        return item.marshallingType() == MarshallingType.SDK_POJO
                ? Pair.of(item.constructor().get().sdkFields())
                : Optional.empty();
    }

    /** The tags that a model has as pairs. */
    static Map<String, String> tags(Collection<?> pairs) {
        var tags = new LinkedHashMap<String, String>();
        for (var model : pairs) {
            var tag = (SdkPojo) model;
            var pair = Pair.of(tag.sdkFields()).orElseThrow();
            tags.put((String) pair.key().getValueOrDefault(tag), (String)
                    pair.value().getValueOrDefault(tag));
        }
        return Map.copyOf(tags);
    }

    private static List<Object> pairs(SdkField<?> list, Map<?, ?> tags) {
        var pair = pair(list).orElseThrow();
        return tags.entrySet().stream()
                .map(tag -> {
                    var builder = items(list).constructor().get();
                    pair.key().set(builder, tag.getKey());
                    pair.value().set(builder, tag.getValue());
                    return ((SdkBuilder<?, ?>) builder).build();
                })
                .map(Object.class::cast)
                .toList();
    }

    private static Map<Object, Object> each(Map<?, ?> entries, Function<Object, Object> function) {
        var copy = new LinkedHashMap<>();
        entries.forEach((key, item) -> copy.put(key, function.apply(item)));
        return Map.copyOf(copy);
    }

    private static SdkField<?> items(SdkField<?> member) {
        return member.getRequiredTrait(ListTrait.class).memberFieldInfo();
    }

    private static SdkField<?> entries(SdkField<?> member) {
        return member.getRequiredTrait(MapTrait.class).valueFieldInfo();
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
