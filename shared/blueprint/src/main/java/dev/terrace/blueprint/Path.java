package dev.terrace.blueprint;

import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Places in a blueprint, as JSON pointers inside and as users know them outside. */
final class Path {
    /** In characters. A key may be of any length, and a path of many. */
    private static final int LONGEST_KEY = 80;

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

    /** E.g. {@code network.subnets.private[1]} or {@code application.ingress.paths["/api"]}. */
    static String words(JsonPointer path, JsonNode tree) {
        var words = new StringBuilder();
        var node = tree;
        for (var rest = path; !rest.matches(); rest = rest.tail()) {
            var key = rest.getMatchingProperty();
            if (node.isArray()) {
                words.append('[').append(key).append(']');
                node = node.path(rest.getMatchingIndex());
                continue;
            }
            if (PLAIN.matcher(key).matches()) {
                words.append(words.isEmpty() ? "" : ".").append(excerpt(key));
            } else {
                words.append("[\"").append(excerpt(key)).append("\"]");
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
