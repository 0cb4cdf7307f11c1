package dev.terrace.blueprint;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Golden;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The blueprints of the project itself. */
class BlueprintsTest {
    private static final Path FOLDER = Path.of("../../blueprints");

    static Stream<Path> blueprints() throws IOException {
        return Files.list(FOLDER)
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void are_valid_and_say_what_is_not_built_yet(Path file) throws IOException {
        var golden = file.getFileName().toString().replace(".yaml", ".not-built.txt");
        Golden.assertMatches(
                getClass(),
                golden,
                read(file).notBuiltYet().stream().map(line -> line + "\n").collect(joining()));
    }

    /** The parser reads by buffers: no end of one may come between the halves of a character. */
    @Test
    void are_valid_wherever_an_emoji_stands() throws IOException {
        var blueprint = Files.readString(FOLDER.resolve("task-manager.yaml"));
        for (int before = 1_000; before < 1_050; before++) {
            var moved = "#" + "x".repeat(before) + "😀\n" + blueprint;
            assertThat(Blueprint.read("moved.yaml", moved)).isInstanceOf(Blueprint.Valid.class);
        }
    }

    @Test
    void may_say_of_what_kind_a_value_is() {
        assertThat(Documents.platform("task-manager", "storageGib: 20", "storageGib: !!int 30")
                        .data()
                        .postgres()
                        .storageGib())
                .isEqualTo(30);
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void survive_the_way_through_the_state_machines_as_json(Path file) throws IOException {
        var platform = read(file);
        var mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        assertThat(mapper.readValue(mapper.writeValueAsString(platform), Platform.class))
                .isEqualTo(platform);
    }

    @Test
    void have_an_example_in_the_readme_that_is_valid() throws IOException {
        var readme = Files.readString(FOLDER.resolve("README.md"));
        var example = readme.substring(readme.indexOf("```yaml\n") + 8, readme.indexOf("```\n"));
        assertThat(Blueprint.read("README.md", example)).isInstanceOf(Blueprint.Valid.class);
    }

    /** Of a head the first is written in full: {@code ${postgres.host}}, {@code .port}. */
    @Test
    void have_all_that_values_may_refer_to_in_the_readme() throws IOException {
        var readme = Files.readString(FOLDER.resolve("README.md"));
        var list = readme.substring(readme.indexOf("There are `${"), readme.indexOf("; not built yet: `${"));
        var told = new HashSet<String>();
        var head = "";
        for (var item : Pattern.compile("`(?:\\$\\{([^.]+))?\\.(\\w+)}?`")
                .matcher(list)
                .results()
                .toList()) {
            head = item.group(1) == null ? head : item.group(1);
            told.add(head + "." + item.group(2));
        }
        assertThat(told)
                .isEqualTo(KnownReferences.built()
                        .map(path -> path.replaceFirst("^(web|api|admin)\\.", "<component>."))
                        .collect(toSet()));
    }

    /** So that a new one is asked for wherever tests go over all: what is known, what layers resolve, what is told. */
    @Test
    void whatever_references_may_begin_with_is_on_the_platform_that_tests_refer_to() {
        assertThat(KnownReferences.heads()).containsAll(References.STORES);
    }

    private static Platform read(Path file) throws IOException {
        return switch (Blueprint.read(file.toString(), Files.readString(file))) {
            case Blueprint.Valid valid -> valid.platform();
            case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
