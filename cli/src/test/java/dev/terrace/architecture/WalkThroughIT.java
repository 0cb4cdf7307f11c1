package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.local.TestPort;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what ARCHITECTURE.md's walk-through says, in a copy of the project, as somebody would who has never seen it before. */
class WalkThroughIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PORT = String.valueOf(TestPort.claim());
    private static final Set<String> NOT_COPIED = Set.of("target", ".git", ".terrace", ".aws-sam", "__pycache__");

    /** {@code `a/file`}, and below it what it is to hold, or what of it is to change. */
    private static final Pattern STEP = Pattern.compile("(?m)^`([^`\n]+)`\n```(\\w+)\n([\\s\\S]*?)^```$");

    @TempDir
    private Path project;

    @AfterEach
    void end() throws Exception {
        if (Files.exists(project.resolve("cli/target/built"))) {
            terrace("down");
        }
    }

    @Test
    void a_new_layer_is_its_folder_and_lines_in_two_files() throws Exception {
        Files.walkFileTree(ROOT, new Copy(project));
        var outside = follow(Files.readString(ROOT.resolve("ARCHITECTURE.md")));
        assertThat(outside).as("files outside the layer's folder").hasSize(2);
        var blueprint = Files.writeString(project.resolve("hello.yaml"), """
                platform: hello
                region: us-east-1
                network:
                  cidr: 10.0.0.0/16
                  zones: [us-east-1a, us-east-1b]
                  subnets: {public: [10.0.0.0/24, 10.0.1.0/24]}
                """);

        var built = terrace("up", blueprint.toString());
        assertThat(built).contains("topics: done, 1 created", "✔ hello is up");
        assertThat(terrace("plan", blueprint.toString())).contains("✔ Nothing to do");
        assertThat(terrace("destroy", "hello", "--yes")).contains("topics: done, 1 deleted", "✔ hello is gone");
    }

    /** @return the files that were changed, rather than written */
    private Set<Path> follow(String text) throws IOException {
        var steps = STEP.matcher(text).results().toList();
        assertThat(steps).as("steps of the walk-through").isNotEmpty();
        var changed = new HashSet<Path>();
        for (var step : steps) {
            var file = project.resolve(step.group(1));
            if (step.group(2).equals("diff")) {
                var before = Files.readString(file);
                assertThat(before).as("%s, of the walk-through", file).containsOnlyOnce(lines(step.group(3), '-'));
                Files.writeString(file, before.replace(lines(step.group(3), '-'), lines(step.group(3), '+')));
                changed.add(file);
            } else {
                Files.createDirectories(file.getParent());
                Files.writeString(file, step.group(3));
            }
        }
        return changed;
    }

    private static String lines(String diff, char sign) {
        var lines = new StringBuilder();
        diff.lines().filter(line -> line.charAt(0) == sign).forEach(line -> lines.append(line.substring(1))
                .append('\n'));
        return lines.toString();
    }

    /** All that the command says; what it took to build the copy too. */
    private String terrace(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(project.resolve("terrace").toString()));
        command.addAll(List.of(arguments));
        var output = project.resolve("output");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("TERRACE_PORT", PORT);
        var process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES))
                .as("it ends: " + command)
                .isTrue();
        var text = Files.readString(output);
        assertThat(process.exitValue()).as("%s%n%s", command, text).isZero();
        return text;
    }

    private static final class Copy extends SimpleFileVisitor<Path> {
        private final Path to;

        Copy(Path to) {
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (NOT_COPIED.contains(folder.getFileName().toString())) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(ROOT.relativize(folder)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.copy(file, to.resolve(ROOT.relativize(file)));
            return FileVisitResult.CONTINUE;
        }
    }
}
