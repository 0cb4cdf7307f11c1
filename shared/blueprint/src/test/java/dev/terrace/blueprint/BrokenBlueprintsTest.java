package dev.terrace.blueprint;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.terrace.platform.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class BrokenBlueprintsTest {
    private static final Path FOLDER = Golden.folder(BrokenBlueprintsTest.class).resolve("broken");

    static Stream<Path> blueprints() throws IOException {
        return Files.list(FOLDER)
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void have_all_their_problems_told_at_once_by_line(Path file) throws IOException {
        var name = file.getFileName().toString();
        var problems = invalid(name, Files.readString(file)).problems().stream()
                .map(problem -> problem + "\n")
                .collect(joining());
        Golden.assertMatches(getClass(), "broken/" + name.replace(".yaml", ".problems.txt"), problems);
    }

    @Test
    void tell_their_problems_as_json() {
        var problem = invalid("shop.yaml", "platform: shop\nregoin: us-east-1\nregion: us-east-1\nnetwork: 1\n")
                .problems()
                .getFirst();
        assertThat(JsonMapper.shared().writeValueAsString(problem)).isEqualTo("""
                {"file":"shop.yaml","line":2,"column":1,"path":"regoin","found":"the unknown key \\"regoin\\"",\
                "expected":"a known key","remedy":"Did you mean region?"}""");
    }

    @Test
    void have_the_first_hundred_problems_told_and_no_page_of_a_file() {
        var keys = IntStream.range(0, 5_000)
                .mapToObj(i -> "%s%05d: 1\n".formatted("k".repeat(50), i))
                .collect(joining());
        var problems = invalid("big.yaml", "platform: \"" + "x".repeat(200_000) + "\\nx\"\n" + keys)
                .problems();

        assertThat(problems).hasSize(101);
        assertThat(problems).anyMatch(problem -> problem.found().matches("\"x{78}…"));
        assertThat(problems.getLast().found()).matches("49[0-9]{2} problems more, from here on");
        assertThat(problems)
                .allMatch(problem -> problem.toString().length() < 1200
                        && problem.toString().lines().count() == 1);
    }

    /** Keys and values, as they are and as escapes; by their numbers, since whoever reads it cannot hold them either. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 0x1B, 0x7F, 0x9B, 0x202A, 0x202E, 0x2066, 0x2069, 0xD83D, 0xFDD0, 0xFDEF, 0xFFFE, 0x1FFFF, 0x10FFFE
            })
    void have_characters_named_that_nobody_can_hold(int character) {
        var kind = character < 0xA0
                ? "control character"
                : character < 0x206A ? "direction mark" : character == 0xD83D ? "lone surrogate" : "noncharacter";
        var told = "found the %s U+%04X, expected text without it".formatted(kind, character);
        var written = Character.toString(character);
        var escaped = (character > 0xFFFF ? "\\U%08X" : "\\u%04X").formatted(character);

        assertThat(invalid("c.yaml", "platform: shop\r\ntags: { 😀: \"a" + written + "\" }")
                        .problems())
                .singleElement()
                .hasToString("c.yaml:2:14: " + told);
        assertThat(invalid("c.yaml", "platform: shop\ntags: { \"" + escaped + "\": a, b: \"" + escaped + "\" }")
                        .problems())
                .extracting(Object::toString)
                .allMatch(problem -> problem.endsWith(told))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"'[', 21", "'{a: ', 81", "'- ', 41", "'? ', 41"})
    void are_refused_at_the_first_level_too_many(String opening, int column) {
        assertThat(invalid("deep.yaml", opening.repeat(5_000)).problems())
                .singleElement()
                .hasToString("deep.yaml:1:%d: found a mapping or list in 20 others, expected at most 20 levels"
                        .formatted(column));
    }

    /** A text of 100 KB in each place whose pattern repeats a group. */
    @ParameterizedTest
    @CsvSource({
        "platform: task-manager, platform: task, -a, ''",
        "'    components: #', '    namespace: shop', -a, '\n    components: #'",
        "region: us-east-1, region: us, -a, -1",
        "'version: \"1.29+\"', 'version: \"1', .1, '\"'",
        "'      paths: {', '      host: a', .a, '.com\n      paths: {'"
    })
    void are_refused_for_texts_that_repeat_themselves(String was, String beginning, String repeated, String end)
            throws IOException {
        var blueprint = Files.readString(Path.of("../../blueprints/task-manager.yaml"));
        var text = beginning + repeated.repeat(50_000) + end;
        assertThat(blueprint).contains(was);
        assertThat(invalid("long.yaml", blueprint.replace(was, text)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.found()).contains(repeated + repeated));
    }

    @Test
    void are_refused_where_aliases_repeat_a_text_without_end() {
        var text = "platform: shop\na: &a \"" + "x".repeat(100_000) + "\"\nb: [" + "*a, ".repeat(5_000) + "]\n";
        assertThat(invalid("aliases.yaml", text).problems())
                .extracting(BlueprintProblem::found, BlueprintProblem::line)
                .contains(tuple("too much text", 2))
                .hasSizeLessThan(10);
    }

    @Test
    void are_refused_for_a_key_that_is_longer_than_any_name() {
        var text = "platform: shop\n? " + "x".repeat(900_000) + "\n: 1\nregion: us-east-1\n";
        assertThat(invalid("key.yaml", text).problems())
                .extracting(BlueprintProblem::found, BlueprintProblem::line)
                .contains(tuple("a key of 900000 characters", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\UFFFFFFFF\"", "\\U80000000\"", "\\u", "\\U", "\\u12"})
    void are_refused_for_escapes_that_are_no_character(String escape) {
        assertThat(invalid("e.yaml", "platform: shop\nregion: \"" + escape).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(2));
    }

    /** In bytes, of which é has two. */
    @Test
    void are_refused_for_environments_that_no_config_map_holds() {
        var values =
                IntStream.range(0, 10).mapToObj(i -> "V%d: *v".formatted(i)).collect(joining(", "));
        var long60k = "é".repeat(60_000);

        assertThat(problemsOf("env: { V: &v \"" + long60k + "\", " + values + " }"))
                .containsExactly(
                        "env: found 1320000 bytes, expected at most 1048576 in all. A ConfigMap holds no more.");
        assertThat(problemsOf("env: { " + "V".repeat(254) + ": x }"))
                .singleElement()
                .asString()
                .endsWith(": found a name of 254 characters, expected at most 253");
    }

    /** Of the one component of a blueprint that is good without it, each without its place. */
    private static List<String> problemsOf(String key) {
        var blueprint = """
                platform: shop
                region: us-east-1
                applications:
                  shop:
                    components:
                      web:
                        %s
                """.formatted(key);
        return invalid("shop.yaml", blueprint).problems().stream()
                .map(problem -> problem.toString().replaceAll("^.*components\\.web\\.", ""))
                .toList();
    }

    /** They may stand in a text, and a terminal would not show them, or as something else. */
    @Test
    void have_characters_escaped_that_nobody_sees() {
        var written = "platform: \"a\\nb\"\nregion: us-east-1\n\"na\uFEFFt\": \"x\"\n\"\u2028\": 1\n";
        assertThat(invalid("unseen.yaml", written).problems())
                .extracting(BlueprintProblem::found)
                .contains("\"a\\nb\"", "the unknown key \"na\\uFEFFt\"", "the unknown key \"\\u2028\"");
    }

    @Test
    void are_told_without_halves_of_characters() {
        var blueprint = "platform: \"" + "x".repeat(77) + "😀😀\"\nregion: us-east-1\n";
        assertThat(invalid("cut.yaml", blueprint).problems())
                .extracting(BlueprintProblem::found)
                .contains("\"" + "x".repeat(77) + "…");
    }

    @ParameterizedTest
    @CsvSource({
        "706c6174666f726d3a2073686f700a78ff, '2:2: found bytes that are no text, expected UTF-8'",
        "c3, '1:1: found bytes that are no text, expected UTF-8'"
    })
    void are_refused_with_the_first_place_that_is_no_text(String bytes, String problem) {
        assertThat(Blueprint.read("b.yaml", HexFormat.of().parseHex(bytes)))
                .isInstanceOfSatisfying(Blueprint.Invalid.class, invalid -> assertThat(invalid.problems())
                        .singleElement()
                        .hasToString("b.yaml:" + problem));
    }

    private static Blueprint.Invalid invalid(String name, String yaml) {
        return (Blueprint.Invalid) Blueprint.read(name, yaml);
    }
}
