package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Writes YAML the way people write blueprints: mappings in lines, lists of plain values in one, quotes only where they are needed. */
public final class Yaml {
    /** What another reader than ours may take a text for: quotes tell it. */
    private static final ScalarResolver CORE = new CoreSchema().getScalarResolver();

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./$<(][A-Za-z0-9_./:;@+*$<>()=%^~ {}\\[\\],#-]*");

    /** What ends a plain text anywhere, and what does in a list. */
    private static final Pattern ENDS = Pattern.compile(": | #|[: ]$");

    private static final Pattern ENDS_IN_LIST = Pattern.compile("[\\[\\]{},]");

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\p{Zl}\\p{Zp}]");

    private Yaml() {}

    /**
     * A line of YAML.
     *
     * @param text without its end
     * @param path the place of the value that stands or begins in it
     * @param whole whether all of the value stands in it
     */
    public record Line(String text, JsonPointer path, boolean whole) {}

    /** A tree, line by line. */
    public static List<Line> lines(JsonNode tree) {
        var lines = new ArrayList<Line>();
        if (isOneLine(tree)) {
            lines.add(new Line(inline(tree), JsonPointer.empty(), true));
        } else {
            addTo(lines, tree, JsonPointer.empty(), "", "");
        }
        return lines;
    }

    /** A tree as a text, each line ended. */
    public static String text(JsonNode tree) {
        return lines(tree).stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }

    /** A text as a value or key: in quotes when it would be read as something else. */
    public static String scalar(String text) {
        return PLAIN.matcher(text).matches()
                        && !ENDS.matcher(text).find()
                        && CORE.resolve(text, true).equals(Tag.STR)
                ? text
                : quoted(text);
    }

    /** Whether a value stands behind its key, and not in lines of its own. What is no mapping and no list is empty, too. */
    private static boolean isOneLine(JsonNode value) {
        return value.isEmpty() || (value.isArray() && value.valueStream().allMatch(JsonNode::isEmpty));
    }

    /** @param first what the first line begins with, e.g. the dash of an item */
    private static void addTo(List<Line> lines, JsonNode tree, JsonPointer path, String first, String indent) {
        var begin = first;
        if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                var child = path.appendIndex(i);
                if (isOneLine(tree.get(i))) {
                    lines.add(new Line(begin + "- " + inline(tree.get(i)), child, true));
                } else {
                    addTo(lines, tree.get(i), child, begin + "- ", indent + "  ");
                }
                begin = indent;
            }
            return;
        }
        for (var entry : tree.properties()) {
            var child = path.appendProperty(entry.getKey());
            var key = begin + scalar(entry.getKey()) + ":";
            if (isOneLine(entry.getValue())) {
                lines.add(new Line(key + " " + inline(entry.getValue()), child, true));
            } else {
                lines.add(new Line(key, child, false));
                addTo(lines, entry.getValue(), child, indent + "  ", indent + "  ");
            }
            begin = indent;
        }
    }

    /** A plain or empty value, or a list of such. */
    public static String inline(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(Yaml::item).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.isString() ? scalar(value.stringValue()) : value.toString();
    }

    private static String item(JsonNode value) {
        return value.isString() && ENDS_IN_LIST.matcher(value.stringValue()).find()
                ? quoted(value.stringValue())
                : inline(value);
    }

    /** As in JSON, whose quotes are YAML's; what nobody sees is written by its number. */
    private static String quoted(String text) {
        return UNSEEN.matcher(StringNode.valueOf(text).toString())
                .replaceAll(unseen -> "\\\\U%08X".formatted(unseen.group().codePointAt(0)));
    }
}
