package dev.terrace.blueprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of blueprints: checks the form, knows the defaults and what is not built yet. */
final class BlueprintSchema {
    static final String RESOURCE = "blueprint.schema.json";

    /** Names what a node is, when no layer builds it yet. */
    static final String NOT_BUILT = "x-not-built";

    /** What of a node is built by no layer yet, although the node is. */
    static final String PARTLY_BUILT = "x-partly-built";

    /** The layer that builds a node and what is in it. */
    static final String BUILT_BY = "x-built-by";

    /** Says in words what a pattern means. */
    static final String EXPECTED = "x-expected";

    /** The unit that a bare number probably lacks, from which number on, and what the number counts without it. */
    static final String UNIT = "x-unit";

    /** Keys that a mapping once had, and what to do instead. */
    static final String RETIRED = "x-retired";

    /** The keys that a key is short for, and that follow from it. */
    static final String SHORT_FOR = "x-short-for";

    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .keyword(new AnnotationKeyword(NOT_BUILT))
            .keyword(new AnnotationKeyword(PARTLY_BUILT))
            .keyword(new AnnotationKeyword(BUILT_BY))
            .keyword(new AnnotationKeyword(EXPECTED))
            .keyword(new AnnotationKeyword(RETIRED))
            .keyword(new AnnotationKeyword(UNIT))
            .keyword(new AnnotationKeyword(SHORT_FOR))
            .build();

    /**
     * The characters of the longest text that is matched with a pattern. Java matches a group that repeats by recursion, and runs
     * out of stack in a long text; that it is longer than its {@code maxLength} does not keep the validator from matching it.
     */
    private static final int LONGEST_WITH_A_FORM = 1_000;

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(BlueprintSchema::form)
            .build();

    private final JsonNode root;
    private final Schema schema;

    private BlueprintSchema(String text) {
        root = JsonMapper.shared().readTree(text);
        schema = SchemaRegistry.withDialect(DIALECT, registry -> registry.schemaRegistryConfig(CONFIG))
                .getSchema(text, InputFormat.JSON);
    }

    private static RegularExpression form(String pattern) {
        var form = JDKRegularExpressionFactory.getInstance().getRegularExpression(pattern);
        return text -> text.length() <= LONGEST_WITH_A_FORM && form.matches(text);
    }

