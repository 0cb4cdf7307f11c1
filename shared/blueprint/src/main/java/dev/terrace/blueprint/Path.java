package dev.terrace.blueprint;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Places in a blueprint, as JSON pointers inside and as users know them outside. */
final class Path {
    /** In characters. A key may be of any length, and a path of many. */
    private static final int LONGEST_KEY = 80;

    /** In what is not in the tree, of which no user gave names. */
    private static final Pattern INDEX = Pattern.compile("[0-9]+");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private Path() {}

    /** @param steps keys, and indexes as integers */
    static JsonPointer of(Object... steps) {
        var path = JsonPointer.empty();
        for (var step : steps) {
            path = step instanceof Integer index ? path.appendIndex(index) : path.appendProperty(step.toString());
        }
        return path;
    }

    /** A place as problems tell it: of a long key the beginning, and nothing that looks like a secret. */
    static String words(JsonPointer path, JsonNode tree) {
        return words(path, tree, Path::excerpt);
    }

    /** A place in words that no other place has. */
    static String whole(JsonPointer path, JsonNode tree) {
        return words(path, tree, key -> key.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    /** E.g. {@code network.subnets.private[1]} or {@code applications.shop.ingress.paths["/api"]}. */
    private static String words(JsonPointer path, JsonNode tree, UnaryOperator<String> told) {
        var words = new StringBuilder();
        var node = tree;
        for (var rest = path; !rest.matches(); rest = rest.tail()) {
            var key = rest.getMatchingProperty();
            if (node.isArray() || node.isMissingNode() && INDEX.matcher(key).matches()) {
                words.append('[').append(key).append(']');
                node = node.path(rest.getMatchingIndex());
                continue;
            }
            if (PLAIN.matcher(key).matches()) {
                words.append(words.isEmpty() ? "" : ".").append(told.apply(key));
            } else {
                words.append("[\"").append(told.apply(key)).append("\"]");
            }
            node = node.path(key);
        }
        return words.toString();
    }

    private static String excerpt(String key) {
        var withheld = Secrets.withheld(key);
        return withheld.codePointCount(0, withheld.length()) > LONGEST_KEY
                ? withheld.substring(0, withheld.offsetByCodePoints(0, LONGEST_KEY - 1)) + "…"
                : withheld;
    }
}
