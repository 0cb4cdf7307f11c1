package dev.terrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The processes of one local cloud, or of one installation. Each carries a mark in its environment, which its children inherit:
 * so they are found whoever started them, also after a crash, and nobody else's process is ever ended.
 *
 * @param variable says what the mark is for
 * @param value says whose it is: a folder
 */
record MarkedProcesses(String variable, String value) {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** The processes of a local cloud: all that goes when it is stopped. */
    static MarkedProcesses ofCloud(Path folder) {
        return new MarkedProcesses("TERRACE_LOCAL_CLOUD", folder.toString());
    }

    /** The processes that install something into the cache, which belongs to no cloud: other clouds may wait for it. */
    static MarkedProcesses ofInstallation(Path folder) {
        return new MarkedProcesses("TERRACE_INSTALLATION", folder.toString());
    }

    /** An environment that puts the mark on a process, and so on all that it starts. */
    Map<String, String> mark() {
        return Map.of(variable, value);
    }

    /** The processes that run now. */
    List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(this::isMarked)
                .toList();
    }

    /**
     * Ends all of them, and those which they start meanwhile.
     *
     * @return what was ended, as "name (pid)"
     * @throws LocalCloudException when a process is still there after 15 s
     */
    List<String> end() {
        var names = new TreeSet<String>();
        var ended = new ArrayList<ProcessHandle>();
        var begin = Instant.now();
        for (var processes = running(); !processes.isEmpty(); processes = running()) {
            for (var process : processes) {
                names.add("%s (%d)".formatted(name(process), process.pid()));
                ended.add(process);
                process.destroyForcibly(); // what they hold is thrown away: nothing to finish
            }
            if (isLater(begin)) {
                throw new LocalCloudException("Tried to end " + names + " but some would not end");
            }
            pause(Duration.ofMillis(100));
        }
        // A process that is ending loses its environment, and so its mark, before its ports.
        while (ended.stream().anyMatch(ProcessHandle::isAlive) && !isLater(begin)) {
            pause(Duration.ofMillis(20));
        }
        return new ArrayList<>(names);
    }

    private static boolean isLater(Instant begin) {
        return Duration.between(begin, Instant.now()).compareTo(LIMIT) > 0;
    }

    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalCloudException("Interrupted", interrupted);
        }
    }

    private boolean isMarked(ProcessHandle process) {
        var mark = variable + "=" + value;
        var environment = Path.of("/proc", Long.toString(process.pid()), "environ");
        if (Files.exists(Path.of("/proc/self/environ"))) {
            try {
                return List.of(Files.readString(environment, StandardCharsets.ISO_8859_1)
                                .split("\0"))
                        .contains(mark);
            } catch (IOException | UncheckedIOException _) {
                return false; // somebody else's, or just ended
            }
        }
        // Where there is no /proc (macOS), ps prints the environment behind the command.
        return Commands.output("ps", "eww", "-o", "command=", "-p", Long.toString(process.pid()))
                .filter(line -> (line + " ").contains(" " + mark + " "))
                .isPresent();
    }

    private static String name(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .or(() -> Optional.of("process"))
                .get();
    }
}
