package dev.terrace.blueprint;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WarningsTest {
    private static final Path FOLDER = Golden.folder(WarningsTest.class).resolve("warned");

    static Stream<Path> blueprints() throws IOException {
        return Files.list(FOLDER)
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    /** The dates in them are the catalogue's. */
    @ParameterizedTest
    @MethodSource("blueprints")
    void are_told_of_a_blueprint_that_can_be_built(Path file) throws IOException {
        var name = file.getFileName().toString();
        assertThat(Blueprint.read(name, Files.readString(file)))
                .isInstanceOfSatisfying(
                        Blueprint.Valid.class,
                        valid -> Golden.assertMatches(
                                getClass(),
                                "warned/" + name.replace(".yaml", ".warnings.txt"),
                                valid.warnings().stream()
                                        .map(warning -> warning + "\n")
                                        .collect(joining())));
    }

    @Test
    void are_told_beside_errors() throws IOException {
        var blueprint = Files.readString(FOLDER.resolve("room.yaml")).replace("min: 1, max: 10", "min: 11, max: 10");

        assertThat(Blueprint.read("room.yaml", blueprint)).isInstanceOfSatisfying(Blueprint.Invalid.class, invalid -> {
            assertThat(invalid.problems()).hasSize(1);
            assertThat(invalid.warnings()).hasSize(3);
        });
    }
}
