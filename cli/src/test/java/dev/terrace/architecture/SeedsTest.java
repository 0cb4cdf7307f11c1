package dev.terrace.architecture;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.architecture.SeedsPage.Row;
import dev.terrace.architecture.SeedsPage.Term;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.Documents;
import dev.terrace.blueprint.Explanation;
import dev.terrace.blueprint.Origin;
import dev.terrace.blueprint.Reference;
import dev.terrace.cli.Terrace;
import dev.terrace.platform.LayerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Keeps docs/seeds.md true: every row of every document against the blueprints, the layers, the commands and the tests. */
class SeedsTest {
    private static final Path ROOT = Path.of("..");
    /** The one blueprint that follows no document. */
    private static final String HELLO = "hello";

    private static final Pattern TYPE =
            Pattern.compile("(?<installation>the installation's )?`(?<type>AWS::\\w+::\\w+)`");
    private static final Pattern KIND = Pattern.compile("`([A-Z][A-Za-z]+)`");

    private static final Reference REFERENCE = Reference.load();

    /** What there is of a thing. */
    private enum State {
        BUILT,
        IN_PART,
        NOT_BUILT
    }

    static Stream<String> documents() {
        return Documents.all().filter(name -> !name.equals(HELLO));
    }

    @Test
    void every_document_has_its_page() throws IOException {
        try (var files = Files.list(ROOT.resolve("docs/seeds"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("docs/seeds has a page for every blueprint that follows a document")
                    .containsExactlyInAnyOrderElementsOf(
                            documents().map(name -> name + ".md").toList());
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void every_key_has_the_value_and_the_origin_that_its_row_says(String document) {
        var written = SeedsPage.yaml(read(blueprint(document)));
        var whole = explain(document);
        check(document, row -> row.terms().stream().flatMap(term -> ofKey(term, written, whole)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void what_is_not_built_yet_is_said_to_be_and_nothing_else(String document) {
        var blueprint = explain(document);
        check(document, row -> ofStates(row, blueprint));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void what_is_said_to_be_built_is_what_the_layers_declare_for_that_blueprint(String document) {
        var declared = declared(document);
        var installation = all(templates(), "Type: (AWS::\\w+::\\w+)");
        check(
                document,
                row -> Stream.concat(
                        TYPE.matcher(row.built())
                                .results()
                                .flatMap(match -> match.group("installation") == null
                                        ? unless(
                                                declared.contains(match.group("type")),
                                                "no layer declares %s for %s: what is not built belongs into the next column"
                                                        .formatted(match.group("type"), document))
                                        : unless(
                                                installation.contains(match.group("type")),
                                                "template.yaml has no %s".formatted(match.group("type")))),
                        KIND.matcher(row.built())
                                .results()
                                .flatMap(match -> unless(
                                        declared.contains(match.group(1)),
                                        "the workloads layer declares no %s for %s: what is not built belongs into the next column"
                                                .formatted(match.group(1), document)))));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void what_is_built_names_tests_that_there_are(String document) {
        var tests = tests();
        check(
                document,
                row -> Stream.concat(
                        unless(
                                row.tests().isEmpty() != row.isBuilt(),
                                row.isBuilt()
                                        ? "name the test that shows what is built"
                                        : "nothing is built that a test could show: leave its column to a dash"),
                        row.tests().stream()
                                .flatMap(test -> unless(
                                        tests.contains(test), "there is no test %s: name another".formatted(test)))));
    }

    @Test
    void the_figures_are_those_of_the_tables() {
        var pages = documents().map(SeedsPage::read).toList();
        var seeds = read(ROOT.resolve("docs/seeds.md"));

        for (var page : pages) {
            assertThat(seeds)
                    .as("the figures of %s in docs/seeds.md", page.document())
                    .contains("| [%s](seeds/%s.md) | %s |\n"
                            .formatted(page.title(), page.document(), figures(List.of(page))));
        }
        assertThat(seeds).as("the sums in docs/seeds.md").contains("| all | %s |\n".formatted(figures(pages)));
    }

    private static String figures(List<SeedsPage> pages) {
        var rows = pages.stream().flatMap(page -> page.rows().stream()).toList();
        return Stream.of(
                        rows.size(),
                        count(rows, row -> row.isBuilt() && !row.isMissing()),
                        count(rows, row -> row.isBuilt() && row.isMissing()),
                        count(rows, row -> !row.isBuilt() && row.isMissing()),
                        count(rows, row -> !row.isBuilt() && !row.isMissing()),
                        pages.stream().mapToInt(SeedsPage::others).sum())
                .map(String::valueOf)
                .reduce((left, right) -> left + " | " + right)
                .orElseThrow();
    }

    private static int count(List<Row> rows, Predicate<Row> which) {
        return (int) rows.stream().filter(which).count();
    }

    // ---------------------------------------------------------------- keys

    /** @param written what is in the file, where short forms are short and nothing is filled in */
    private static Stream<String> ofKey(Term term, JsonNode written, Explanation whole) {
        return switch (term.how()) {
            case WRITTEN -> ofValue(term, written, whole);
            case DEFAULT, DERIVED -> Stream.concat(ofValue(term, whole.whole(), whole), ofOrigin(term, whole));
            case LATER ->
                Stream.concat(
                        unless(
                                REFERENCE.find(term.path(written)).isPresent(),
                                "blueprints have no key %s. %s"
                                        .formatted(term.key(), REFERENCE.suggestion(term.path(written)))),
                        unless(
                                term.places(written).isEmpty(),
                                "%s is in the blueprint: it is no longer for later".formatted(term.key())));
            case COMMAND, ALWAYS, COMING, NO_KEY -> Stream.empty();
        };
    }

    private static Stream<String> ofValue(Term term, JsonNode tree, Explanation whole) {
        var places = term.places(tree);
        return places.isEmpty()
                ? Stream.of("the blueprint %s no %s"
                        .formatted(term.how() == Term.How.WRITTEN ? "says" : "has, when it is whole,", term.key()))
                : places.stream()
                        .flatMap(place -> unless(
                                term.holds(tree.at(place)), "%s is %s".formatted(whole.words(place), tree.at(place))));
    }

    private static Stream<String> ofOrigin(Term term, Explanation whole) {
        return term.places(whole.whole()).stream()
                .flatMap(place -> term.leaves(place).stream())
                .flatMap(leaf -> unless(
                        how(whole.origin(leaf)) == term.how(),
                        "%s is %s".formatted(whole.words(leaf), words(whole.origin(leaf)))));
    }

    private static Term.How how(Origin origin) {
        return switch (origin) {
            case Origin.Written _ -> Term.How.WRITTEN;
            case Origin.Default _ -> Term.How.DEFAULT;
            case Origin.Derived _ -> Term.How.DERIVED;
        };
    }

    private static String words(Origin origin) {
        return switch (origin) {
            case Origin.Written(var line) -> "written in line " + line;
            case Origin.Default _ -> "left to its default";
            case Origin.Derived(var from) -> "derived from " + from;
        };
    }

    // ---------------------------------------------------------------- what is built

    private static Stream<String> ofStates(Row row, Explanation blueprint) {
        var states =
                row.terms().stream().flatMap(term -> states(term, blueprint)).collect(toSet());
        var missing = states.contains(State.NOT_BUILT) || states.contains(State.IN_PART);
        return Stream.of(
                        unless(
                                !row.isBuilt() || states.contains(State.BUILT) || states.contains(State.IN_PART),
                                "nothing of its keys is built: say so in the next column, or name the key of what is built"),
                        unless(
                                row.isBuilt() || !states.contains(State.BUILT),
                                "some of its keys are built: say what there is of them"),
                        unless(
                                !row.isMissing() || missing,
                                "all of its keys are built: say what there is of them, or name the key of what is not built yet"),
                        unless(
                                row.isMissing() || !missing,
                                "some of its keys are not built yet: say what there will be"))
                .flatMap(Function.identity());
    }

    private static Stream<State> states(Term term, Explanation blueprint) {
        return switch (term.how()) {
            case ALWAYS -> Stream.of(State.BUILT);
            case COMING -> Stream.of(State.NOT_BUILT);
            case COMMAND -> Stream.of(commands().contains(term.command()) ? State.BUILT : State.NOT_BUILT);
            case NO_KEY -> Stream.empty();
            case WRITTEN, DEFAULT, DERIVED, LATER -> {
                var known = REFERENCE.find(term.path(blueprint.whole()));
                var told = term.places(blueprint.whole()).stream()
                        .flatMap(place -> term.leaves(place).stream())
                        .anyMatch(leaf -> isToldAsNotBuilt(leaf, blueprint));
                yield Stream.of(
                        known.isPresent() && !known.get().notBuilt().isEmpty()
                                ? State.NOT_BUILT
                                : told ? State.IN_PART : State.BUILT);
            }
        };
    }

    /** Whether a plan says so of a value, or of what it stands in. */
    private static boolean isToldAsNotBuilt(JsonPointer place, Explanation blueprint) {
        for (var at = place; at != null; at = at.head()) {
            if (blueprint.notBuilt(at).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> commands() {
        return Arrays.stream(Terrace.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name())
                .collect(toSet());
    }

    /** The types and kinds of what the layers declare for a blueprint: their golden files say it, and the layers' tests that those are true. */
    private static Set<String> declared(String document) {
        return Arrays.stream(LayerName.values())
                .flatMap(layer -> Stream.of(".txt", ".yaml").map(kind -> ROOT.resolve(
                                "functions/layers/%1$s/src/test/resources/dev/terrace/%1$s".formatted(layer))
                        .resolve(document + kind)))
                .filter(Files::exists)
                .map(SeedsTest::read)
                .flatMap(golden -> all(golden, "(?m)^(?:[a-z0-9-]+: |kind: \")([A-Za-z0-9:]+)").stream())
                .collect(toSet());
    }

    private static String templates() {
        return files(ROOT.resolve("functions"), "template.yaml")
                .map(SeedsTest::read)
                .reduce(read(ROOT.resolve("template.yaml")), String::concat);
    }

    /** By the names that Maven runs tests by: a helper shows nothing. */
    private static Set<String> tests() {
        return Stream.of("cli", "functions", "local", "shared")
                .flatMap(folder -> files(ROOT.resolve(folder), ".java"))
                .filter(file -> file.toString().contains("src/test/java"))
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .filter(name -> name.endsWith("Test") || name.endsWith("IT"))
                .collect(toSet());
    }

    // ---------------------------------------------------------------- reading

    private static void check(String document, Function<Row, Stream<String>> complaints) {
        var wrong = new ArrayList<String>();
        for (var row : SeedsPage.read(document).rows()) {
            complaints
                    .apply(row)
                    .forEach(complaint -> wrong.add("line %d, %s: %s".formatted(row.line(), row.words(), complaint)));
        }
        assertThat(wrong)
                .as("rows of docs/seeds/%s.md that are to be put right", document)
                .isEmpty();
    }

    private static Stream<String> unless(boolean holds, String complaint) {
        return holds ? Stream.empty() : Stream.of(complaint);
    }

    private static Path blueprint(String document) {
        return ROOT.resolve("blueprints/" + document + ".yaml");
    }

    private static Explanation explain(String document) {
        var file = blueprint(document);
        return switch (Blueprint.read(file.toString(), read(file))) {
            case Blueprint.Valid valid -> valid.explanation();
            case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private static Set<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(toSet());
    }

    private static Stream<Path> files(Path folder, String end) {
        try (var files = Files.walk(folder)) {
            return files
                    .filter(file ->
                            file.toString().endsWith(end) && !file.toString().contains("/target/"))
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
