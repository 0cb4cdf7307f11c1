package dev.terrace.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs programs that end by themselves: installers and the SAM CLI. */
final class Commands {

    private static final int LINES_OF_AN_ERROR = 40;

    private Commands() {}

    /** Takes each line that a program prints. */
    interface Lines {
        void accept(String line) throws IOException;
    }

    /**
     * Runs a command to its end and hands on each line that it prints.
     *
     * @throws LocalCloudException with the last lines printed, when it cannot be started or its exit code is not 0
     */
    static void run(Path folder, Map<String, String> environment, List<String> command, Consumer<String> lines) {
        var last = new ArrayDeque<String>();
        var code = code(folder, environment, command, line -> {
            lines.accept(line);
            last.add(line);
            if (last.size() > LINES_OF_AN_ERROR) {
                last.removeFirst();
            }
        });
        if (code != 0) {
            throw new LocalCloudException("Tried to run %s but it ended with code %d:%n%s"
                    .formatted(String.join(" ", command), code, String.join("\n", last)));
        }
    }

    /**
     * Runs a command to its end and hands on each line that it prints.
     *
     * @return its exit code
     * @throws LocalCloudException when it cannot be started
     */
    static int code(Path folder, Map<String, String> environment, List<String> command, Lines lines) {
        try {
            var process = process(folder, environment, command)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (var output = process.inputReader()) {
                for (var line = output.readLine(); line != null; line = output.readLine()) {
                    lines.accept(line);
                }
            }
            return process.waitFor();
        } catch (IOException failure) {
            throw new LocalCloudException(
                    "Tried to run %s but could not: %s".formatted(command.getFirst(), failure.getMessage()), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalCloudException("Interrupted while running " + command.getFirst(), interrupted);
        }
    }

    /** What the command prints, trimmed; empty when there is no such command or it fails. */
    static Optional<String> output(String... command) {
        var output = new StringBuilder();
        try {
            run(Path.of("."), Map.of(), List.of(command), line -> output.append(line)
                    .append('\n'));
            return Optional.of(output.toString().strip());
        } catch (LocalCloudException _) {
            return Optional.empty();
        }
    }

    /** A process builder without the caller's own AWS settings: no command of the local cloud may reach a real account. */
    static ProcessBuilder process(Path folder, Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        return builder;
    }
}
