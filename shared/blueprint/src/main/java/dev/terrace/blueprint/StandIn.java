package dev.terrace.blueprint;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Values to put in the place of those that have the wrong form, so that the rest can be checked for its meaning. There are two
 * that differ in every value: what is found with both does not depend on what was put in.
 */
enum StandIn {
    LOW(List.of("0", "1%", "a:1")),
    HIGH(List.of("1", "99%", "b:2"));

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Of each form that a record reads, one: what no record reads may have any. */
    private final List<String> texts;

    StandIn(List<String> texts) {
        this.texts = texts;
    }

    /** A value of the form that a schema node wants. */
    JsonNode of(JsonNode wanted, BlueprintSchema schema) {
        var allowed = schema.keyword(wanted, "enum");
        if (allowed != null) {
            return allowed.get(this == LOW ? 0 : allowed.size() - 1);
        }
        return switch (schema.type(wanted)) {
            case "object" -> object(wanted, schema);
            case "array" ->
                this == LOW ? JSON.arrayNode() : JSON.arrayNode().add(of(schema.keyword(wanted, "items"), schema));
            case "boolean" -> JSON.booleanNode(this == HIGH);
            case "string" -> JSON.stringNode(text(schema.keyword(wanted, "pattern")));
            default -> {
                var bound = schema.keyword(wanted, this == LOW ? "minimum" : "maximum");
                yield bound == null ? JSON.numberNode(0) : bound;
            }
        };
    }

    private String text(JsonNode pattern) {
        return texts.stream()
                .filter(text -> pattern != null && text.matches(pattern.stringValue()))
                .findFirst()
                .orElse(texts.getFirst());
    }

    private JsonNode object(JsonNode wanted, BlueprintSchema schema) {
        var object = JSON.objectNode();
        var values = schema.keyword(wanted, "additionalProperties");
        if (values != null && values.isObject() && schema.keyword(wanted, "properties") == null) {
            return this == LOW ? object : object.set("stand-in", of(values, schema));
        }
        var required = schema.keyword(wanted, "required");
        if (required != null) {
            var properties = schema.keyword(wanted, "properties");
            required.forEach(key -> object.set(key.stringValue(), of(properties.get(key.stringValue()), schema)));
        }
        return object;
    }
}
