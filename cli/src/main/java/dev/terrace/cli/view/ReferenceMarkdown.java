package dev.terrace.cli.view;

import dev.terrace.blueprint.Key;
import dev.terrace.blueprint.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The whole reference of blueprints as a page of Markdown: a table for each section, and for what there may be several of. */
public final class ReferenceMarkdown {
    private final StringBuilder text = new StringBuilder();

    /** Where keys were told already, by all that is said of them: the second time, they are not told again. */
    private final Map<String, String> told = new HashMap<>();

    private ReferenceMarkdown() {}

    /** @param root the whole blueprint */
    public static String render(Key root) {
        var page = new ReferenceMarkdown();
        page.page(root);
        return page.text.toString();
    }

    private void page(Key root) {
        text.append("""
                # The keys of a blueprint

                Made from [the schema](../blueprints/blueprint.schema.json) by `./terrace explain --markdown >docs/blueprint.md`: mend it there.
                `./terrace explain KEY` shows one key with an example, `./terrace explain FILE` a whole blueprint with what it leaves out.
                What a blueprint looks like, and the ideas behind it: [blueprints](../blueprints/README.md).

                `*` stands for a name of your own, `[]` for each item of a list. *Not built yet* is what the schema knows and no layer
                builds: it is checked like all else, and every plan names it.

                """);
        var sections = root.keys().stream().filter(ReferenceMarkdown::isSection).toList();
        for (var section : sections) {
            text.append("- %s: %s\n".formatted(link(section.path()), plain(section.description())));
        }
        text.append("\n## The top\n");
        rows(root, root.keys().stream().filter(key -> !isSection(key)).toList());
        sections.forEach(section -> section(section, "##"));
    }

    private static boolean isSection(Key key) {
        return !key.keys().isEmpty() && !key.keys().getFirst().isElement();
    }

    private void section(Key key, String heading) {
        text.append("\n%s `%s`\n\n%s".formatted(heading, key.path(), plain(key.description())));
        if (!key.notBuilt().isEmpty()) {
            text.append(" *Not built yet: %s.*".formatted(plain(key.notBuilt())));
        } else if (!key.builtBy().isEmpty()) {
            text.append(" Built by the layer `%s`.".formatted(key.builtBy()));
        }
        text.append("\n");
        rows(key, key.keys());
    }

    /** A table of keys and of what is in them; then what there may be several of. */
    private void rows(Key holder, List<Key> keys) {
        text.append("\n| key | what it is | value | default |\n|---|---|---|---|\n");
        var several = new ArrayList<Key>();
        keys.forEach(key -> row(holder, holder, key, several));
        several.forEach(entry -> section(entry, "###"));
    }

    /** @param outer what says already that it is not built, with what is in it */
    private void row(Key holder, Key outer, Key key, List<Key> several) {
        var name = holder.path().isEmpty()
                ? key.path()
                : key.path().substring(holder.path().length() + 1);
        var more = "";
        var in = key.keys();
        if (isByName(key)) {
            several.add(in.getFirst());
            more = " See %s.".formatted(link(in.getFirst().path()));
            in = List.of();
        } else if (!in.isEmpty() && in.getFirst().isElement()) {
            in = in.getFirst().keys();
        }
        var first = in.isEmpty() ? null : told.putIfAbsent(sayings(key), key.path());
        if (first != null) {
            more = " The same keys as `%s`.".formatted(first);
            in = List.of();
        }
        text.append("| `%s` | %s%s%s | %s | %s |\n"
                .formatted(
                        name, plain(key.description()), notBuilt(outer, key), more, plain(key.type()), leftOut(key)));
        in.forEach(inner -> row(holder, key, inner, several));
    }

    private static boolean isByName(Key key) {
        return !key.keys().isEmpty()
                && key.keys().getFirst().name().equals("*")
                && !key.keys().getFirst().keys().isEmpty();
    }

    /** All that is said of what is in a key. */
    private static String sayings(Key key) {
        var sayings = new StringBuilder();
        key.all()
                .skip(1)
                .forEach(it -> sayings.append(
                        List.of(it.path().substring(key.path().length()), it.description(), it.type(), leftOut(it))));
        return sayings.toString();
    }

    private static String notBuilt(Key outer, Key key) {
        return key.notBuilt().isEmpty() || key.notBuilt().equals(outer.notBuilt())
                ? ""
                : " *Not built yet: %s.*".formatted(plain(key.notBuilt()));
    }

    private static String leftOut(Key key) {
        if (key.required()) {
            return "**required**";
        }
        if (!key.derivedFrom().isEmpty()) {
            return "derived from " + plain(key.derivedFrom());
        }
        return key.defaultValue() == null
                ? ""
                : "`" + Yaml.inline(key.defaultValue()).replace("|", "\\|") + "`";
    }

    private static String link(String path) {
        var anchor = path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
        return "[`%s`](#%s)".formatted(path, anchor);
    }

    /** Text in which Markdown and HTML find nothing of theirs, nor a table the end of a cell. */
    private static String plain(String text) {
        return text.replace("\\", "\\\\")
                .replace("*", "\\*")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("[", "\\[");
    }
}
