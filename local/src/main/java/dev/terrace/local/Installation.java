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

/**
 * A tool at a pinned version, in a folder of its own in the cache that all projects of a user share. The folder appears when the
 * tool is complete, never before; who installs it holds a lock, so that two clouds do not install it twice.
 *
 * @param step what installing it is called in the progress
 * @param name the folder's name: tool and version
 */
record Installation(String step, String name, Steps steps) {

    static final String MINISTACK_VERSION = "1.5.33";
    static final String SAM_VERSION = "1.170.0";
    static final String KUBERNETES_VERSION = "1.36.3";
    static final String ETCD_VERSION = "3.7.3";
    static final String KWOK_VERSION = "0.8.0";

    /** Installs into a folder that is moved to its place afterwards. */
    interface Steps {
        void installInto(Path folder, Map<String, String> environment, Progress progress);
    }

    static Installation ministack() {
        return python("ministack-" + MINISTACK_VERSION, "ministack[full]==" + MINISTACK_VERSION);
    }

    static Installation sam() {
        return python("aws-sam-cli-" + SAM_VERSION, "aws-sam-cli==" + SAM_VERSION);
    }

    static Installation controlPlane() {
        return new Installation(
                "build Kubernetes %s, etcd %s and kwok %s".formatted(KUBERNETES_VERSION, ETCD_VERSION, KWOK_VERSION),
                "kubernetes-" + KUBERNETES_VERSION,
                (folder, environment, progress) -> {
                    need("Go 1.26 or newer", "install it from https://go.dev/dl/", "go", "version");
                    var script = folder.resolve("build.sh");
                    Resources.copy("build-control-plane.sh", script);
                    Commands.run(
                            folder,
                            environment,
                            List.of(
                                    "sh",
                                    script.toString(),
                                    folder.toString(),
                                    KUBERNETES_VERSION,
                                    ETCD_VERSION,
                                    KWOK_VERSION),
                            line -> {
                                if (!line.startsWith("go: downloading ")) {
                                    progress.line(line);
                                }
                            });
                });
    }

    private static Installation python(String name, String requirement) {
        return new Installation("install " + requirement, name, (folder, environment, progress) -> {
            need(
                    "Python 3.10 or newer",
                    "install it from https://www.python.org/downloads/ or your distribution (apt install python3 python3-venv)",
                    "python3",
                    "-c",
                    "import sys, venv; assert sys.version_info >= (3, 10)");
            Commands.run(folder, environment, List.of("python3", "-m", "venv", folder.toString()), progress::line);
            var python = python(folder).toString();
            Commands.run(
                    folder,
                    environment,
                    List.of(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement),
                    progress::line);
        });
    }

    /** The Python of an installed virtual environment. Its scripts are not used: they name the folder they were installed in. */
    static Path python(Path folder) {
        return folder.resolve("bin").resolve("python");
    }

    static Path cache() {
        var cache = System.getenv("XDG_CACHE_HOME");
        var home =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return home.resolve("terrace");
    }

    Path folder() {
        return cache().resolve(name);
    }

    boolean isThere() {
        return Files.isDirectory(folder());
    }

    /** Installs what is not there yet; waits when another process is at it. */
    Path install(Map<String, String> environment, Progress progress) {
        if (isThere()) {
            return folder();
        }
        try {
            Files.createDirectories(cache());
            var lock = cache().resolve(name + ".lock");
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!isThere()) {
                    installLocked(environment, progress);
                }
            }
            return folder();
        } catch (IOException failure) {
            throw new LocalCloudException("Tried to %s but failed: %s".formatted(step, failure.getMessage()), failure);
        }
    }

    private void installLocked(Map<String, String> environment, Progress progress) throws IOException {
        progress.started(step);
        var begin = Instant.now();
        var building = cache().resolve(name + ".building");
        deleteTree(building);
        Files.createDirectories(building);
        steps.installInto(building, environment, progress);
        Files.move(building, folder(), StandardCopyOption.ATOMIC_MOVE);
        progress.done(step, Duration.between(begin, Instant.now()));
    }

    /** Fails with one sentence that says which tool is missing and how to get it. */
    private static void need(String tool, String remedy, String... check) {
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
