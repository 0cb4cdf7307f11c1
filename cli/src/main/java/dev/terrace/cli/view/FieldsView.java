package dev.terrace.cli.view;

import dev.terrace.cli.report.Reports;
import dev.terrace.engine.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The fields of a change: old → new; of a document only what differs. */
final class FieldsView {
    static final String KNOWN_AFTER_APPLY = "(known after apply)";
    private static final String INDENT = " ".repeat(8);

    private final Style style;
    private final boolean verbose;

    FieldsView(Style style, boolean verbose) {
        this.style = style;
        this.verbose = verbose;
    }

    void render(StringBuilder text, Change change) {
        switch (change.action()) {
            case CREATE, DELETE -> values(text, change.fields());
            case UPDATE, REPLACE -> {
                var differences = change.fields().stream()
                        .flatMap(field -> differences(field).stream())
                        .toList();
                var names = widest(differences);
                differences.forEach(difference -> difference(text, difference, names));
            }
        }
    }

    private void values(StringBuilder text, List<Change.Field> fields) {
        var names = widest(fields);
        for (var field : fields) {
            text.append(INDENT)
                    .append(Style.pad(field.name(), names))
                    .append("  ")
                    .append(value(field.to(), style.width() - INDENT.length() - names - 2))
                    .append('\n');
        }
    }

    /** One long name does not push the others' values away. */
    private static int widest(List<Change.Field> fields) {
        return fields.stream()
                .mapToInt(field -> field.name().length())
                .filter(length -> length <= 32)
                .max()
                .orElse(0);
    }

    private void difference(StringBuilder text, Change.Field field, int names) {
        var forces = field.createOnly() ? "  " + style.magenta("forces the replacement") : "";
        var from = field.from().isEmpty() ? style.none() : field.from();
        var to = field.to().isEmpty() ? style.none() : field.to();
        var line = INDENT + Style.pad(field.name(), names) + "  " + style.red(from) + " " + style.arrow() + " "
                + style.green(to) + forces;
        if (Style.columns(line) <= style.width() && !line.contains("\n")) {
            text.append(line).append('\n');
            return;
        }
        var columns = style.width() - INDENT.length() - 4;
        text.append(INDENT).append(field.name()).append(forces).append('\n');
        text.append(INDENT)
                .append("  ")
                .append(style.red("- " + value(from, columns)))
                .append('\n');
        text.append(INDENT)
                .append("  ")
                .append(style.green("+ " + value(to, columns)))
                .append('\n');
    }

    private String value(String value, int columns) {
        return verbose ? value : style.shorten(value.replace("\n", " "), Math.max(20, columns));
    }

    /** Of two JSON documents the members that differ, by path; else the field itself. */
    private static List<Change.Field> differences(Change.Field field) {
        var from = document(field.from());
        var to = document(field.to());
        if (from == null || to == null || from.getNodeType() != to.getNodeType()) {
            return List.of(field);
        }
        var found = new ArrayList<Change.Field>();
        compare(field.name(), from, to, field.createOnly(), found);
        return found.isEmpty() ? List.of(field) : found;
    }

    private static void compare(String path, JsonNode from, JsonNode to, boolean createOnly, List<Change.Field> found) {
        if (from.isObject() && to.isObject()) {
            var names = new LinkedHashSet<>(from.propertyNames());
            names.addAll(to.propertyNames());
            names.forEach(name -> compare(path + "." + name, from.path(name), to.path(name), createOnly, found));
        } else if (from.isArray() && to.isArray() && from.size() == to.size() && !strings(from)) {
            for (var i = 0; i < from.size(); i++) {
                compare(path + "[" + i + "]", from.get(i), to.get(i), createOnly, found);
            }
        } else if (!from.equals(to)) {
            found.add(new Change.Field(path, show(from), show(to), createOnly));
        }
    }

    private static boolean strings(JsonNode array) {
        return array.valueStream().allMatch(JsonNode::isString);
    }

    private static String show(JsonNode node) {
        if (node.isMissingNode()) {
            return "";
        }
        return node.isString() ? node.stringValue() : Reports.compact(node);
    }

    private static JsonNode document(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return null;
        }
        try {
            return Reports.tree(text);
        } catch (JacksonException _) {
            return null;
        }
    }
}
