package dev.terrace.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The value of a variable: text in which <code>${postgres.host}</code> refers to what the platform has. To refer to a thing is to
 * declare that it is used: network rules, permissions and order follow from it. A literal <code>${</code> is written
 * <code>$${</code>.
 */
public record Value(List<Part> parts) {
    private static final Pattern MARK = Pattern.compile("\\$(\\$)?\\{([^}]*)(})?");

    public Value {
        parts = List.copyOf(parts);
    }

    /** A piece of a value. */
    public sealed interface Part permits Text, Reference {}

    /** Text as it is. */
    public record Text(String text) implements Part {}

    /**
     * What stands between <code>${</code> and <code>}</code>.
     *
     * @param path e.g. {@code buckets.static.name}
     * @param isClosed whether there is a brace at its end; without one it is a mistake
     */
    public record Reference(String path, boolean isClosed) implements Part {
        /** What is referred to: a store, {@code secrets}, {@code ingress}, or a component. */
        public String head() {
            int dot = path.indexOf('.');
            return dot < 0 ? path : path.substring(0, dot);
        }

        /** What of it: {@code host}, {@code static.name}; empty when nothing is said. */
        public String attribute() {
            int dot = path.indexOf('.');
            return dot < 0 ? "" : path.substring(dot + 1);
        }

        @Override
        public String toString() {
            return "${" + path + (isClosed ? "}" : "");
        }
    }

    public static Value parse(String text) {
        var parts = new ArrayList<Part>();
        Matcher mark = MARK.matcher(text);
        int end = 0;
        while (mark.find()) {
            if (mark.start() > end) {
                parts.add(new Text(text.substring(end, mark.start())));
            }
            parts.add(
                    mark.group(1) == null
                            ? new Reference(mark.group(2), mark.group(3) != null)
                            : new Text(mark.group().substring(1)));
            end = mark.end();
        }
        if (end < text.length()) {
            parts.add(new Text(text.substring(end)));
        }
        return new Value(parts);
    }

    /** What it refers to, in its order. */
    public List<Reference> references() {
        return parts.stream()
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .toList();
    }

    /** The text, with each reference replaced by what it stands for. */
    public String resolve(Function<Reference, String> meaning) {
        return parts.stream()
                .map(part -> switch (part) {
                    case Text(var text) -> text;
                    case Reference reference -> meaning.apply(reference);
                })
                .collect(Collectors.joining());
    }
}
