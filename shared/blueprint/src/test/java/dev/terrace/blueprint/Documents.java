package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The documents that Terrace builds, as the platforms of tests: as they are, or with something else in a place or two. */
public final class Documents {
    public static final String TASK_MANAGER = "task-manager";

    private Documents() {}

    /** The names of all of them, as of {@code blueprints/<name>.yaml}. */
    public static Stream<String> all() {
        try (var files = Files.list(root().resolve("blueprints"))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.replace(".yaml", ""))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * A platform like the Task Manager by another name, which its repositories have too; with what its document leaves out, flow logs and
     * endpoints for images, and without repositories that survive it.
     *
     * @param replacements texts of the blueprint, each followed by what to write instead
     */
    public static Platform likeTaskManager(String name, String... replacements) {
        var more = Stream.of(
                "platform: " + TASK_MANAGER,
                "deletion: { database: snapshot, repositories: delete, keys: retain }\nplatform: " + name,
                "production-" + TASK_MANAGER + "-",
                name + "/",
                "  nat: per-zone\n",
                "  nat: per-zone\n  endpoints: [s3, ecr]\n  flowLogs: { retentionDays: 30 }\n");
        return platform(
                TASK_MANAGER, Stream.concat(more, Arrays.stream(replacements)).toArray(String[]::new));
    }

    /** @param replacements texts of the blueprint, each followed by what to write instead */
    public static Platform platform(String name, String... replacements) {
        return read(name, text(name, replacements));
    }

    public static Platform platform(String name, UnaryOperator<String> edit) {
        return read(name, edit.apply(text(name)));
    }

    private static Platform read(String name, String text) {
        return switch (Blueprint.read(name + ".yaml", text)) {
            case Blueprint.Valid valid -> valid.platform();
            case Blueprint.Invalid invalid ->
                throw new AssertionError(invalid.problems().toString());
        };
    }

    /**
     * A blueprint as a text.
     *
     * @param replacements texts of it, each followed by what to write instead: one that is not in it is a mistake of the test
     */
    public static String text(String name, String... replacements) {
        try {
            var text = Files.readString(root().resolve("blueprints").resolve(name + ".yaml"));
            for (var i = 0; i < replacements.length; i += 2) {
                assertThat(text).contains(replacements[i]);
                text = text.replace(replacements[i], replacements[i + 1]);
            }
            return text;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("samconfig.toml"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
