package dev.terrace.cli.view;

import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Unknown;
import dev.terrace.report.LayerReport;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A plan, layer by layer: what would be created, changed field by field, replaced or deleted. */
public final class PlanView {
    private final Style style;
    private final boolean verbose;
    private final String options;

    /**
     * @param verbose whether each field of a resource that is to be created gets a line
     * @param options that the commands to type next need to mean the same cloud; may be empty
     */
    public PlanView(Style style, boolean verbose, String options) {
        this.style = style;
        this.verbose = verbose;
        this.options = options;
    }

    /**
     * @param blueprint as it was typed, to say what to type next
     * @param replace what an apply may replace, as it was typed
     */
    public String render(RunReport plan, String blueprint, List<String> replace) {
        var text = new StringBuilder("\n");
        plan.layers().stream().filter(layer -> !layer.changes().isEmpty()).forEach(layer -> layer(text, layer));
        Notes.kept(text, style, plan.kept());
        Notes.notes(text, style, plan.notes());
        Notes.notBuiltYet(text, style, plan.notBuiltYet());
        if (plan.changes().isEmpty()) {
            text.append(style.wrapped("%s Nothing to do: all %s of %s are as the blueprint says."
                    .formatted(style.done(), Style.count(plan.resources(), "resource"), style.bold(plan.platform()))));
        } else {
            text.append(style.wrapped(
                    "Plan for " + style.bold(plan.platform()) + ": " + Changes.planned(plan.changes()) + "."));
            var consent = replace.stream().map(" --replace "::concat).collect(Collectors.joining());
            Notes.next(text, style, options, new Notes.Next("apply " + blueprint + consent, "make it so"));
        }
        // Names and values are others' words.
        return Style.shown(text.toString());
    }

    private void layer(StringBuilder text, LayerReport layer) {
        text.append(style.bold(layer.layer().toString()))
                .append("  ")
                .append(style.dim(Changes.planned(layer.changes())))
                .append('\n');
        var names = widest(layer, Changes::name);
        var types = widest(layer, Change::type);
        for (var change : layer.changes()) {
            var head = Changes.sign(style, change.action()) + " " + Style.pad(Changes.name(change), names) + "  "
                    + style.dim(Style.pad(change.type(), types));
            if (change.action() == Action.CREATE && !verbose) {
                text.append(line(head + "  " + style.dim(abridged(change, style.width() - Style.columns(head) - 2))));
            } else {
                text.append(line(
                        head + "  " + style.dim(style.shorten(change.id(), style.width() - Style.columns(head) - 2))));
                new FieldsView(style, verbose).render(text, change);
            }
        }
        text.append('\n');
    }

    private static int widest(LayerReport layer, Function<Change, String> part) {
        return layer.changes().stream().map(part).mapToInt(Style::columns).max().orElse(0);
    }

    private static String line(String text) {
        return text.stripTrailing() + "\n";
    }

    /** The fields that say most, as many as fit: no identifiers of other resources, no documents. */
    private String abridged(Change change, int columns) {
        var fields = change.fields().stream()
                .filter(field -> !field.to().isObject() && !Unknown.in(field.to()))
                .map(field -> Map.entry(field.name(), Value.text(field.to())))
                .filter(field -> !field.getValue().isEmpty() && field.getValue().length() <= 40)
                .map(field -> field.getKey() + " " + field.getValue())
                .toList();
        var text = "";
        for (var field : fields) {
            var longer = text.isEmpty() ? field : text + ", " + field;
            if (Style.columns(longer) > columns) {
                break;
            }
            text = longer;
        }
        return text;
    }
}
