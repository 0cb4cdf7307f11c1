package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that was looked at and found good. {@code -Dterrace.golden=write} writes what is rendered now; look at it before committing. */
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/dev/terrace/cli/view");

    private Golden() {}

    static void assertSame(String name, String text) throws IOException {
        var file = FOLDER.resolve(name);
        if ("write".equals(System.getProperty("terrace.golden"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertThat(text).as(name).isEqualTo(Files.readString(file));
    }
}
