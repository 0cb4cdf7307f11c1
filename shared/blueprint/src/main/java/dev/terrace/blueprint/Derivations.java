package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that follows from other values where a blueprint says nothing itself. It is filled in in the blueprint's own words, so that
 * {@code explain} can show it and whoever wants another value knows which key to write. A new one is a line here.
 */
final class Derivations {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** In the order in which they are made: one may stand on what those before it filled in, and on all defaults. */
    static final List<Derivation> ALL = List.of(
            new Derivation(
                    "application.components.*.repository",
                    "the names of platform and component",
                    place -> JSON.stringNode(place.text("platform") + "-" + place.name())),
            new Derivation(
                    "application.components.*.replicas",
                    "autoscaling being left out",
                    place -> place.holder().has("autoscaling") ? null : JSON.numberNode(1)));

    private Derivations() {}

    /**
     * A value that follows from others.
     *
     * @param key where it stands, with {@code *} for a name
     * @param from what it follows from, in words that go after "derived from"
     */
    record Derivation(String key, String from, Rule rule) {}

    @FunctionalInterface
    interface Rule {
        /** The value at a place; null when nothing follows there. */
        JsonNode value(Place place);
    }

    /**
     * Where a value is missing.
     *
     * @param blueprint the whole of it
     * @param holder the mapping that lacks it
     * @param names what the names in the key are here, from the first to the last
     */
    record Place(ObjectNode blueprint, ObjectNode holder, List<String> names) {
        /** A text at the blueprint's top. */
        String text(String key) {
            return blueprint.path(key).asString();
        }

        /** The nearest name above. */
        String name() {
            return names.getLast();
        }
    }

    /** Fills in all that follows. Returns of each value what it follows from. */
    static Map<JsonPointer, String> fillIn(ObjectNode blueprint) {
        var from = new LinkedHashMap<JsonPointer, String>();
        for (var derivation : ALL) {
            var steps = List.of(derivation.key().split("\\."));
            walk(blueprint, steps, JsonPointer.empty(), List.of(), (holder, path, names) -> {
                var value = holder.has(steps.getLast())
                        ? null
                        : derivation.rule().value(new Place(blueprint, holder, names));
                if (value != null) {
                    holder.set(steps.getLast(), value);
                    from.put(path.appendProperty(steps.getLast()), derivation.from());
                }
            });
        }
        return from;
    }

    private interface Visitor {
        void visit(ObjectNode holder, JsonPointer path, List<String> names);
    }

    /** Visits every mapping that may have the last of the steps. */
    private static void walk(JsonNode node, List<String> steps, JsonPointer path, List<String> names, Visitor visitor) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        if (steps.size() == 1) {
            visitor.visit(object, path, names);
            return;
        }
        var rest = steps.subList(1, steps.size());
        if (!steps.getFirst().equals("*")) {
            walk(object.path(steps.getFirst()), rest, path.appendProperty(steps.getFirst()), names, visitor);
            return;
        }
        object.forEachEntry((name, child) -> {
            var longer = new ArrayList<>(names);
            longer.add(name);
            walk(child, rest, path.appendProperty(name), List.copyOf(longer), visitor);
        });
    }
}
