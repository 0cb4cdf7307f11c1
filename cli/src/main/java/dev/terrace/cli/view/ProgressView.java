package dev.terrace.cli.view;

import dev.terrace.cli.report.LayerProgress;
import dev.terrace.cli.report.LayerProgress.Phase;
import java.util.List;
import java.util.stream.Collectors;

/** The layers of a run while it goes: a line each. */
public final class ProgressView {
    /** Of what a layer waits for, so many are named, in so many columns each. */
    private static final int TOLD = 3;

    private static final int LONGEST = 80;

    private final Style style;
    private final boolean plan;

    /** @param plan whether changes are only looked for */
    public ProgressView(Style style, boolean plan) {
        this.style = style;
        this.plan = plan;
    }

    /**
     * All layers, for a terminal; no line is longer than it is wide.
     *
     * @param millis turns the wheels
     */
    public List<String> lines(List<LayerProgress> layers, long millis) {
        var names =
                layers.stream().mapToInt(layer -> layer.layer().length()).max().orElse(0);
        return layers.stream()
                .map(layer -> {
                    var sign =
                            switch (layer.phase()) {
                                case WAITING -> style.waiting();
                                case RUNNING -> style.spinner(millis);
                                case DONE -> style.done();
                                case FAILED -> style.failed();
                            };
                    var name = Style.pad(layer.layer(), names);
                    if (layer.phase() == Phase.WAITING) {
                        return "  " + sign + " " + style.dim(name.stripTrailing());
                    }
                    var time = Style.padLeft(Style.time(layer.time()), 8);
                    var left = "  " + sign + " " + name + "  " + style.dim(time) + "  ";
                    return (left + style.shorten(what(layer), style.width() - 1 - Style.columns(left))).stripTrailing();
                })
                .toList();
    }

    /** What a layer does or did, as one line of a log. */
    public String line(LayerProgress layer) {
        return switch (layer.phase()) {
            case WAITING -> layer.layer() + ": not begun";
            case RUNNING -> layer.layer() + ": " + what(layer);
            case DONE -> layer.layer() + ": done, " + what(layer) + ", " + Style.time(layer.time());
            case FAILED -> layer.layer() + ": failed";
        };
    }

    private String what(LayerProgress layer) {
        var changed = plan ? Changes.planned(layer.changes()) : Changes.done(layer.changes());
        return switch (layer.phase()) {
            case WAITING -> "";
            case RUNNING -> {
                var waiting = layer.waitingFor().isEmpty() ? "" : "waiting for " + waitingFor(layer);
                yield changed.isEmpty() && waiting.isEmpty()
                        ? "at work"
                        : changed + (changed.isEmpty() || waiting.isEmpty() ? "" : ", ") + waiting;
            }
            case DONE ->
                (changed.isEmpty() ? "unchanged" : changed)
                        + style.separator()
                        + Style.count(layer.calls().reads(), "read")
                        + (layer.calls().writes() == 0
                                ? ""
                                : ", " + Style.count(layer.calls().writes(), "write"));
            case FAILED -> changed.isEmpty() ? "failed" : "failed after " + changed;
        };
    }

    /** The whole sentences come with the failure, if it becomes one; mostly, what AWS refuses it takes seconds later. */
    private String waitingFor(LayerProgress layer) {
        var all = layer.waitingFor();
        var told = all.stream()
                .limit(TOLD)
                .map(resource -> style.shorten(withoutLayer(layer, resource), LONGEST))
                .collect(Collectors.joining(", "));
        return all.size() > TOLD ? told + " and " + (all.size() - TOLD) + " more" : told;
    }

    private static String withoutLayer(LayerProgress layer, String resource) {
        return resource.startsWith(layer.layer() + "/")
                ? resource.substring(layer.layer().length() + 1)
                : resource;
    }
}
