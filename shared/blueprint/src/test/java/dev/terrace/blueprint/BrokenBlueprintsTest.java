package dev.terrace.blueprint;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class BrokenBlueprintsTest {
    private static final Path FOLDER = Golden.FOLDER.resolve("broken");

    static Stream<Path> blueprints() throws IOException {
        return Files.list(FOLDER)
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("blueprints")
    void haveAllTheirProblemsToldAtOnceByLine(Path file) throws IOException {
        var name = file.getFileName().toString();
        var problems = invalid(name, Files.readString(file)).problems().stream()
                .map(BlueprintProblem::toString)
                .collect(joining("\n"));
        Golden.assertMatches("broken/" + name.replace(".yaml", ".problems.txt"), problems);
    }

    @Test
    void tellTheirProblemsAsJson() {
        var problem = invalid("shop.yaml", "platform: shop\nregoin: us-east-1\nregion: us-east-1\nnetwork: 1\n")
                .problems()
                .getFirst();
        assertThat(JsonMapper.shared().writeValueAsString(problem)).isEqualTo("""
                {"file":"shop.yaml","line":2,"column":1,"path":"regoin","found":"the unknown key \\"regoin\\"",\
                "expected":"a known key","remedy":"Did you mean region?"}""");
    }

    private static Blueprint.Invalid invalid(String name, String yaml) {
        return (Blueprint.Invalid) Blueprint.read(name, yaml);
    }
}
