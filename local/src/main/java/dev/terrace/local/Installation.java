package dev.terrace.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A tool at a pinned version, in a folder of its own in the cache that all projects of a user share. The folder appears when the
 * tool is complete, never before; who installs it holds a lock, so that two clouds do not install it twice. Beside the folder are
 * its log ({@code <name>.log}: all that its installers printed) and, until the next attempt, why it failed ({@code <name>.failed}).
 *
 * @param step what installing it is called in the progress
 * @param name the folder's name: tool and version
 * @param cache the folder of all installations
 */
record Installation(String step, String name, Path cache, Steps steps) {

    static final String MINISTACK_VERSION = "1.5.33";
    static final String SAM_VERSION = "1.170.0";

    /** A file lock keeps other programs out; this keeps out other threads of this one. */
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private static final Duration MOMENT = Duration.ofMillis(200);

    /** Installs into a folder that is moved to its place afterwards. */
    interface Steps {
        /** @throws LocalCloudException with one sentence, when it cannot be installed */
        void installInto(Path folder, Work work) throws IOException;
    }

    /** A part of the work. */
    interface Task {
        void run() throws IOException;
    }

    /**
     * What steps work with.
     *
     * @param log where the output of programs goes
     */
    record Work(Path folder, MarkedProcesses processes, Path log, Progress progress) {

        /** Does a part of the work, which is shown while it goes on. */
        void step(String step, Task task) throws IOException {
            progress.started(step);
            var begin = Instant.now();
            try {
                task.run();
            } catch (LocalCloudException | IOException failure) {
                progress.ended(step);
                throw failure;
            }
            progress.done(step, Duration.between(begin, Instant.now()));
        }

        /**
         * Runs a program to its end, in the folder. It ends with the installation, should that be given up.
         *
         * @param what what it is run for: "build etcd 3.7.3"
         * @throws LocalCloudException with one sentence that names the log, when it fails
         */
        void run(String what, String... command) {
            try (var output = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                output.write("\n== %s ==%n".formatted(what));
                var code = Commands.code(folder, processes.mark(), List.of(command), line -> {
                    progress.line(line);
                    output.write(line + "\n");
                });
                if (code != 0) {
                    throw new LocalCloudException("Tried to %s but failed: see %s".formatted(what, log));
                }
            } catch (IOException failure) {
                throw LocalCloudException.tried(what, failure);
            }
        }
    }

    static Installation ministack() {
        return python("ministack-" + MINISTACK_VERSION, "ministack[full]==" + MINISTACK_VERSION);
    }

    static Installation sam() {
        return python("aws-sam-cli-" + SAM_VERSION, "aws-sam-cli==" + SAM_VERSION);
    }

    private static Installation python(String name, String requirement) {
        var step = "install " + requirement;
        return new Installation(step, name, usersCache(), (folder, work) -> {
            need(
                    "Python 3.10 or newer",
                    "install it from https://www.python.org/downloads/ or your distribution (apt install python3 python3-venv)",
                    "python3",
                    "-c",
                    "import sys, venv; assert sys.version_info >= (3, 10)");
            work.run(step, "python3", "-m", "venv", folder.toString());
            var python = python(folder).toString();
            work.run(step, python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement);
        });
    }

    /** The Python of an installed virtual environment. Its scripts are not used: they name the folder they were installed in. */
    static Path python(Path folder) {
        return folder.resolve("bin").resolve("python");
    }

    /** The cache of this user's projects. */
    static Path usersCache() {
        return usersCache(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
    }

    /** A relative path is to be ignored, says the XDG Base Directory Specification. */
    static Path usersCache(String xdgCacheHome, String home) {
        var isGiven = xdgCacheHome != null && Path.of(xdgCacheHome).isAbsolute();
        return (isGiven ? Path.of(xdgCacheHome) : Path.of(home, ".cache")).resolve("terrace");
    }

    Path folder() {
        return cache.resolve(name);
    }

    boolean isThere() {
        return Files.isDirectory(folder());
    }

    /** Forgets why it failed the last time: it is tried again. */
    void forgetFailure() throws IOException {
        Files.deleteIfExists(besides(".failed"));
    }

    /**
     * Installs what is not there yet; waits when somebody else is at it. What runs for it ends with this program, and leaves nothing
     * behind.
     *
     * @throws LocalCloudException with one sentence, when it cannot be installed; the next call tries again
     */
    Path install(Progress progress) {
        if (isThere()) {
            return folder();
        }
        try {
            Files.createDirectories(cache);
            synchronized (LOCKS.computeIfAbsent(folder(), _ -> new Object())) {
                try (var channel =
                        FileChannel.open(besides(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    lock(channel, progress);
                    if (!isThere()) {
                        installLocked(progress);
                    }
                }
            }
            return folder();
        } catch (IOException failure) {
            throw LocalCloudException.tried(step, failure);
        }
    }

    /** The lock is freed when the channel is closed. */
    private void lock(FileChannel channel, Progress progress) throws IOException {
        if (channel.tryLock() == null) {
            var waiting = "wait for another command that is about to " + step;
            progress.started(waiting);
            var begin = Instant.now();
            channel.lock();
            progress.done(waiting, Duration.between(begin, Instant.now()));
        }
    }

    private void installLocked(Progress progress) throws IOException {
        var processes = MarkedProcesses.ofInstallation(folder());
        processes.end(); // of an installer that was killed: the lock says that there is no other
        var building = besides(".building");
        deleteTree(building);
        Files.createDirectories(building);
        Files.deleteIfExists(besides(".log"));
        forgetFailure();
        var givenUp = new AtomicBoolean();
        var giveUp = new Thread(() -> {
            givenUp.set(true);
            processes.end();
            try {
                deleteTree(building);
            } catch (IOException _) {
                // the next installer removes it
            }
        });
        Runtime.getRuntime().addShutdownHook(giveUp);
        try {
            var work = new Work(building, processes, besides(".log"), progress);
            work.step(step, () -> {
                steps.installInto(building, work);
                Files.move(building, folder(), StandardCopyOption.ATOMIC_MOVE);
            });
        } catch (LocalCloudException | IOException failure) {
            MarkedProcesses.pause(
                    MOMENT); // Ctrl-C ends this program and those that it runs in one moment: that is no failure
            if (!givenUp.get()) {
                Files.writeString(besides(".failed"), failure.getMessage());
            }
            throw failure;
        } finally {
            if (!givenUp.get()) {
                Runtime.getRuntime().removeShutdownHook(giveUp);
            }
        }
    }

    private Path besides(String suffix) {
        return cache.resolve(name + suffix);
    }

    /** Fails with one sentence that says which tool is missing and how to get it. */
    static void need(String tool, String remedy, String... check) {
        if (Commands.output(check).isEmpty()) {
            throw new LocalCloudException(
                    "%s is needed for the local cloud and was not found: %s".formatted(tool, remedy));
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
