package dev.terrace.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A JSON document as a property: an IAM policy, a key policy, a lifecycle policy. Two documents are equal when they mean the
 * same: the order of keys and of lists of strings does not count, and a list of one string equals that string, since AWS
 * rewrites policies so.
 *
 * @param text the document as it is sent
 */
public record Json(String text) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** From maps, lists, strings, numbers and booleans. */
    public static Json of(Object value) {
        return new Json(MAPPER.writeValueAsString(value));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Json json && canonical().equals(json.canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    /** The document taken apart. */
    JsonNode tree() {
        return MAPPER.readTree(text);
    }

    private JsonNode canonical() {
        return canonical(tree());
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), canonical(entry.getValue())));
            return JsonNodeFactory.instance.objectNode().setAll(sorted);
        }
        if (node.isArray()) {
            var items = node.valueStream().map(Json::canonical).toList();
            if (items.size() == 1 && items.getFirst().isString()) {
                return items.getFirst();
            }
            return JsonNodeFactory.instance.arrayNode().addAll(sortedIfStrings(items));
        }
        return node;
    }

    /** Lists of strings in policies are sets: actions, resources, principals. */
    private static List<JsonNode> sortedIfStrings(List<JsonNode> items) {
        if (items.isEmpty() || !items.stream().allMatch(JsonNode::isString)) {
            return items;
        }
        var sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparing(JsonNode::stringValue));
        return sorted;
    }

    @Override
    public String toString() {
        return text;
    }
}
