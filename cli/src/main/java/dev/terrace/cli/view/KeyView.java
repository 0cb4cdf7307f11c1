package dev.terrace.cli.view;

import dev.terrace.blueprint.Key;
import dev.terrace.blueprint.Yaml;
import java.util.List;
import java.util.stream.Stream;

/** All that is to be known of one key of blueprints. */
public final class KeyView {
    private static final String INDENT = "  ";

    private final Style style;

    public KeyView(Style style) {
        this.style = style;
    }

    public String render(Key key) {
        var text = new StringBuilder();
        text.append(style.bold(key.path().isEmpty() ? "The blueprint" : key.path()))
                .append('\n');
        text.append(INDENT)
                .append(Style.wrap(key.description(), style.width() - 2, INDENT))
                .append("\n\n");
        if (!key.path().isEmpty()) {
            text.append(new Table(style, INDENT)
                    .left("")
                    .left("")
                    .row("value", key.type())
                    .row("default", leftOut(key))
                    .row("built by", builder(key))
                    .render());
            text.append("\n  Example\n").append(key.example().indent(4));
        }
        var keys = keysIn(key);
        if (!keys.isEmpty()) {
            text.append(key.path().isEmpty() ? "" : "\n  Keys\n")
                    .append(table(key, keys))
                    .append('\n');
            text.append(INDENT)
                    .append(style.dim("`./terrace explain " + keys.getFirst().typed() + "` says more of one of them."))
                    .append('\n');
        }
        return text.toString();
    }

    /** What holds where a key is left out. */
    static String leftOut(Key key) {
        if (key.required()) {
            return "none, it is required";
        }
        if (!key.derivedFrom().isEmpty()) {
            return "derived from " + key.derivedFrom();
        }
        return key.defaultValue() == null ? "none" : Yaml.inline(key.defaultValue());
    }

    static String builder(Key key) {
        if (!key.notBuilt().isEmpty()) {
            return "nothing yet: " + key.notBuilt();
        }
        return key.builtBy().isEmpty() ? "every layer, as far as it is about it" : "the layer " + key.builtBy();
    }

    private String table(Key key, List<Key> keys) {
        var table = new Table(style, "    ").left("").left("").left("");
        for (var it : keys) {
            var notBuilt = it.notBuilt().isEmpty() || !key.notBuilt().isEmpty() ? "" : " Not built yet.";
            table.row(style.cyan(within(key, it)), brief(it), it.description() + notBuilt);
        }
        return table.render();
    }

    private String brief(Key key) {
        if (key.required()) {
            return "required";
        }
        return key.derivedFrom().isEmpty() && key.defaultValue() != null
                ? style.shorten(Yaml.inline(key.defaultValue()), 20)
                : "";
    }

    /** The keys that can be written in it: of a mapping by name those of its entries. */
    private static List<Key> keysIn(Key key) {
        return key.keys().stream()
                .flatMap(it -> it.isElement() ? it.keys().stream() : Stream.of(it))
                .toList();
    }

    private static String within(Key key, Key inner) {
        var rest = inner.path().substring(key.path().length());
        return rest.startsWith(".") ? rest.substring(1) : rest;
    }
}
