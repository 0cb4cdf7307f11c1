package dev.terrace.blueprint;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/terrace/blueprint");

    /** The list is read as it is written: a method that is referred to does not tell its name. */
    @Test
    void are_all_in_the_list_and_each_once() throws IOException {
        var listed = Pattern.compile("\\b(\\w+Checks::\\w+)")
                .matcher(Files.readString(SOURCES.resolve("Checks.java")))
                .results()
                .map(match -> match.group(1))
                .toList();
        try (var files = Files.list(SOURCES)) {
            var written = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("Checks"))
                    .flatMap(ChecksTest::checks)
                    .collect(toSet());
            assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
        }
        assertThat(Checks.ALL).hasSameSizeAs(listed);
    }

    private static Stream<String> checks(String name) {
        try {
            return Stream.of(Class.forName("dev.terrace.blueprint." + name).getDeclaredMethods())
                    .filter(method -> !method.isSynthetic())
                    .filter(method -> List.of(method.getParameterTypes()).equals(List.of(Platform.class, Report.class)))
                    .map(method -> name + "::" + method.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
