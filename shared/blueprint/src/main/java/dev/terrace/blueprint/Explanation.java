package dev.terrace.blueprint;

import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.node.ObjectNode;

/** A whole blueprint, what it leaves out filled in, that knows where each of its values comes from. */
public final class Explanation {
    private final Completion completion;
    private final YamlSource source;
    private final BlueprintSchema schema;

    Explanation(Completion completion, YamlSource source, BlueprintSchema schema) {
        this.completion = completion;
        this.source = source;
        this.schema = schema;
    }

    /**
     * The whole blueprint, in its own words: written down it is a blueprint of the same platform. Keys stand in the schema's order,
     * whether they are written or filled in, and names in the file's.
     */
    public ObjectNode whole() {
        return schema.inOrder(completion.whole());
    }

    /** Where the value at a place in {@link #whole} comes from. */
    public Origin origin(JsonPointer path) {
        if (source.has(path)) {
            return new Origin.Written(source.position(path).line());
        }
        for (var at = path; at != null; at = at.head()) {
            var from = completion.derived().get(at);
            if (from != null) {
                return new Origin.Derived(from);
            }
        }
        return new Origin.Default();
    }

    /** What stands at a place, if no layer builds it yet; empty where it is switched off, and for the values in it. */
    public Optional<String> notBuilt(JsonPointer path) {
        return Optional.ofNullable(completion.notBuilt().get(path));
    }

    /** A place as users know it, and no other place: {@code network.subnets.private[1]}. */
    public String words(JsonPointer path) {
        return Path.whole(path, completion.whole());
    }
}
