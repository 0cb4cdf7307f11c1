package dev.terrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of tests' clouds: tests of several modules, and of several copies of the project, run side by side. Each cloud gets a port, and
 * the {@value LocalCloud#PORTS} from it on, that no other JVM's tests have: the first from 14566 ({@code terrace.test.port}) on whose
 * lock file is free, and nobody listens at. The lock ends with the JVM, however that ends.
 */
public final class TestPort {
    private static final int FIRST = Integer.getInteger("terrace.test.port", 14566);
    private static final int LAST = 65_535 - LocalCloud.PORTS;

    /** Held until the JVM ends: a lock that is collected is given back. */
    private static final List<FileLock> HELD = new ArrayList<>();

    private TestPort() {}

    /** A port of its own for a cloud that is called for the first time, until this JVM ends. */
    public static synchronized int claim() {
        for (var port = FIRST; port <= LAST; port += LocalCloud.PORTS) {
            if (isClaimed(port)) {
                return port;
            }
        }
        throw new IllegalStateException("every port from " + FIRST + " on has a test's cloud: see " + folder());
    }

    private static boolean isClaimed(int port) {
        try {
            var file = Files.createDirectories(folder()).resolve(port + ".lock");
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock == null || !isFree(port)) {
                channel.close();
                return false;
            }
            return HELD.add(lock);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null; // by this JVM
        }
    }

    /** Whether nobody listens there: a cloud whose JVM was killed outlives it. */
    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port)) {
            return true;
        } catch (BindException _) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"), "terrace-test-ports-" + System.getProperty("user.name"));
    }
}
