package dev.terrace.blueprint;

import com.networknt.schema.Error;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** An error of the schema validator, told in the words of a blueprint. */
final class FormProblem {
    private final Error error;
    private final BlueprintSchema schema;
    private final JsonPointer path;
    private final JsonNode schemaNode;

    FormProblem(Error error, BlueprintSchema schema) {
        this.error = error;
        this.schema = schema;
        var location = error.getInstanceLocation();
        path = Path.of(Stream.iterate(0, i -> i < location.getNameCount(), i -> i + 1)
                .map(location::getElement)
                .toArray());
        schemaNode = schema.holderOf(error.getSchemaLocation().toString());
    }

    /** The key that the schema does not know, if it is about one. */
    Optional<JsonPointer> unknownKey() {
        return error.getKeyword().equals("additionalProperties")
                ? Optional.of(path.appendProperty(error.getProperty()))
                : Optional.empty();
    }

    /**
     * A place whose value does not fit into a record.
     *
     * @param wanted the schema of what should be there
     */
    record Hole(JsonPointer path, JsonNode wanted) {}

    /** The place whose value is missing or unreadable, if it is about one. */
    Optional<Hole> hole() {
        return switch (error.getKeyword()) {
            case "type", "enum", "pattern", "minimum", "maximum" -> Optional.of(new Hole(path, schemaNode));
            case "required" -> Optional.of(new Hole(path.appendProperty(error.getProperty()), missing()));
            default -> Optional.empty();
        };
    }

    void report(Report report) {
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownKey(report);
            case "propertyNames" -> {
                var key = error.getProperty();
                var expected = schema.keyword(schemaNode.get("propertyNames"), BlueprintSchema.EXPECTED);
                report.addKey(path.appendProperty(key), "the key \"" + key + "\"", expected.stringValue(), "");
            }
            case "required" -> {
                var description = schema.keyword(missing(), "description").stringValue();
                report.addFound(path.appendProperty(error.getProperty()), "nothing", words(missing()), description);
            }
            case "type" -> report.add(path, words(schemaNode), quotes(report));
            case "enum" -> {
                var allowed = strings(schemaNode.get("enum"));
                report.add(
                        path,
                        words(schemaNode),
                        Suggestion.of(error.getInstanceNode().stringValue(""), allowed));
            }
            case "uniqueItems" -> report.addFound(path, "an item twice", "each item once", "");
            case "minItems" -> report.add(path, "at least " + error.getSchemaNode() + " item(s)");
            case "maxItems" -> report.add(path, "at most " + error.getSchemaNode() + " items");
            case "minProperties" -> report.add(path, "at least " + error.getSchemaNode() + " entry");
            case "maxProperties" -> report.add(path, "at most " + error.getSchemaNode() + " entries");
            case "minLength" -> report.add(path, "at least " + error.getSchemaNode() + " character(s)");
            case "minimum" -> report.add(path, "at least " + error.getSchemaNode());
            case "exclusiveMinimum" -> report.add(path, "more than " + error.getSchemaNode());
            case "maximum" -> report.add(path, "at most " + error.getSchemaNode());
            default -> report.add(path, words(schemaNode));
        }
    }

    private JsonNode missing() {
        return schemaNode.path("properties").path(error.getProperty());
    }

    private void unknownKey(Report report) {
        var key = error.getProperty();
        var retired = schemaNode.path(BlueprintSchema.RETIRED).path(key);
        if (retired.isString()) {
            report.addKey(
                    path.appendProperty(key), "the key \"" + key + "\"", "that it is left out", retired.stringValue());
            return;
        }
        var known = List.copyOf(schemaNode.path("properties").propertyNames());
        var suggestion = Suggestion.of(key, known);
        report.addKey(
                path.appendProperty(key),
                "the unknown key \"" + key + "\"",
                suggestion.isEmpty() ? "one of " + String.join(", ", known) : "a known key",
                suggestion);
    }

    /** What a schema node wants, in words. */
    private String words(JsonNode wanted) {
        var expected = schema.keyword(wanted, BlueprintSchema.EXPECTED);
        if (expected != null) {
            return expected.stringValue();
        }
        var allowed = schema.keyword(wanted, "enum");
        if (allowed != null) {
            var words = strings(allowed);
            return words.size() == 1
                    ? words.getFirst()
                    : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
        }
        return switch (schema.keyword(wanted, "type").stringValue()) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            default -> "true or false";
        };
    }

    /** YAML takes {@code 1.29} for a number and {@code true} for a truth: text that looks so needs quotes. */
    private String quotes(Report report) {
        var found = error.getInstanceNode();
        var wantsText = error.getSchemaNode().asString("").equals("string");
        return wantsText && (found.isNumber() || found.isBoolean())
                ? "Put it into quotes: \"" + report.found(path) + "\"."
                : "";
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
