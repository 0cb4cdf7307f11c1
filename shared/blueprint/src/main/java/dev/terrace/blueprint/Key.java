package dev.terrace.blueprint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A key that blueprints may have, and all that is to be known of it. As JSON, the components are the properties.
 *
 * @param path with {@code *} for a name and {@code []} for an item, e.g. {@code cluster.nodeGroups.*.min}; empty for the whole
 *     blueprint
 * @param description what it is for, in sentences
 * @param type what may stand there, with its bounds, e.g. {@code a whole number, 0 to 35}
 * @param required whether it has to be there where the mapping is that it belongs to
 * @param defaultValue what holds where it is left out; null when nothing does
 * @param derivedFrom what its value follows from where it is left out; empty when it does not
 * @param example itself and what it stands in, as YAML; empty for the whole blueprint
 * @param builtBy the layer; empty when each layer minds it
 * @param notBuilt what it is, when no layer builds it yet; otherwise empty
 * @param keys those in it; of a mapping by name and of a list also {@code *} or {@code []}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Key(
        String path,
        String description,
        String type,
        boolean required,

        @JsonProperty("default") @JsonInclude(JsonInclude.Include.NON_NULL)
        JsonNode defaultValue,

        String derivedFrom,
        String example,
        String builtBy,
        String notBuilt,
        List<Key> keys) {

    public Key {
        keys = List.copyOf(keys);
    }

    /** The last step of its path: {@code min}, {@code *} or {@code []}. */
    public String name() {
        return path.endsWith("[]") ? "[]" : path.substring(path.lastIndexOf('.') + 1);
    }

    /** Its path as it is typed: without stars and brackets, which shells take for theirs. */
    public String typed() {
        return path.replace(".*", "").replace("[]", "");
    }

    /** Itself and all in it, in the schema's order. */
    public Stream<Key> all() {
        return Stream.concat(Stream.of(this), keys.stream().flatMap(Key::all));
    }

    /** What stands for each entry of a mapping by name, or each item of a list; null when it is neither. */
    Key element() {
        return keys.stream().filter(Key::isElement).findFirst().orElse(null);
    }

    /** Whether it stands for each entry of a mapping or each item of a list. */
    public boolean isElement() {
        return name().equals("*") || name().equals("[]");
    }
}
