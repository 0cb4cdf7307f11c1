package dev.terrace.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page of docs/seeds: the statements of a document.
 *
 * @param document as of {@code blueprints/<document>.yaml}
 * @param others how many statements are no platform's matter
 */
record SeedsPage(String document, String title, List<Row> rows, int others) {
    private static final Path FOLDER = Path.of("../docs/seeds");
    private static final String NONE = "–";
    /** A bar that is not a letter of a cell. */
    private static final String BAR = "(?<!\\\\)\\|";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int CELLS = 6;
    private static final int CELLS_OF_OTHERS = 3;

    /**
     * A statement.
     *
     * @param line of the page
     * @param words the document's
     * @param built what there is of it
     * @param missing what there will be
     * @param tests their names
     */
    record Row(int line, String words, List<Term> terms, String built, String missing, List<String> tests) {
        boolean isBuilt() {
            return !built.equals(NONE);
        }

        boolean isMissing() {
            return !missing.equals(NONE);
        }
    }

    static SeedsPage read(String document) {
        var file = FOLDER.resolve(document + ".md");
        try {
            var lines = Files.readAllLines(file);
            var rows = new ArrayList<Row>();
            var others = 0;
            for (int line = 1; line <= lines.size(); line++) {
                var text = lines.get(line - 1);
                var place = "%s:%d".formatted(file, line);
                if (!text.startsWith("| ") || text.startsWith("| place |")) {
                    continue;
                }
                var cells = cells(text, place);
                if (cells.size() == CELLS) {
                    rows.add(row(line, cells, place));
                } else if (cells.size() == CELLS_OF_OTHERS) {
                    others++;
                } else {
                    throw new AssertionError("%s: %d cells: a row has six, or three".formatted(place, cells.size()));
                }
            }
            return new SeedsPage(document, lines.getFirst().substring(2), rows, others);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static JsonNode yaml(String text) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static List<String> cells(String text, String place) {
        var cells = Stream.of(text.substring(1).split(BAR))
                .map(String::strip)
                .map(cell -> cell.replace("\\|", "|"))
                .toList();
        if (cells.stream().anyMatch(String::isEmpty)) {
            throw new AssertionError(place + ": an empty cell: write a dash, or what belongs there");
        }
        return cells;
    }

    private static Row row(int line, List<String> cells, String place) {
        return new Row(
                line,
                cells.get(1),
                Stream.of(cells.get(2).split(" · "))
                        .map(term -> Term.of(term, place))
                        .toList(),
                cells.get(3),
                cells.get(4),
                cells.get(5).equals(NONE)
                        ? List.of()
                        : List.of(cells.get(5).replace("`", "").split(", ")));
    }

    /**
     * What a row is about.
     *
     * @param text the key, the command, or words
     * @param value what the key is said to have; null when no value is said
     */
    record Term(How how, String text, JsonNode value) {
        private static final Pattern FORM =
                Pattern.compile("(?:(?<word>[a-z ]+): )?(?:`(?<code>[^`]+)`|(?<words>[^`]+))");

        enum How {
            WRITTEN(""),
            DEFAULT("default"),
            DERIVED("derived"),
            LATER("later"),
            COMMAND("command"),
            ALWAYS("always"),
            COMING("coming"),
            NO_KEY("no key");

            private final String word;

            How(String word) {
                this.word = word;
            }

            boolean isInWords() {
                return this == ALWAYS || this == COMING || this == NO_KEY;
            }
        }

        static Term of(String text, String place) {
            var form = FORM.matcher(text);
            if (form.matches()) {
                var word = form.group("word") == null ? "" : form.group("word");
                for (var how : How.values()) {
                    if (how.word.equals(word) && how.isInWords() == (form.group("code") == null)) {
                        return how.isInWords()
                                ? new Term(how, form.group("words"), null)
                                : ofCode(how, form.group("code"));
                    }
                }
            }
            throw new AssertionError(
                    "%s: found %s, expected a key in backquotes, also behind default:, derived: or later:, or command:, always:, coming: or no key:"
                            .formatted(place, text));
        }

        private static Term ofCode(How how, String code) {
            var parts = code.split(" = ", 2);
            var value = parts.length == 1 ? null : yaml(parts[1]);
            return new Term(how, parts[0], value);
        }

        String key() {
            return text;
        }

        /** {@code plan} of {@code ./terrace plan}. */
        String command() {
            return text.replace("./terrace ", "");
        }

        /** The whole path of the key, where it is short for one of an application. */
        String path(JsonNode blueprint) {
            var head = text.split("\\.")[0];
            for (var application : blueprint.path("applications").properties()) {
                var path = "applications." + application.getKey() + ".";
                if (head.equals("ingress")) {
                    return path + text;
                }
                if (head.equals("*")
                        || application.getValue().path("components").has(head)) {
                    return path + "components." + text;
                }
            }
            return text;
        }

        /** Where it stands in a blueprint: nowhere, or in several places where it has a star. */
        List<JsonPointer> places(JsonNode blueprint) {
            return find(blueprint, JsonPointer.empty(), List.of(path(blueprint).split("\\.")))
                    .toList();
        }

        /** Names may have dots: as many steps as can be are one name. */
        private static Stream<JsonPointer> find(JsonNode node, JsonPointer at, List<String> steps) {
            if (steps.isEmpty()) {
                return Stream.of(at);
            }
            if (node.isArray()) {
                return IntStream.range(0, node.size())
                        .boxed()
                        .flatMap(i -> find(node.get(i), at.appendIndex(i), steps));
            }
            if (steps.getFirst().equals("*")) {
                return node.propertyStream()
                        .flatMap(child -> find(
                                child.getValue(), at.appendProperty(child.getKey()), steps.subList(1, steps.size())));
            }
            for (int size = steps.size(); size > 0; size--) {
                var name = String.join(".", steps.subList(0, size));
                if (node.has(name)) {
                    return find(node.get(name), at.appendProperty(name), steps.subList(size, steps.size()));
                }
            }
            return Stream.empty();
        }

        /** Whether a value is what is said, or no value is said. */
        boolean holds(JsonNode is) {
            return value == null || holds(value, is);
        }

        /** Of a mapping only some keys may be said. */
        private static boolean holds(JsonNode said, JsonNode is) {
            if (said.isObject()) {
                return said.propertyStream()
                        .allMatch(child -> is.has(child.getKey()) && holds(child.getValue(), is.get(child.getKey())));
            }
            if (said.isArray()) {
                return is.isArray()
                        && said.size() == is.size()
                        && IntStream.range(0, said.size()).allMatch(i -> holds(said.get(i), is.get(i)));
            }
            return is.isValueNode() && said.asString().equals(is.asString());
        }

        /** The places of all values that are said, or the place itself. */
        List<JsonPointer> leaves(JsonPointer place) {
            return leaves(value, place).toList();
        }

        private static Stream<JsonPointer> leaves(JsonNode said, JsonPointer place) {
            return said == null || !said.isObject() || said.isEmpty()
                    ? Stream.of(place)
                    : said.propertyStream()
                            .flatMap(child -> leaves(child.getValue(), place.appendProperty(child.getKey())));
        }
    }
}
