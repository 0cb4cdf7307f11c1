package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes the reference's keys from the schema. */
final class Keys {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final BlueprintSchema schema;

    Keys(BlueprintSchema schema) {
        this.schema = schema;
    }

    /**
     * Where in the schema a key is.
     *
     * @param names the steps of its path, with a name of an example in the place of each {@code *}
     * @param builtBy as what it stands in says
     * @param notBuilt as what it stands in says
     */
    private record Spot(
            String path, List<String> names, JsonNode node, boolean required, String builtBy, String notBuilt) {}

    Key root() {
        return key(new Spot("", List.of(), schema.root(), true, "", ""));
    }

    private Key key(Spot spot) {
        var node = spot.node();
        var notBuilt = text(node, BlueprintSchema.NOT_BUILT, spot.notBuilt());
        if (notBuilt.isEmpty() && schema.isWhollyNotBuilt(node)) {
            notBuilt = "all that is in it";
        }
        var builtBy = text(node, BlueprintSchema.BUILT_BY, spot.builtBy());
        var inIt = new Spot(
                spot.path(),
                spot.names(),
                node,
                false,
                builtBy,
                text(node, BlueprintSchema.NOT_BUILT, spot.notBuilt()));
        return new Key(
                spot.path(),
                text(node, "description", ""),
                type(node),
                spot.required(),
                schema.keyword(node, "default"),
                Derivations.ALL.stream()
                        .filter(derivation -> derivation.key().equals(spot.path()) && !derivation.isSpelledOut())
                        .map(Derivations.Derivation::from)
                        .findFirst()
                        .orElse(""),
                spot.names().isEmpty() ? "" : Yaml.text(wrapped(spot.names(), example(node))),
                notBuilt.isEmpty() ? builtBy : "",
                notBuilt,
                keys(inIt));
    }

    private List<Key> keys(Spot spot) {
        var node = schema.resolve(spot.node());
        var keys = new ArrayList<Key>();
        if (node.has("items")) {
            keys.add(key(in(spot, spot.path() + "[]", "[]", node.get("items"), false)));
        }
        var required = BlueprintSchema.strings(node.path("required"));
        node.path("properties").properties().forEach(property -> {
            var name = property.getKey();
            var path = spot.path().isEmpty() ? name : spot.path() + "." + name;
            keys.add(key(in(spot, path, name, property.getValue(), required.contains(name))));
        });
        if (node.path("additionalProperties").isObject()) {
            keys.add(key(in(spot, spot.path() + ".*", nameIn(node), node.get("additionalProperties"), false)));
        }
        return keys;
    }

    private static Spot in(Spot outer, String path, String name, JsonNode node, boolean required) {
        var names = Stream.concat(outer.names().stream(), Stream.of(name)).toList();
        return new Spot(path, names, node, required, outer.builtBy(), outer.notBuilt());
    }

    private String text(JsonNode node, String keyword, String otherwise) {
        var own = schema.keyword(node, keyword);
        return own == null ? otherwise : own.stringValue();
    }

    // ---------------------------------------------------------------- types, in words

    private String type(JsonNode wanted) {
        var node = schema.resolve(wanted);
        if (node.path("type").isArray()) {
            return schema.words(wanted) + bounds(node, "minimum", "maximum", ", ");
        }
        if (node.has("items")) {
            return "a list" + count(node, "minItems", "maxItems") + (node.has("uniqueItems") ? ", none twice" : "")
                    + each(node.get("items"));
        }
        if (isMappingByName(node)) {
            var names = schema.keyword(node.path("propertyNames"), BlueprintSchema.EXPECTED);
            return "a mapping by name" + count(node, "minProperties", "maxProperties")
                    + (names == null ? "" : "; each name " + names.stringValue())
                    + each(node.get("additionalProperties"));
        }
        var words = schema.words(wanted);
        if (node.has("enum") || node.has("properties")) {
            return words;
        }
        if (node.path("type").stringValue("").equals("string")) {
            var examples = schema.keyword(wanted, "examples");
            var plain = schema.keyword(wanted, BlueprintSchema.EXPECTED) == null && examples != null;
            return words + (plain ? " such as " + Yaml.inline(examples.get(0)) : "");
        }
        return words
                + (node.has("exclusiveMinimum") ? ", more than " + node.get("exclusiveMinimum") : "")
                + bounds(node, "minimum", "maximum", ", ");
    }

    /** Whether each name is the user's own. */
    private static boolean isMappingByName(JsonNode node) {
        return node.path("additionalProperties").isObject() && !node.has("properties");
    }

    private String each(JsonNode element) {
        return schema.resolve(element).has("properties") ? "" : "; each " + type(element);
    }

    private static String count(JsonNode node, String least, String most) {
        return bounds(node, least, most, " of ");
    }

    private static String bounds(JsonNode node, String least, String most, String before) {
        if (node.has(least) && node.has(most)) {
            return before + node.get(least) + " to " + node.get(most);
        }
        if (node.has(least)) {
            return before + node.get(least) + " or more";
        }
        return node.has(most) ? before + "at most " + node.get(most) : "";
    }

    // ---------------------------------------------------------------- examples

    /** A value in what it stands in. */
    private static JsonNode wrapped(List<String> names, JsonNode value) {
        var tree = value;
        for (var name : names.reversed()) {
            tree = name.equals("[]")
                    ? JSON.arrayNode().add(tree)
                    : JSON.objectNode().set(name, tree);
        }
        return tree;
    }

    /** What one might write: of what has a default, another value where there are few. */
    private JsonNode example(JsonNode wanted) {
        var examples = schema.keyword(wanted, "examples");
        if (examples != null) {
            return examples.get(0);
        }
        var node = schema.resolve(wanted);
        var usual = schema.keyword(wanted, "default");
        if (node.has("enum")) {
            return node.get("enum")
                    .valueStream()
                    .filter(word -> !word.equals(usual))
                    .findFirst()
                    .orElse(usual);
        }
        if (node.has("items")) {
            return JSON.arrayNode().add(example(node.get("items")));
        }
        if (isMappingByName(node)) {
            return JSON.objectNode().set(nameIn(node), example(node.get("additionalProperties")));
        }
        if (node.path("type").isArray() && schema.type(node).equals("object")) {
            return JSON.booleanNode(true);
        }
        if (node.has("properties")) {
            return mapping(node);
        }
        if (schema.type(node).equals("boolean")) {
            return JSON.booleanNode(usual == null || !usual.booleanValue());
        }
        return usual == null ? node.path("minimum") : usual;
    }

    /** What is required in it, or else the first key. */
    private JsonNode mapping(JsonNode node) {
        var properties = node.get("properties");
        var names = node.has("required")
                ? BlueprintSchema.strings(node.get("required"))
                : List.copyOf(properties.propertyNames()).subList(0, 1);
        var mapping = JSON.objectNode();
        names.forEach(name -> mapping.set(name, example(properties.get(name))));
        return mapping;
    }

    private String nameIn(JsonNode mapping) {
        var examples = schema.keyword(mapping.path("propertyNames"), "examples");
        return examples == null ? "name" : examples.get(0).stringValue();
    }
}
