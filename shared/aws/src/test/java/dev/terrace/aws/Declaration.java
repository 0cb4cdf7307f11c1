package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.Json;
import dev.terrace.engine.Layer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a layer declares, as text in which a change can be read as a difference. */
public final class Declaration {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Declaration() {}

    /** Compares with a golden file, which {@code -Dgolden=write} writes anew. */
    public static void assertMatches(Path golden, Layer layer) throws IOException {
        var text = text(layer);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    static String text(Layer layer) {
        var text = new StringBuilder();
        layer.specs().forEach((name, spec) -> {
            text.append(name)
                    .append(": ")
                    .append(spec.getClass().getAnnotation(AwsType.class).value())
                    .append('\n');
            for (var component : spec.getClass().getRecordComponents()) {
                text.append("  %s: %s%n".formatted(component.getName(), show(read(component, spec))));
            }
        });
        return text.toString();
    }

    private static String show(Object value) {
        return switch (value) {
            case null -> "-";
            case Set<?> set ->
                set.stream().map(Declaration::show).sorted().toList().toString();
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, String>();
                map.forEach((key, item) -> sorted.put(show(key), show(item)));
                yield sorted.toString();
            }
            case Json json -> SORTED.writeValueAsString(SORTED.readValue(json.text(), Object.class));
            default -> value.toString();
        };
    }

    private static Object read(RecordComponent component, Record spec) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(spec);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
