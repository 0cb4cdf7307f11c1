package dev.terrace.aws;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.Json;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Ref;
import dev.terrace.platform.Golden;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a layer declares, as text in which a change can be read as a difference. */
public final class Declaration {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Declaration() {}

    /** The layer of a platform, as its function declares it. */
    public static Layer of(LayerName name, Platform platform, BiConsumer<Platform, Layer> declaration) {
        var layer = new Layer(LayerTask.owner(platform, name));
        declaration.accept(Ref.literal(platform), layer);
        return layer;
    }

    /** Compares with the golden file {@code <document>.txt} beside the test. */
    public static void assertMatches(Class<?> test, String document, Layer layer) {
        Golden.assertMatches(test, document + ".txt", text(layer));
    }

    static String text(Layer layer) {
        var text = new StringBuilder();
        layer.specs().forEach((name, spec) -> {
            text.append(name)
                    .append(": ")
                    .append(spec.getClass().getAnnotation(AwsType.class).value())
                    .append(layer.exports().contains(layer.owner().key(name).address()) ? ", exported" : "")
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
            case List<?> list -> list.stream().map(Declaration::show).toList().toString();
            case Json json -> SORTED.writeValueAsString(SORTED.readValue(json.text(), Object.class));
            case Record record ->
                // By its own toString, sets and maps in it would be in another order in each process.
                Arrays.stream(record.getClass().getRecordComponents())
                        .map(component -> component.getName() + "=" + show(read(component, record)))
                        .collect(Collectors.joining(", ", record.getClass().getSimpleName() + "[", "]"));
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
