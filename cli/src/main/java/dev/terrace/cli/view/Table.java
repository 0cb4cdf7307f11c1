package dev.terrace.cli.view;

import java.util.ArrayList;
import java.util.List;

/** Columns side by side, two spaces apart; the last one is broken between words where the line ends. */
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_OF_LAST = 16;
    /** One cell must not widen all rows beyond what can be read. */
    private static final int WIDEST = 200;

    private static final int MOST_OF_LAST = 1000;

    private final Style style;
    private final String indent;
    private final List<Column> columns = new ArrayList<>();
    /** An empty list stands for a rule. */
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String title, boolean right) {}

    Table(Style style, String indent) {
        this.style = style;
        this.indent = indent;
    }

    Table left(String title) {
        columns.add(new Column(title, false));
        return this;
    }

    Table right(String title) {
        columns.add(new Column(title, true));
        return this;
    }

    Table row(String... cells) {
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(
                    row.size() < cells.length - 1
                            ? bounded(cell.replace('\n', ' '), WIDEST)
                            : bounded(cell, MOST_OF_LAST));
        }
        rows.add(List.copyOf(row));
        return this;
    }

    /** What is painted is ours, and short. */
    private String bounded(String cell, int columns) {
        return cell.indexOf('\u001B') < 0 ? style.shorten(cell, columns) : Style.shown(cell);
    }

    Table rule() {
        rows.add(List.of());
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table, each line ended. */
    String render() {
        var widths = new int[columns.size()];
        for (var i = 0; i < widths.length; i++) {
            widths[i] = Style.columns(columns.get(i).title());
            for (var row : rows) {
                if (!row.isEmpty()) {
                    widths[i] = Math.max(widths[i], Style.columns(row.get(i)));
                }
            }
        }
        var last = widths.length - 1;
        var before = indent.length();
        for (var i = 0; i < last; i++) {
            before += widths[i] + GAP.length();
        }
        var room = Math.max(LEAST_OF_LAST, style.width() - before);
        widths[last] = Math.min(widths[last], room);

        var text = new StringBuilder();
        if (columns.stream().anyMatch(column -> !column.title().isEmpty())) {
            line(text, columns.stream().map(column -> style.dim(column.title())).toList(), widths, before);
        }
        for (var row : rows) {
            if (row.isEmpty()) {
                text.append(indent)
                        .append(style.rule(before - indent.length() + widths[last]))
                        .append('\n');
            } else {
                line(text, row, widths, before);
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells, int[] widths, int before) {
        var line = new StringBuilder(indent);
        var last = widths.length - 1;
        for (var i = 0; i <= last; i++) {
            var cell = cells.get(i);
            if (columns.get(i).right()) {
                line.append(Style.padLeft(cell, widths[i]));
            } else if (i == last) {
                line.append(Style.columns(cell) > widths[i] ? Style.wrap(cell, widths[i], " ".repeat(before)) : cell);
            } else {
                line.append(Style.pad(cell, widths[i]));
            }
            line.append(i == last ? "" : GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
