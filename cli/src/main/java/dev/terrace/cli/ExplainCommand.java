package dev.terrace.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.terrace.blueprint.Key;
import dev.terrace.blueprint.Origin;
import dev.terrace.blueprint.Reference;
import dev.terrace.blueprint.Yaml;
import dev.terrace.cli.view.ExplanationView;
import dev.terrace.cli.view.KeyView;
import dev.terrace.cli.view.ReferenceMarkdown;
import dev.terrace.cli.view.Style;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What a blueprint says and leaves out, or what a key means. */
@Command(
        name = "explain",
        description =
                "Shows a whole blueprint and where each of its values comes from, or what a key of blueprints means. Talks to "
                        + "nobody.",
        footer = {
            "",
            "Of a file it prints the blueprint with every default filled in, and beside each value the file's line, or that it is "
                    + "the schema's default, or what it is derived from. That is YAML, and a blueprint of the same platform.",
            "Of a key it says what it is for, what may stand there, its default, an example, and which layer builds it. A name of "
                    + "your own in it is left out, or any, or `*`. What is a file as well as a key is the file. Without both: the "
                    + "sections.",
            "",
            "Examples:",
            "  ./terrace explain blueprints/task-manager.yaml",
            "  ./terrace explain cluster.nodeGroups.min",
            "  ./terrace explain --json network.nat",
        })
final class ExplainCommand extends Subcommand {
    @Parameters(
            paramLabel = "FILE|KEY",
            arity = "0..1",
            defaultValue = "",
            completionCandidates = Candidates.class,
            description = "A blueprint, or a key such as cluster.nodeGroups.min.")
    private String asked;

    @Option(
            names = "--markdown",
            description = "Print the reference of all keys as a page of Markdown: docs/blueprint.md.")
    private boolean markdown;

    /** What completes it beside files. */
    static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Reference.load().keys().stream()
                    .filter(key -> !key.isElement())
                    .map(Key::typed)
                    .iterator();
        }
    }

    @Override
    public Integer call() {
        if (markdown) {
            markdown();
            return Terrace.FINE;
        }
        var file = file();
        if (file.isPresent()) {
            explain(read(file.get()));
        } else {
            explain(key());
        }
        return Terrace.FINE;
    }

    private void markdown() {
        if (!asked.isEmpty() || json()) {
            throw new ProblemException(Problem.user(
                    "NotOfOne",
                    "",
                    "--markdown is about all keys, and is no JSON.",
                    "Type `./terrace explain --markdown` alone."));
        }
        terminal().document(ReferenceMarkdown.render(Reference.load().root()));
    }

    /** What is asked for as a file: whatever there is by that name but a folder, and what no key is named like. */
    private Optional<Path> file() {
        var isNamedLikeOne = asked.endsWith(".yaml") || asked.endsWith(".yml");
        try {
            var file = Path.of(asked);
            var isFile = Files.exists(file) && !Files.isDirectory(file);
            return isFile || isNamedLikeOne ? Optional.of(file) : Optional.empty();
        } catch (InvalidPathException _) {
            if (isNamedLikeOne) {
                throw new ProblemException(Problem.user("NoBlueprint", "", Options.File.unfit(asked) + ".", ""));
            }
            return Optional.empty();
        }
    }

    private Key key() {
        var reference = Reference.load();
        return reference.find(asked).orElseThrow(() -> {
            var suggestion = reference.suggestion(asked);
            return new ProblemException(Problem.user(
                    "NoKey",
                    "",
                    "There is neither a file nor a key `%s`.".formatted(Style.inLine(asked)),
                    suggestion.isEmpty() ? "`./terrace explain` lists the sections of a blueprint." : suggestion));
        });
    }

    private void explain(Key key) {
        if (json()) {
            Output.json(terminal(), key);
        } else {
            print(new KeyView(style()).render(key));
        }
    }

    private void explain(BlueprintFile blueprint) {
        if (json()) {
            Output.json(terminal(), Whole.of(blueprint), blueprint.warnings());
        } else {
            terminal().document(new ExplanationView(style()).render(blueprint.name(), blueprint.explanation()));
        }
    }

    /** For programs. */
    private record Whole(String status, String file, Map<String, Value> values, List<String> notBuiltYet) {
        static Whole of(BlueprintFile blueprint) {
            var explanation = blueprint.explanation();
            var whole = explanation.whole();
            var values = new LinkedHashMap<String, Value>();
            Yaml.lines(whole).stream()
                    .filter(Yaml.Line::whole)
                    .map(Yaml.Line::path)
                    .forEach(path ->
                            values.put(explanation.words(path), Value.of(whole.at(path), explanation.origin(path))));
            return new Whole(
                    "EXPLAINED", blueprint.name(), values, blueprint.platform().notBuiltYet());
        }
    }

    /**
     * @param line null of what the file does not say
     * @param from null of what is not derived
     */
    private record Value(
            JsonNode value,
            String origin,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer line,
            @JsonInclude(JsonInclude.Include.NON_NULL) String from) {
        static Value of(JsonNode value, Origin origin) {
            return switch (origin) {
                case Origin.Written(var line) -> new Value(value, "file", line, null);
                case Origin.Default _ -> new Value(value, "default", null, null);
                case Origin.Derived(var from) -> new Value(value, "derived", null, from);
            };
        }
    }
}
