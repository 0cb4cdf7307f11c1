package dev.terrace.cli.view;

import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change.Action;
import dev.terrace.report.LayerReport;
import java.time.Duration;

/** The end of an apply: a line per layer, the pods, what is not built yet and what to type next. */
public final class RunView {
    private final Style style;
    private final String options;

    /** @param options that the commands to type next need to mean the same cloud; may be empty */
    public RunView(Style style, String options) {
        this.style = style;
        this.options = options;
    }

    /**
     * @param blueprint as it was typed, to say what to type next
     * @param took from the start of the run to its end
     */
    public String render(RunReport run, String blueprint, Duration took) {
        var text = new StringBuilder("\n");
        text.append(layers(run)).append('\n');
        pods(text, run);
        Notes.kept(text, style, run.kept());
        Notes.notes(text, style, run.notes());
        Notes.notBuiltYet(text, style, run.notBuiltYet());
        var result = run.changes().isEmpty()
                ? "Nothing changed: all %s of %s are as the blueprint says"
                        .formatted(Style.count(run.resources(), "resource"), style.bold(run.platform()))
                : style.bold(run.platform()) + " is up: " + Changes.done(run.changes());
        text.append(style.wrapped(style.done() + " " + result + "  " + Notes.run(style, run, took)));
        next(text, run, blueprint);
        return Style.shown(text.toString());
    }

    private String layers(RunReport run) {
        var table = new Table(style, "  ")
                .left("layer")
                .right("resources")
                .right("created")
                .right("changed")
                .right("deleted")
                .right("reads")
                .right("writes")
                .right("time");
        for (var layer : run.layers()) {
            table.row(
                    layer.layer().toString(),
                    String.valueOf(layer.resources()),
                    count(layer.count(Action.CREATE)),
                    count(layer.count(Action.UPDATE) + layer.count(Action.REPLACE)),
                    count(layer.count(Action.DELETE)),
                    String.valueOf(layer.calls().reads()),
                    count(layer.calls().writes()),
                    Style.time(layer.time()));
        }
        table.rule();
        table.row(
                style.bold("all"),
                String.valueOf(run.resources()),
                count(total(run, Action.CREATE)),
                count(total(run, Action.UPDATE) + total(run, Action.REPLACE)),
                count(total(run, Action.DELETE)),
                String.valueOf(run.calls().reads()),
                count(run.calls().writes()),
                Style.time(run.layers().stream().map(LayerReport::time).reduce(Duration.ZERO, Duration::plus)));
        return table.render();
    }

    private static long total(RunReport run, Action action) {
        return run.layers().stream().mapToLong(layer -> layer.count(action)).sum();
    }

    private String count(long count) {
        return count == 0 ? style.none() : String.valueOf(count);
    }

    private void pods(StringBuilder text, RunReport run) {
        if (run.pods().isEmpty()) {
            return;
        }
        var table = new Table(style, "  ").left("component").left("pods ready");
        run.pods().forEach((component, pods) -> {
            var ready = pods.ready() + " of " + pods.wanted();
            table.row(component, pods.complete() ? style.green(ready) : style.yellow(ready));
        });
        text.append(table.render()).append('\n');
    }

    private void next(StringBuilder text, RunReport run, String blueprint) {
        var status = new Notes.Next("status " + run.platform(), "see what runs where");
        var plan = new Notes.Next("plan " + blueprint, "see what an edit would do");
        if (run.released().isEmpty()) {
            Notes.next(text, style, options, status, plan);
        } else {
            var component = run.released().getFirst();
            Notes.next(
                    text,
                    style,
                    options,
                    status,
                    plan,
                    new Notes.Next("push " + run.platform() + " " + component + " 2.0.0", "roll out a new image"));
        }
    }
}
