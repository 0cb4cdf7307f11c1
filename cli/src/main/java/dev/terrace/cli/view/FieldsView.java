package dev.terrace.cli.view;

import dev.terrace.engine.Change;
import java.util.List;
import java.util.stream.Stream;

/** The fields of a change: old → new; of a document only what differs. */
final class FieldsView {
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
                var lines = change.fields().stream().flatMap(FieldsView::lines).toList();
                var names = widest(lines.stream().map(Line::name));
                lines.forEach(line -> render(text, line, names));
            }
        }
    }

    /** @param name the field's, with the path below it */
    private record Line(String name, Value.Difference difference, boolean createOnly) {}

    private static Stream<Line> lines(Change.Field field) {
        return Value.differences(field.from(), field.to()).stream()
                .map(difference -> new Line(field.name() + difference.path(), difference, field.createOnly()));
    }

    private void values(StringBuilder text, List<Change.Field> fields) {
        var names = widest(fields.stream().map(Change.Field::name));
        for (var field : fields) {
            text.append(INDENT)
                    .append(Style.pad(field.name(), names))
                    .append("  ")
                    .append(value(Value.text(field.to()), style.width() - INDENT.length() - names - 2))
                    .append('\n');
        }
    }

    /** One long name does not push the others' values away. */
    private static int widest(Stream<String> names) {
        return names.mapToInt(String::length)
                .filter(length -> length <= 32)
                .max()
                .orElse(0);
    }

    private void render(StringBuilder text, Line line, int names) {
        var forces = line.createOnly() ? "  " + style.magenta("forces the replacement") : "";
        var oneLine = INDENT + Style.pad(line.name(), names) + "  " + fromTo(line.difference()) + forces;
        if (Style.columns(oneLine) <= style.width() && !oneLine.contains("\n")) {
            text.append(oneLine).append('\n');
            return;
        }
        text.append(INDENT).append(line.name()).append(forces).append('\n');
        signed(text, style.red("-"), line.difference().from());
        signed(text, style.green("+"), line.difference().to());
    }

    private String fromTo(Value.Difference difference) {
        var from = difference.from();
        var to = difference.to();
        if (difference.part()) {
            var gone = from.isEmpty() ? "" : style.red("- " + from);
            var come = to.isEmpty() ? "" : style.green("+ " + to);
            return gone + (from.isEmpty() || to.isEmpty() ? "" : "  ") + come;
        }
        return style.red(from.isEmpty() ? style.none() : from) + " " + style.arrow() + " "
                + style.green(to.isEmpty() ? style.none() : to);
    }

    private void signed(StringBuilder text, String sign, String value) {
        if (!value.isEmpty()) {
            text.append(INDENT)
                    .append("  ")
                    .append(sign)
                    .append(' ')
                    .append(value(value, style.width() - INDENT.length() - 4))
                    .append('\n');
        }
    }

    private String value(String value, int columns) {
        return verbose ? value : style.shorten(value.replace("\n", " "), Math.max(20, columns));
    }
}
