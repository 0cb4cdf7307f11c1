package dev.terrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Json;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.WriteOnly;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the specs of a layer's types to CloudFormation's schemas: names, and what is create-only and write-only. */
public final class Agreement {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JsonNode schema;
    private final List<String> differences = new ArrayList<>();

    private Agreement(JsonNode schema) {
        this.schema = schema;
    }

    /**
     * @param schemas a folder as cfn-lint has it
     * @param differences that are meant, all of them: each with its reason beside it
     */
    public static void assertAgree(Path schemas, Collection<? extends ResourceType<?>> types, String... differences) {
        var index = MAPPER.readTree(schemas.resolve("providers/us-east-1.json").toFile());
        assertThat(types).isNotEmpty();
        assertThat(types.stream().flatMap(type -> {
                    var file = index.required(type.typeName()).asString();
                    var schema = MAPPER.readTree(
                            schemas.resolve("resources/" + file + ".json").toFile());
                    return differences(type.spec(), schema).stream().map(difference -> type.typeName() + difference);
                }))
                .as("differences from what CloudFormation publishes")
                .containsExactlyInAnyOrder(differences);
    }

    static List<String> differences(Class<? extends Record> spec, JsonNode schema) {
        var agreement = new Agreement(schema);
        agreement.compare("", spec, schema);
        return agreement.differences;
    }

    private void compare(String path, Class<?> spec, JsonNode published) {
        for (var component : Records.components(spec)) {
            var name = path + "/" + Records.propertyName(component);
            var property = published.path("properties").path(Records.propertyName(component));
            if (property.isMissingNode()) {
                differences.add(name + " is published under no such name");
                continue;
            }
            if (!lists("conditionalCreateOnlyProperties", name)) {
                compare(name, component, CreateOnly.class, "createOnlyProperties");
            }
            compare(name, component, WriteOnly.class, "writeOnlyProperties");
            compareNested(name, component, resolved(property));
        }
    }

    private void compare(String name, RecordComponent component, Class<? extends Annotation> here, String there) {
        var is = component.isAnnotationPresent(here);
        if (is != lists(there, name)) {
            differences.add("%s is @%s %s alone".formatted(name, here.getSimpleName(), is ? "here" : "there"));
        }
    }

    private void compareNested(String name, RecordComponent component, JsonNode property) {
        if (component.getType().isRecord() && component.getType() != Json.class) {
            compare(name, component.getType(), property);
        } else if (component.getGenericType() instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> item
                && item.isRecord()) {
            compare(name + "/*", item, resolved(property.path("items")));
        }
    }

    private boolean lists(String properties, String name) {
        return schema.path(properties).valueStream().anyMatch(listed -> listed.asString()
                .equals("/properties" + name));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? schema.at(node.path("$ref").asString().substring(1)) : node;
    }
}
