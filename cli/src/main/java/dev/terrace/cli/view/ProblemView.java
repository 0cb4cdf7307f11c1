package dev.terrace.cli.view;

import dev.terrace.engine.Problem;
import java.nio.file.Path;

/** Why a command failed: the place, the sentence, the remedy. */
public final class ProblemView {
    private final Style style;

    public ProblemView(Style style) {
        this.style = style;
    }

    /** @param log where more is written; null when nothing is */
    public String render(Problem problem, Path log) {
        var text = new StringBuilder();
        var place = problem.resource().isEmpty() ? "" : style.bold(problem.resource()) + ": ";
        var sentences = problem.message().strip().lines().toList();
        if (sentences.size() > 1) {
            text.append(style.failed()).append(" It failed, for these reasons:\n");
            sentences.forEach(sentence -> text.append("  ")
                    .append(style.unicode() ? "• " : "* ")
                    .append(Style.wrap(sentence, style.width() - 4, "    "))
                    .append('\n'));
        } else {
            text.append(style.wrapped(style.failed() + " " + place + String.join("", sentences)));
        }
        if (!problem.remedy().isEmpty()) {
            text.append("  ").append(style.wrapped(problem.remedy()));
        }
        if (log != null) {
            text.append("  ").append(style.dim("The log says more: " + log)).append('\n');
        }
        return text.toString();
    }
}
