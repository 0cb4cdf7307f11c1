package dev.terrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A project of one function and two state machines, in a folder of its own, as the build leaves it. */
record SmallProject(Path root) {

    private static final String BOOTSTRAP = """
            #!/bin/sh
            exec "$TERRACE_JAVA" -XX:TieredStopAtLevel=1 "$LAMBDA_TASK_ROOT/Echo.java"
            """;

    static SmallProject in(Path folder) {
        try {
            var target = Files.createDirectories(folder.resolve("target"));
            for (var file : List.of("template.yaml", "parent.asl.json", "child.asl.json")) {
                Files.write(target.resolve(file), resource(file));
            }
            try (var zip = new ZipOutputStream(Files.newOutputStream(target.resolve("echo.zip")))) {
                zip.putNextEntry(new ZipEntry("Echo.java"));
                zip.write(resource("Echo.java"));
                zip.putNextEntry(new ZipEntry("bootstrap"));
                zip.write(BOOTSTRAP.getBytes());
            }
            return new SmallProject(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var content = SmallProject.class.getResourceAsStream("/small-project/" + name)) {
            return content.readAllBytes();
        }
    }
}
