package dev.terrace.blueprint;

import com.networknt.schema.Error;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** An error of the schema validator, told in the words of a blueprint. */
final class FormProblem {
    private static final String NO_MERGE = "YAML 1.2 has no merge keys: write out what is to be the same.";
    /** What YAML 1.1 took for a truth, or what has quotes around it. */
    private static final Map<String, String> SWITCHES =
            Map.of("yes", "true", "on", "true", "true", "true", "no", "false", "off", "false", "false", "false");

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

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
     * A place whose value does not fit into a record, or is larger than any that is of use: checks of meaning see neither.
     *
     * @param wanted the schema of what should be there
     */
    record Hole(JsonPointer path, JsonNode wanted) {}

    /** The place whose value is missing or unreadable, if it is about one. */
    Optional<Hole> hole() {
        return switch (error.getKeyword()) {
            case "type",
                    "enum",
                    "pattern",
                    "minimum",
                    "exclusiveMinimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "maxItems",
                    "maxProperties" -> Optional.of(new Hole(path, schemaNode));
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
                report.addFound(
                        path.appendProperty(error.getProperty()), "nothing", schema.words(missing()), meaning());
            }
            case "type" -> report.add(path, schema.words(schemaNode), quotes(report));
            case "enum" -> {
                var allowed = BlueprintSchema.strings(schemaNode.get("enum"));
                var value = error.getInstanceNode().stringValue("");
                var text = report.found(path);
                report.add(
                        path,
                        schema.words(schemaNode),
                        () -> isTextWithoutQuotes(text) ? inQuotes(text) : Suggestion.of(value, allowed));
            }
            case "uniqueItems" -> report.addFound(path, "an item twice", "each item once", "");
            case "minItems" -> report.add(path, "at least " + error.getSchemaNode() + " item(s)");
            case "maxItems" -> report.add(path, "at most " + error.getSchemaNode() + " items");
            case "minProperties" -> report.add(path, "at least " + error.getSchemaNode() + " entry");
            case "maxProperties" -> report.add(path, "at most " + error.getSchemaNode() + " entries");
            case "maxLength" ->
                report.add(
                        path,
                        schema.keyword(schemaNode, BlueprintSchema.EXPECTED) == null
                                ? "at most " + error.getSchemaNode() + " characters"
                                : schema.words(schemaNode));
            case "minLength" -> report.add(path, "at least " + error.getSchemaNode() + " character(s)");
            case "minimum" -> report.add(path, "at least " + error.getSchemaNode());
            case "exclusiveMinimum" -> report.add(path, "more than " + error.getSchemaNode());
            case "maximum" -> report.add(path, "at most " + error.getSchemaNode());
            default -> report.add(path, schema.words(schemaNode));
        }
    }

    /** What it is for that is missing, and what it may look like where that was not said. */
    private String meaning() {
        var description = schema.keyword(missing(), "description").stringValue();
        var examples = schema.keyword(missing(), "examples");
        return examples == null || schema.keyword(missing(), BlueprintSchema.EXPECTED) != null
                ? description
                : "%s E.g. %s.".formatted(description, Yaml.inline(examples.get(0)));
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
        var remedy = key.equals("<<") ? NO_MERGE : Suggestion.of(key, known);
        report.addKey(
                path.appendProperty(key),
                "the unknown key \"" + key + "\"",
                remedy.isEmpty() ? "one of " + String.join(", ", known) : "a known key",
                remedy);
    }

    /** YAML takes {@code 1.29} for a number and {@code true} for a truth: text that looks so needs quotes, an amount its unit. */
    private String quotes(Report report) {
        var found = error.getInstanceNode();
        var truth = SWITCHES.get(found.stringValue(""));
        if (truth != null && offersASwitch()) {
            return "Write %s, without quotes: to YAML 1.2 all else is text.".formatted(truth);
        }
        var wantsText = error.getSchemaNode().asString("").equals("string");
        if (!wantsText || !(found.isNumber() || found.isBoolean())) {
            return "";
        }
        var text = report.found(path);
        if (text.equals(Secrets.UNTOLD)) {
            return Secrets.REMEDY;
        }
        var unit = schemaNode.path(BlueprintSchema.UNIT);
        if (unit.isObject()) {
            return found.isNumber() ? unit(text, found.decimalValue(), unit) : "";
        }
        var form = schema.keyword(schemaNode, "pattern");
        return form == null || Pattern.compile(form.stringValue()).matcher(text).find() ? inQuotes(text) : "";
    }

    /** Whether it is one of the words that may stand there, which YAML takes for a number. */
    private boolean isTextWithoutQuotes(String text) {
        return error.getInstanceNode().isNumber()
                && schemaNode
                        .get("enum")
                        .valueStream()
                        .anyMatch(word -> word.isString() && word.stringValue().equals(text));
    }

    private boolean offersASwitch() {
        return Stream.concat(
                        Stream.of(error.getSchemaNode()), error.getSchemaNode().valueStream())
                .anyMatch(type -> type.asString("").equals("boolean"));
    }

    /** What is likely meant by a bare number: in quotes it might be a thousand times as much, and right in form. */
    private static String unit(String text, BigDecimal number, JsonNode unit) {
        if (number.compareTo(unit.get("from").decimalValue()) < 0) {
            return inQuotes(text);
        }
        if (!WHOLE.matcher(text).matches()) {
            return "";
        }
        var written = text + unit.get("unit").stringValue();
        return unit.has("otherwise")
                ? "Write %s: without a unit it is %s %s."
                        .formatted(written, text, unit.get("otherwise").stringValue())
                : "Write %s.".formatted(written);
    }

    private static String inQuotes(String text) {
        return "Put it into quotes: \"" + text + "\".";
    }
}
