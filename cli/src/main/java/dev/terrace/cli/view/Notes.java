package dev.terrace.cli.view;

import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Kept;
import java.time.Duration;
import java.util.List;

/** What is said at the end of several views. */
public final class Notes {
    /** A command to type next, without {@code ./terrace}, and what it is good for. */
    record Next(String command, String purpose) {}

    private Notes() {}

    /** How long a run took, and its name, by which logs and executions are found. */
    static String run(Style style, RunReport run, Duration took) {
        return style.dim("(" + Style.time(took) + ", run " + run.run() + ")");
    }

    static void kept(StringBuilder text, Style style, List<Kept> kept) {
        if (kept.isEmpty()) {
            return;
        }
        text.append(style.bold("Kept"))
                .append(style.dim("  not in the blueprint any more, and hold data"))
                .append('\n');
        kept(text, kept);
        text.append('\n');
    }

    /** A line for each. */
    static void kept(StringBuilder text, List<Kept> kept) {
        kept.forEach(it -> text.append("    ").append(it.sentence()).append('\n'));
    }

    static void notes(StringBuilder text, Style style, List<String> notes) {
        notes.forEach(note -> text.append(style.wrapped(style.yellow("!") + " " + note)));
        if (!notes.isEmpty()) {
            text.append('\n');
        }
    }

    /** @param notBuiltYet as {@code path: what it is} */
    static void notBuiltYet(StringBuilder text, Style style, List<String> notBuiltYet) {
        if (notBuiltYet.isEmpty()) {
            return;
        }
        text.append(style.bold("Not built yet"))
                .append(style.dim("  in the blueprint, and no layer knows it"))
                .append('\n');
        var table = new Table(style, "    ").left("").left("");
        for (var section : notBuiltYet) {
            var colon = section.indexOf(": ");
            table.row(
                    colon < 0 ? section : section.substring(0, colon),
                    style.dim(colon < 0 ? "" : section.substring(colon + 2)));
        }
        text.append(table.render()).append('\n');
    }

    /** What blueprints ask for and no layer builds, below a line of its own; empty when there is nothing. */
    public static String notBuiltYet(Style style, List<String> notBuiltYet) {
        var text = new StringBuilder();
        notBuiltYet(text, style, notBuiltYet);
        return text.isEmpty() ? "" : "\n" + text;
    }

    /** @param options that each command needs to mean the same cloud; may be empty */
    static void next(StringBuilder text, Style style, String options, Next... commands) {
        text.append('\n').append(style.bold("Next")).append('\n');
        var table = new Table(style, "    ").left("").left("");
        for (var next : commands) {
            table.row(style.cyan("./terrace " + next.command() + options), style.dim(next.purpose()));
        }
        text.append(table.render());
    }
}
