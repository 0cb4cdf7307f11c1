package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reference of blueprints, made from their schema: every key that there may be. */
public final class Reference {
    /** A step as it is typed: a name, or in brackets an index, a name in quotes, or nothing. */
    private static final Pattern STEP =
            Pattern.compile("\\.?(?:\\[\"(?<quoted>[^\"]*)\"]|(?<item>\\[\\d*])|(?<name>[^.\\[\\]]+))");

    private static final int MOST_SUGGESTED = 3;

    private final Key root;

    private Reference(Key root) {
        this.root = root;
    }

    public static Reference load() {
        return new Reference(new Keys(BlueprintSchema.load()).root());
    }

    /** The whole blueprint, whose keys are its sections. */
    public Key root() {
        return root;
    }

    /** All keys but the root, in the schema's order. */
    public List<Key> keys() {
        return root.all().skip(1).toList();
    }

    /**
     * The key that is meant by a path: with {@code *} and {@code []} or without them, or with the names and indexes of a blueprint,
     * as problems spell them.
     */
    public Optional<Key> find(String typed) {
        var reached = reach(root, steps(typed));
        return reached.rest().isEmpty() ? Optional.of(reached.key()) : Optional.empty();
    }

    /** What may have been meant by a path that is no key's, as a sentence; empty when nothing is near. */
    public String suggestion(String typed) {
        var reached = reach(root, steps(typed));
        if (reached.rest().isEmpty()) {
            return "";
        }
        var paths = new TreeMap<String, String>();
        keys().forEach(key -> paths.putIfAbsent(key.typed(), key.path()));
        var meant = Stream.concat(Stream.of(reached.key().typed()), reached.rest().stream())
                .filter(step -> !step.isEmpty() && !step.equals("*"))
                .collect(Collectors.joining("."));
        return Suggestion.nearest(meant, paths.keySet())
                .map(near -> "Did you mean %s?".formatted(paths.get(near)))
                .orElseGet(() -> ofThatName(reached.rest().getLast()));
    }

    /** The keys that end as the path does: who remembers a key may have forgotten where it stands. */
    private String ofThatName(String name) {
        var paths = keys().stream()
                .filter(key -> key.name().equalsIgnoreCase(name))
                .map(Key::path)
                .limit(MOST_SUGGESTED)
                .toList();
        return paths.isEmpty() ? "" : "Did you mean %s?".formatted(String.join(" or ", paths));
    }

    private static List<String> steps(String typed) {
        var steps = new ArrayList<String>();
        var step = STEP.matcher(typed);
        var end = 0;
        while (step.find() && step.start() == end) {
            steps.add(Stream.of("quoted", "item", "name")
                    .map(step::group)
                    .filter(it -> it != null)
                    .findFirst()
                    .orElseThrow());
            end = step.end();
        }
        if (end < typed.length()) {
            steps.add(typed.substring(end));
        }
        return steps;
    }

    /** How far a path leads, and what is left of it there. */
    private record Reached(Key key, List<String> rest) {}

    private static Reached reach(Key key, List<String> steps) {
        if (steps.isEmpty()) {
            return new Reached(key, steps);
        }
        var step = steps.getFirst();
        var rest = steps.subList(1, steps.size());
        var own = child(key, step);
        if (own != null) {
            return reach(own, rest);
        }
        var dotted = rest.isEmpty() ? null : child(key, step + "." + rest.getFirst());
        if (dotted != null) {
            return reach(dotted, rest.subList(1, rest.size()));
        }
        var element = key.element();
        if (element == null) {
            return new Reached(key, steps);
        }
        var its = child(element, step);
        if (its != null) {
            return reach(its, rest);
        }
        return isEntry(key, element, step, rest) ? reach(element, rest) : new Reached(key, steps);
    }

    /** Whether a step is an index, or a name that a blueprint gives: not one that is nearly a key's. */
    private static boolean isEntry(Key key, Key element, String step, List<String> rest) {
        if (element.name().equals("[]")) {
            return step.matches("\\[\\d*]");
        }
        var names = element.keys().stream().map(Key::name).toList();
        return Suggestion.nearest(step, names).isEmpty()
                || (!rest.isEmpty() && reach(element, rest).rest().isEmpty());
    }

    /** @param name may have dots in it, as {@code database.connections} */
    private static Key child(Key key, String name) {
        var path = key.path().isEmpty() || name.equals("[]") ? key.path() + name : key.path() + "." + name;
        return key.keys().stream()
                .filter(child -> child.path().equals(path))
                .findFirst()
                .orElse(null);
    }
}
