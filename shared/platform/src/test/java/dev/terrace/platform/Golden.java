package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that was looked at and found good, in a file beside the test. */
public final class Golden {
    private static final String REMEDY =
            "%s; if it is meant, write it anew with -Dgolden=write, and read the difference before you commit it";

    private Golden() {}

    /** Compares with a file of the test's own folder of resources. */
    public static void assertMatches(Class<?> test, String name, String text) {
        assertMatches(folder(test).resolve(name), text);
    }

    /** Compares with a file, which {@code -Dgolden=write} writes anew. */
    public static void assertMatches(Path file, String text) {
        try {
            if ("write".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as(REMEDY, file + " is missing").exists();
            assertThat(text).as(REMEDY, file + " says something else").isEqualTo(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where the test's files are, in its module. */
    public static Path folder(Class<?> test) {
        return Path.of("src/test/resources", test.getPackageName().split("\\."));
    }
}
