package dev.terrace.cli.view;

import dev.terrace.cli.report.DestroyReport;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.report.LayerReport;
import java.time.Duration;
import java.util.List;

/** The end of a destroy: the proof, layer by layer, that nothing is left but what was kept on purpose. */
public final class DestroyView {
    private final Style style;

    public DestroyView(Style style) {
        this.style = style;
    }

    /** @param took from the start of the run to its end */
    public String render(DestroyReport destroyed, Duration took) {
        var run = destroyed.run();
        var text = new StringBuilder("\n");
        var table = new Table(style, "  ").left("layer").right("deleted").left("last look");
        for (var layer : run.layers()) {
            table.row(layer.layer().toString(), String.valueOf(layer.count(Action.DELETE)), lastLook(layer));
        }
        text.append(table.render()).append('\n');
        kept(text, run);
        snapshots(text, run);
        keys(text, run);
        Notes.notes(text, style, run.notes());
        left(text, destroyed);
        text.append(style.wrapped(style.done() + " " + style.bold(run.platform()) + " is gone" + proof(destroyed) + "  "
                + Notes.run(style, run, took)));
        return Style.shown(text.toString());
    }

    /** A layer that takes down what it has notes nothing but that it could not look. */
    private String lastLook(LayerReport layer) {
        if (!layer.kept().isEmpty()) {
            return style.yellow(Style.count(layer.kept().size(), "resource") + " kept on purpose");
        }
        return layer.notes().isEmpty() ? style.green("nothing left") : style.yellow("not seen");
    }

    private void left(StringBuilder text, DestroyReport destroyed) {
        if (destroyed.notAsked() != null) {
            text.append(style.wrapped(style.yellow("! ") + destroyed.notAsked().sentence()))
                    .append('\n');
        } else if (!destroyed.stillTagged().isEmpty()) {
            text.append(style.yellow("AWS's tag index still lists")).append('\n');
            destroyed
                    .stillTagged()
                    .forEach(arn -> text.append("    ").append(arn).append('\n'));
            text.append(
                    style.dim(
                            "    The index lags behind, and keys stay until their waiting period ends: look again in some minutes,\n    and delete by hand what is still there.\n\n"));
        }
    }

    private static String proof(DestroyReport destroyed) {
        if (destroyed.notAsked() != null || !destroyed.stillTagged().isEmpty()) {
            return "";
        }
        return destroyed.run().kept().isEmpty()
                ? ": nothing with its tag is left"
                : ": nothing with its tag is left but what was kept";
    }

    private void snapshots(StringBuilder text, RunReport run) {
        var resources = run.layers().stream()
                .flatMap(layer -> layer.changes().stream())
                .filter(Change::leavesSnapshot)
                .map(Change::resource)
                .toList();
        list(text, "A last snapshot was taken of", resources);
    }

    private void keys(StringBuilder text, RunReport run) {
        var keys = run.keysThatWait().stream()
                .map(key -> "%s (%s)".formatted(key.resource(), key.id()))
                .toList();
        list(text, "Deleted by KMS at the end of its waiting period", keys);
    }

    private void list(StringBuilder text, String title, List<String> resources) {
        if (!resources.isEmpty()) {
            text.append(style.bold(title)).append('\n');
            resources.forEach(resource -> text.append("    ").append(resource).append('\n'));
            text.append('\n');
        }
    }

    private void kept(StringBuilder text, RunReport run) {
        if (run.kept().isEmpty()) {
            return;
        }
        text.append(style.bold("Kept on purpose")).append('\n');
        Notes.kept(text, run.kept());
        var how =
                "To remove them too, set them to `delete` under `deletion:` in the blueprint, apply it, and destroy again."
                        + " A next apply adopts what was kept.";
        text.append("    ")
                .append(style.dim(Style.wrap(how, style.width() - 4, "    ")))
                .append("\n\n");
    }
}