    static BlueprintSchema load() {
        try (InputStream in = BlueprintSchema.class.getResourceAsStream(RESOURCE)) {
            return new BlueprintSchema(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reports all that is wrong in form, and tells it. */
    List<FormProblem> check(JsonNode tree, Report report) {
        var problems = schema.validate(tree).stream()
                .map(error -> new FormProblem(error, this))
                .toList();
        problems.forEach(problem -> problem.report(report));
        return problems;
    }

    /** Puts a mapping where {@code true} stands for one with nothing but defaults. */
    void spellOut(ObjectNode blueprint) {
        forEachSwitch(blueprint, root, (holder, key, on) -> {
            if (on) {
                holder.putObject(key);
            }
        });
    }

    /** Removes what is switched off: the records have nothing there. */
    void takeOutSwitchedOff(ObjectNode blueprint) {
        forEachSwitch(blueprint, root, (holder, key, _) -> holder.remove(key));
    }

    /** Removes what is short for other keys, which have been filled in. */
    void takeOutShort(ObjectNode blueprint) {
        takeOutShort(blueprint, root);
    }

    private void takeOutShort(JsonNode node, JsonNode schemaNode) {
        forEachChild(node, schemaNode, (key, child, childSchema) -> {
            if (keyword(childSchema, SHORT_FOR) == null) {
                takeOutShort(child, childSchema);
            } else {
                ((ObjectNode) node).remove(key);
            }
        });
    }

    private interface SwitchVisitor {
        void visit(ObjectNode holder, String key, boolean on);
    }

    /** Visits each {@code true} and {@code false} that stands where a mapping may. */
    private void forEachSwitch(JsonNode node, JsonNode schemaNode, SwitchVisitor visitor) {
        forEachChild(node, schemaNode, (key, child, childSchema) -> {
            if (node instanceof ObjectNode holder
                    && child.isBoolean()
                    && type(childSchema).equals("object")) {
                visitor.visit(holder, key, child.booleanValue());
            } else {
                forEachSwitch(child, childSchema, visitor);
            }
        });
    }

    /** Puts the schema's defaults where the blueprint says nothing. */
    void fillIn(ObjectNode blueprint) {
        fillIn(blueprint, root);
    }

    /** Puts them into a value. @param steps its key, with {@code *} for a name */
    void fillIn(List<String> steps, JsonNode value) {
        fillIn(value, node(steps));
    }

    private JsonNode node(List<String> steps) {
        var schemaNode = root;
        for (var step : steps) {
            var holder = resolve(schemaNode);
            var own = holder.path("properties").path(step);
            schemaNode = own.isMissingNode() ? holder.path("additionalProperties") : own;
        }
        return schemaNode;
    }

    /** What a key is, when no layer builds it yet; otherwise empty. */
    String notBuilt(String key) {
        var what = keyword(node(List.of(key.split("\\."))), NOT_BUILT);
        return what == null ? "" : what.stringValue();
    }

    /** A copy with its keys in the schema's order, and its names in their own. */
    ObjectNode inOrder(ObjectNode blueprint) {
        return (ObjectNode) inOrder(blueprint, root);
    }

    private JsonNode inOrder(JsonNode node, JsonNode schemaNode) {
        switch (node) {
            case ObjectNode object -> {
                var ordered = object.objectNode();
                forEachChild(
                        node, schemaNode, (key, child, childSchema) -> ordered.set(key, inOrder(child, childSchema)));
                return ordered;
            }
            case ArrayNode array -> {
                var ordered = array.arrayNode();
                forEachChild(node, schemaNode, (_, child, childSchema) -> ordered.add(inOrder(child, childSchema)));
                return ordered;
            }
            default -> {
                return node;
            }
        }
    }

    private void fillIn(JsonNode node, JsonNode schemaNode) {
        if (node instanceof ObjectNode object) {
            for (var property : resolve(schemaNode).path("properties").properties()) {
                var value = defaultOf(property.getValue());
                if (value != null && !object.has(property.getKey())) {
                    object.set(property.getKey(), value.deepCopy());
                }
            }
        }
        forEachChild(node, schemaNode, (_, child, childSchema) -> fillIn(child, childSchema));
    }

    /**
     * What a blueprint asks for and no layer builds yet, by its place, in the schema's order: nothing of what is switched off or
     * empty. What is on by default and not built is told, too: nobody is to rely on it.
     */
    Map<JsonPointer, String> notBuilt(ObjectNode blueprint) {
        var found = new LinkedHashMap<JsonPointer, String>();
        forEachNotBuilt(blueprint, root, JsonPointer.empty(), (_, path, value, schemaNode) -> {
            if (!isOff(value)) {
                var what = keyword(schemaNode, NOT_BUILT);
                found.put(path, (what == null ? keyword(schemaNode, PARTLY_BUILT) : what).stringValue());
            }
        });
        return found;
    }

    private static boolean isOff(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> !value.booleanValue();
            case STRING -> value.stringValue().equals("off");
            case NUMBER -> value.decimalValue().signum() == 0;
            default -> value.isEmpty();
        };
    }

    /** Removes what no layer builds yet: the records have no place for it. */
    void takeOutNotBuilt(ObjectNode blueprint) {
        forEachNotBuilt(blueprint, root, JsonPointer.empty(), (holder, path, _, schemaNode) -> {
            if (keyword(schemaNode, NOT_BUILT) != null) {
                holder.remove(path.last().getMatchingProperty());
            }
        });
        // A section of which nothing is built has nothing left that a record could hold.
        blueprint.properties().removeIf(section -> isWhollyNotBuilt(root.at(Path.of("properties", section.getKey()))));
    }

    private interface NotBuiltVisitor {
        void visit(ObjectNode holder, JsonPointer path, JsonNode value, JsonNode schemaNode);
    }

    private void forEachNotBuilt(JsonNode node, JsonNode schemaNode, JsonPointer path, NotBuiltVisitor visitor) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        forEachChild(node, schemaNode, (key, child, childSchema) -> {
            var childPath = path.appendProperty(key);
            if (keyword(childSchema, NOT_BUILT) == null && keyword(childSchema, PARTLY_BUILT) == null) {
                forEachNotBuilt(child, childSchema, childPath, visitor);
            } else {
                visitor.visit(object, childPath, child, childSchema);
            }
        });
    }

    /** Whether no layer builds any key of a section. */
    boolean isWhollyNotBuilt(JsonNode section) {
        var properties = resolve(section).path("properties");
        return !properties.isEmpty()
                && properties.valueStream().allMatch(property -> keyword(property, NOT_BUILT) != null);
    }

    private interface Visitor {
        void visit(String key, JsonNode child, JsonNode childSchema);
    }

    /** Visits what the schema describes, in the schema's order, maps in the blueprint's. */
    private void forEachChild(JsonNode node, JsonNode schemaNode, Visitor visitor) {
        var resolved = resolve(schemaNode);
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                visitor.visit("" + i, node.get(i), resolved.path("items"));
            }
            return;
        }
        var properties = resolved.path("properties");
        for (var property : properties.properties()) {
            if (node.has(property.getKey())) {
                visitor.visit(property.getKey(), node.get(property.getKey()), property.getValue());
            }
        }
        if (resolved.path("additionalProperties").isObject()) {
            for (var entry : List.copyOf(node.properties())) {
                if (!properties.has(entry.getKey())) {
                    visitor.visit(entry.getKey(), entry.getValue(), resolved.get("additionalProperties"));
                }
            }
        }
    }

    private JsonNode defaultOf(JsonNode schemaNode) {
        return keyword(schemaNode, "default");
    }

    /** A keyword of a node, or of what it refers to; null when neither has it. */
    JsonNode keyword(JsonNode schemaNode, String keyword) {
        return schemaNode.has(keyword)
                ? schemaNode.get(keyword)
                : resolve(schemaNode).get(keyword);
    }

    /** A node's type; where it has several, the last, which says most. Empty for an enumeration. */
    String type(JsonNode schemaNode) {
        var type = keyword(schemaNode, "type");
        if (type == null) {
            return "";
        }
        return type.isArray() ? type.get(type.size() - 1).stringValue() : type.stringValue();
    }

    /** What a node wants, in words. */
    String words(JsonNode wanted) {
        var expected = keyword(wanted, EXPECTED);
        if (expected != null) {
            return expected.stringValue();
        }
        var allowed = keyword(wanted, "enum");
        if (allowed != null) {
            var words = strings(allowed);
            return words.size() == 1
                    ? words.getFirst()
                    : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
        }
        var type = keyword(wanted, "type");
        return type.isArray()
                ? type.valueStream().map(BlueprintSchema::typeInWords).collect(joining(" or "))
                : typeInWords(type);
    }

    private static String typeInWords(JsonNode type) {
        return switch (type.stringValue()) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            default -> "true or false";
        };
    }

    static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    JsonNode root() {
        return root;
    }

    /** The node that holds the keyword at a location, which ends like {@code #/$defs/name/pattern}. */
    JsonNode holderOf(String keywordLocation) {
        var pointer = JsonPointer.compile(keywordLocation.substring(keywordLocation.indexOf('#') + 1));
        return root.at(pointer.head());
    }

    /** What a node refers to, or itself. */
    JsonNode resolve(JsonNode schemaNode) {
        return schemaNode.has("$ref")
                ? root.at(schemaNode.get("$ref").stringValue().substring(1))
                : schemaNode;
    }
}
