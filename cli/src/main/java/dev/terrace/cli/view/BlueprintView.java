package dev.terrace.cli.view;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.BlueprintProblem;
import java.util.List;

/** All that is wrong with a blueprint, and all that may be. The places stand alone on their lines, so that terminals and editors make links of them. */
public final class BlueprintView {
    private final Style style;

    public BlueprintView(Style style) {
        this.style = style;
    }

    public String render(String file, Blueprint.Invalid blueprint) {
        var text = new StringBuilder();
        blueprint.warnings().forEach(warning -> problem(text, warning, style.yellow("  warning")));
        blueprint.problems().forEach(problem -> problem(text, problem, ""));
        text.append("%s %s has %s%s. Nothing was started.\n"
                .formatted(
                        style.failed(),
                        Style.inLine(file),
                        Style.count(blueprint.problems().size(), "error"),
                        blueprint.warnings().isEmpty()
                                ? ""
                                : " and " + Style.count(blueprint.warnings().size(), "warning")));
        return text.toString();
    }

    /** Of a blueprint that can be built. */
    public String warnings(String file, List<BlueprintProblem> warnings) {
        var text = new StringBuilder();
        warnings.forEach(warning -> problem(text, warning, style.yellow("  warning")));
        text.append("%s %s has %s.\n"
                .formatted(style.yellow("!"), Style.inLine(file), Style.count(warnings.size(), "warning")));
        return text.toString();
    }

    private void problem(StringBuilder text, BlueprintProblem problem, String severity) {
        text.append(style.bold("%s:%d:%d".formatted(Style.inLine(problem.file()), problem.line(), problem.column())))
                .append(severity);
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

    private void line(StringBuilder text, String what, String value) {
        text.append("    ")
                .append(style.dim(Style.pad(what, 8)))
                .append("  ")
                .append(Style.wrap(value, style.width() - 14, " ".repeat(14)))
                .append('\n');
    }
}
