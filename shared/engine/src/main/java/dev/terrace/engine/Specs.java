package dev.terrace.engine;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What can be done with any spec record because it is one: find its references, resolve them, compare it with another. */
final class Specs {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Specs() {}

    static String typeName(Class<?> spec) {
        var type = spec.getAnnotation(AwsType.class);
        return type == null ? spec.getSimpleName() : type.value();
    }

    /** Every string in the spec, however deep: names, ids and ARNs of what it refers to among them. */
    static Set<String> strings(Object value) {
        var strings = new LinkedHashSet<String>();
        mapStrings(value, text -> {
            strings.add(text);
            return text;
        });
        return strings;
    }

    /** The addresses ({@code layer/name}) that the spec refers to. */
    static Set<String> references(Object value) {
        var references = new LinkedHashSet<String>();
        mapStrings(value, text -> {
            Ref.TOKEN.matcher(text).results().map(match -> match.group(1)).forEach(references::add);
            return text;
        });
        return references;
    }

    /** A copy of the spec with every token replaced. */
    static <S extends Record> S resolve(S spec, Resolver resolver) {
        return map(
                spec,
                text -> Ref.plain(Ref.TOKEN
                        .matcher(text)
                        .replaceAll(match ->
                                Matcher.quoteReplacement(resolver.resolve(match.group(1), attribute(match))))));
    }

    /** A copy with another text for each, however deep. */
    @SuppressWarnings("unchecked")
    static <S extends Record> S map(S spec, UnaryOperator<String> function) {
        return (S) mapStrings(spec, function);
    }

    private static String attribute(MatchResult match) {
        return match.group(2) == null ? "" : match.group(2);
    }

    /** Answers a token. */
    interface Resolver {
        /** @param attribute empty for the id */
        String resolve(String address, String attribute);
    }

    private static Object mapStrings(Object value, UnaryOperator<String> function) {
        return switch (value) {
            case null -> null;
            case String text -> function.apply(text);
            case Json json -> new Json(function.apply(json.text()));
            case List<?> list ->
                list.stream().map(item -> mapStrings(item, function)).toList();
            case Set<?> set -> {
                var mapped = new LinkedHashSet<>();
                set.forEach(item -> mapped.add(mapStrings(item, function)));
                yield mapped;
            }
            case Map<?, ?> map -> {
                var mapped = new LinkedHashMap<>();
                map.forEach((key, item) -> mapped.put(key, mapStrings(item, function)));
                yield mapped;
            }
            case Record nested -> rebuild(nested, function);
            default -> value;
        };
    }

    private static Record rebuild(Record spec, UnaryOperator<String> function) {
        try {
            return Records.of(spec.getClass(), component -> mapStrings(Records.get(spec, component), function));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(spec + " cannot be resolved: " + e.getMessage(), e);
        }
    }

    /**
     * A difference between a wanted and a found spec.
     *
     * @param component the record component, at the top level
     */
    record Difference(String component, boolean createOnly, Change.Field field) {}

    /** What differs. A wanted component that is null is not managed: whatever is there is right. */
    static List<Difference> compare(Record wanted, Record found) {
        var differences = new ArrayList<Difference>();
        for (var component : Records.components(wanted.getClass())) {
            if (component.isAnnotationPresent(WriteOnly.class)) {
                continue;
            }
            var fields = new ArrayList<Change.Field>();
            compare(
                    Records.propertyName(component),
                    Records.get(wanted, component),
                    Records.get(found, component),
                    fields);
            var createOnly = component.isAnnotationPresent(CreateOnly.class);
            for (var field : fields) {
                differences.add(
                        new Difference(component.getName(), createOnly, createOnly ? field.asCreateOnly() : field));
            }
        }
        return differences;
    }

    private static void compare(String path, Object wanted, Object found, List<Change.Field> fields) {
        if (wanted == null) {
            return;
        }
        if (wanted instanceof Record nested
                && !(wanted instanceof Json)
                && nested.getClass().isInstance(found)) {
            for (var component : Records.components(nested.getClass())) {
                if (component.isAnnotationPresent(WriteOnly.class)) {
                    continue;
                }
                compare(
                        path + "." + Records.propertyName(component),
                        Records.get(nested, component),
                        Records.get((Record) found, component),
                        fields);
            }
        } else if (wanted instanceof Map<?, ?> entries && found instanceof Map<?, ?> present) {
            compare(path, entries, present, fields);
        } else if (!same(wanted, found)) {
            fields.add(Change.Field.of(path, found, wanted));
        }
    }

    /** Entry by entry; one that is not wanted is a difference too. */
    private static void compare(String path, Map<?, ?> wanted, Map<?, ?> found, List<Change.Field> fields) {
        var keys = new LinkedHashSet<Object>(wanted.keySet());
        keys.addAll(found.keySet());
        for (var key : keys) {
            if (!same(wanted.get(key), found.get(key))) {
                fields.add(Change.Field.of(path + "." + key, found.get(key), wanted.get(key)));
            }
        }
    }

    private static boolean same(Object wanted, Object found) {
        if (wanted instanceof Collection<?> collection && collection.isEmpty() && found == null) {
            return true;
        }
        return Objects.equals(wanted, found);
    }

    /** All properties of a spec that is to be created, as fields without a "from". */
    static List<Change.Field> fields(Record spec) {
        var fields = new ArrayList<Change.Field>();
        for (var component : Records.components(spec.getClass())) {
            var value = Records.get(spec, component);
            if (value != null) {
                fields.add(Change.Field.of(Records.propertyName(component), null, value));
            }
        }
        return fields;
    }

    /** A value as JSON, the same for equal values in every JVM: what has no order is sorted. */
    static JsonNode json(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case JsonNode node -> node;
            case Json json -> marked(json.tree());
            case String text -> Unknown.json(text);
            case Boolean truth -> NODES.booleanNode(truth);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Number number -> NODES.numberNode(new BigDecimal(number.toString()));
            case Set<?> set ->
                NODES.arrayNode()
                        .addAll(set.stream()
                                .map(Specs::json)
                                .sorted(Comparator.comparing(JsonNode::toString))
                                .toList());
            case Collection<?> list ->
                NODES.arrayNode().addAll(list.stream().map(Specs::json).toList());
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, JsonNode>();
                map.forEach((key, item) -> sorted.put(key.toString(), json(item)));
                yield NODES.objectNode().setAll(sorted);
            }
            case Record spec -> {
                var members = NODES.objectNode();
                fields(spec).forEach(field -> members.set(field.name(), field.to()));
                yield members;
            }
            default -> NODES.stringNode(value.toString());
        };
    }

    /** A document in whose texts marks may stand. */
    private static JsonNode marked(JsonNode document) {
        return switch (document) {
            case ObjectNode object -> {
                var members = NODES.objectNode();
                object.properties().forEach(member -> members.set(member.getKey(), marked(member.getValue())));
                yield members;
            }
            case ArrayNode array ->
                NODES.arrayNode().addAll(array.valueStream().map(Specs::marked).toList());
            case StringNode text -> Unknown.json(text.stringValue());
            default -> document;
        };
    }
}
