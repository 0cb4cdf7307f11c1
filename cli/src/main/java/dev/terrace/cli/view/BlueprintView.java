package dev.terrace.cli.view;

import dev.terrace.blueprint.BlueprintProblem;
import java.util.List;

/** All that is wrong with a blueprint. The places stand alone on their lines, so that terminals and editors make links of them. */
public final class BlueprintView {
    private final Style style;

    public BlueprintView(Style style) {
        this.style = style;
    }

    public String render(String file, List<BlueprintProblem> problems) {
        var text = new StringBuilder();
        for (var problem : problems) {
            text.append(style.bold("%s:%d:%d".formatted(problem.file(), problem.line(), problem.column())));
            if (!problem.path().isEmpty()) {
                text.append("  ").append(style.cyan(problem.path()));
            }
            text.append('\n');
            line(text, "found", problem.found());
            line(text, "expected", problem.expected());
            if (!problem.remedy().isEmpty()) {
                line(text, "remedy", problem.remedy());
            }
            text.append('\n');
        }
        text.append(style.failed())
                .append(' ')
                .append(file)
                .append(" has ")
                .append(Style.count(problems.size(), "error"))
                .append(". Nothing was started.\n");
        return text.toString();
    }

    private void line(StringBuilder text, String what, String value) {
        text.append("    ")
                .append(style.dim(Style.pad(what, 8)))
                .append("  ")
                .append(Style.wrap(value, style.width() - 14, " ".repeat(14)))
                .append('\n');
    }
}
