package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {
    private static final JsonNode SCHEMA = read();

    /** What of a platform is made of others of its keys. */
    private static final Set<String> WITHOUT_KEY = Set.of("environment", "notBuiltYet");

    private static JsonNode read() {
        try (var in = BlueprintSchema.class.getResourceAsStream(BlueprintSchema.RESOURCE)) {
            return JsonMapper.shared().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void is_a_schema_of_draft202012() {
        var metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(metaSchema.validate(SCHEMA)).isEmpty();
    }

    @Test
    void describes_every_node_for_editors() {
        assertNoNode((_, node) -> keyword(node, "description") == null);
    }

    @Test
    void says_of_every_object_which_keys_it_may_have() {
        assertNoNode((_, node) -> isOf("object", node) && !node.has("additionalProperties"));
    }

    @Test
    void says_in_words_what_each_pattern_means() {
        assertNoNode((_, node) -> node.has("pattern") && !node.has("x-expected"));
    }

    /** Java matches such a pattern by recursion. */
    @Test
    void bounds_every_text_whose_pattern_repeats_a_group() {
        assertNoNode(
                (_, node) -> node.path("pattern").stringValue("").matches(".*\\)[*+{].*") && !node.has("maxLength"));
    }

    @Test
    void bounds_every_number_and_every_integer_so_that_it_fits_into_an_int() {
        assertNoNode((_, node) ->
                (isOf("integer", node) || isOf("number", node)) && !(node.has("minimum") && node.has("maximum")));
        assertNoNode((_, node) -> isOf("integer", node) && node.path("maximum").asLong() > Integer.MAX_VALUE);
    }

    /** What is larger is replaced before it is checked for its meaning: so no check takes long, whatever a file holds. */
    @Test
    void bounds_every_text_list_and_map() {
        assertNoNode((_, node) -> isOf("string", node) && !node.has("maxLength"));
        assertNoNode((_, node) -> isOf("array", node) && !node.has("maxItems"));
        assertNoNode((_, node) -> node.path("additionalProperties").isObject() && !node.has("maxProperties"));
    }

    /** Else who reads one does not know what it says. */
    @Test
    void names_keys_beside_each_that_is_short_for_them() {
        forEachNode((path, node) -> node.path("properties").properties().stream()
                .filter(property -> property.getValue().has("x-short-for"))
                .forEach(property -> {
                    for (var key :
                            property.getValue().get("x-short-for").stringValue().split(" and ")) {
                        var named = node;
                        for (var step : key.split("\\.")) {
                            named = resolve(named).path("properties").path(step);
                        }
                        assertThat(named.isObject())
                                .as(path + "/" + property.getKey() + ": " + key)
                                .isTrue();
                    }
                }));
    }

    /** Their errors could not be told in one readable sentence; a check of meaning can. */
    @Test
    void offers_no_alternatives() {
        assertNoNode((_, node) ->
                List.of("anyOf", "oneOf", "allOf", "not", "if").stream().anyMatch(node::has));
    }

    @Test
    void has_defaults_that_are_valid_themselves() {
        var blueprint = Blueprint.read("shop.yaml", """
                platform: shop
                region: us-east-1
                data: { postgres: true }
                cluster: { nodeGroups: { general: { instanceTypes: [t3.medium], min: 1, max: 1 } } }
                applications: { shop: { components: { web: {} } } }
                """);
        assertThat(blueprint).isInstanceOf(Blueprint.Valid.class);
        assertThat(((Blueprint.Valid) blueprint).platform().notBuiltYet())
                .containsExactly("delivery.scan: the scan gate of releases");
    }

    @Test
    void mirrors_the_records_one_to_one() {
        var differences = new ArrayList<String>();
        compare("", SCHEMA, Platform.class, differences);
        assertThat(differences).isEmpty();
    }

    private static void compare(String path, JsonNode schemaNode, Type type, List<String> differences) {
        var node = resolve(schemaNode);
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                compare(path + "[]", node.path("items"), arguments[0], differences);
            } else if (arguments[0] instanceof Class<?> key && key.isEnum()) {
                var keys = new TreeSet<>(node.path("properties").propertyNames());
                differ(path, keys, words(key), differences);
            } else {
                compare(path + ".*", node.path("additionalProperties"), arguments[1], differences);
            }
            return;
        }
        var raw = (Class<?>) type;
        if (raw.isEnum()) {
            var allowed =
                    node.path("enum").valueStream().map(JsonNode::stringValue).collect(Collectors.toSet());
            if (!path.startsWith("deletion.")) {
                differ(path, allowed, words(raw), differences);
            }
        } else if (raw.isRecord() && !isPlain(node)) {
            var properties = new TreeMap<String, JsonNode>();
            node.path("properties").properties().stream()
                    .filter(property ->
                            isBuilt(property.getValue()) && !property.getValue().has("x-short-for"))
                    .forEach(property -> properties.put(property.getKey(), property.getValue()));
            var components = Arrays.stream(raw.getRecordComponents())
                    .filter(component -> !WITHOUT_KEY.contains(component.getName()))
                    .collect(Collectors.toMap(component -> key(raw, component), RecordComponent::getGenericType));
            differ(path, properties.keySet(), components.keySet(), differences);
            properties.forEach((key, property) -> {
                if (components.containsKey(key)) {
                    compare(path.isEmpty() ? key : path + "." + key, property, components.get(key), differences);
                }
            });
        }
    }

    private static void differ(String path, Set<String> schema, Set<String> records, List<String> differences) {
        if (!schema.equals(records)) {
            differences.add("%s: the schema has %s, the records have %s".formatted(path, schema, records));
        }
    }

    /** Neither marked itself nor a section of nothing but what is marked. */
    private static boolean isBuilt(JsonNode node) {
        var properties = resolve(node).path("properties");
        return keyword(node, "x-not-built") == null
                && (properties.isEmpty()
                        || properties.valueStream().anyMatch(it -> keyword(it, "x-not-built") == null));
    }

    private static String key(Class<?> owner, RecordComponent component) {
        try {
            var field = owner.getDeclaredField(component.getName());
            if (field.isAnnotationPresent(JsonProperty.class)) {
                return field.getAnnotation(JsonProperty.class).value();
            }
            return field.isAnnotationPresent(JsonAlias.class)
                    ? field.getAnnotation(JsonAlias.class).value()[0]
                    : component.getName();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> words(Class<?> enumeration) {
        return Arrays.stream(enumeration.getFields())
                .filter(field -> field.isEnumConstant())
                .map(field -> field.getAnnotation(JsonProperty.class).value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private interface NodeTest {
        boolean test(String path, JsonNode node);
    }

    private static void assertNoNode(NodeTest wrong) {
        var found = new ArrayList<String>();
        forEachNode((path, node) -> {
            if (wrong.test(path, node)) {
                found.add(path);
            }
        });
        assertThat(found).isEmpty();
    }

    private static void forEachNode(BiConsumer<String, JsonNode> visit) {
        visitNode("#", SCHEMA, visit);
        for (Map.Entry<String, JsonNode> definition : SCHEMA.get("$defs").properties()) {
            visitNode("#/$defs/" + definition.getKey(), definition.getValue(), visit);
        }
    }

    private static void visitNode(String path, JsonNode node, BiConsumer<String, JsonNode> visit) {
        visit.accept(path, node);
        node.path("properties")
                .properties()
                .forEach(property -> visitNode(path + "/" + property.getKey(), property.getValue(), visit));
        for (var keyword : List.of("items", "additionalProperties")) {
            if (node.path(keyword).isObject()) {
                visitNode(path + "/" + keyword, node.get(keyword), visit);
            }
        }
    }

    private static boolean isOf(String type, JsonNode node) {
        return node.path("type").stringValue("").equals(type);
    }

    /** Whether it is a text or a number, which some records are made of. */
    private static boolean isPlain(JsonNode node) {
        return node.has("type") && !node.has("properties");
    }

    private static JsonNode keyword(JsonNode node, String keyword) {
        return node.has(keyword) ? node.get(keyword) : resolve(node).get(keyword);
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? SCHEMA.at(node.get("$ref").stringValue().substring(1)) : node;
    }
}
