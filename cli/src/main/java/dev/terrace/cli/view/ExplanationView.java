package dev.terrace.cli.view;

import dev.terrace.blueprint.Explanation;
import dev.terrace.blueprint.Origin;
import dev.terrace.blueprint.Yaml;

/** A whole blueprint, with the origin of each value beside it. It is YAML: written into a file, it is a blueprint of the same platform. */
public final class ExplanationView {
    /** Where comments stand at the latest: a long line pushes its own aside, not all. */
    private static final int FARTHEST = 60;

    private final Style style;

    public ExplanationView(Style style) {
        this.style = style;
    }

    /** @param file the blueprint as it was typed */
    public String render(String file, Explanation explanation) {
        var lines = Yaml.lines(explanation.whole());
        var column = lines.stream()
                .mapToInt(line -> Style.columns(line.text()))
                .filter(columns -> columns <= FARTHEST)
                .max()
                .orElse(0);
        var text = new StringBuilder();
        text.append(style.dim("# " + Style.inLine(file) + ", with what it leaves out filled in"))
                .append('\n');
        for (var line : lines) {
            var comment = comment(line, explanation);
            text.append(comment.isEmpty() ? value(line, explanation) : Style.pad(value(line, explanation), column))
                    .append(comment)
                    .append('\n');
        }
        return text.toString();
    }

    /** What is written stands out from what is filled in. */
    private String value(Yaml.Line line, Explanation explanation) {
        return switch (explanation.origin(line.path())) {
            case Origin.Written _ -> Style.shown(line.text());
            case Origin.Default _ -> style.dim(line.text());
            case Origin.Derived _ -> style.cyan(line.text());
        };
    }

    private String comment(Yaml.Line line, Explanation explanation) {
        var notBuilt = explanation
                .notBuilt(line.path())
                .map(what -> style.yellow("not built yet: " + what))
                .orElse("");
        var origin = line.whole() ? style.dim(words(explanation.origin(line.path()))) : "";
        if (origin.isEmpty() && notBuilt.isEmpty()) {
            return "";
        }
        return style.dim("  # ") + origin + (origin.isEmpty() || notBuilt.isEmpty() ? "" : style.dim("; ")) + notBuilt;
    }

    private static String words(Origin origin) {
        return switch (origin) {
            case Origin.Written(var line) -> "line " + line;
            case Origin.Default _ -> "default";
            case Origin.Derived(var from) -> "derived from " + from;
        };
    }
}
