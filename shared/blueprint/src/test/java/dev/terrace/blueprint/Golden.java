package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files beside the tests that hold what a test expects. With {@code -Dgolden=write} they are written anew: read the
 * difference before you commit it.
 */
final class Golden {
    static final Path FOLDER = Path.of("src/test/resources/dev/terrace/blueprint");

    private Golden() {}

    static void assertMatches(String name, String actual) throws IOException {
        var file = FOLDER.resolve(name);
        var text = actual.isEmpty() ? "" : actual + "\n";
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
