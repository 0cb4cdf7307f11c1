package dev.terrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Downloads files, all at once, and keeps each only if it is what its checksum says. It is for files that can be had in another way,
 * too: whoever is slow is given up within seconds.
 *
 * @param patience how long a connection, an answer, and a stretch without progress may take
 */
record Downloads(Duration patience) {

    /** Less than this would take longer than building from source, which takes some eight minutes for some 300 MiB. */
    private static final long BYTES_PER_SECOND = 512 * 1024;

    private static final int MIB = 1024 * 1024;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** A file, and what says that it is the right one. */
    record File(URI uri, Checksum checksum, Path target) {}

    /** SHA-256, in hex. */
    sealed interface Checksum {}

    /** It was known when this program was made. */
    record Pinned(String sha256) implements Checksum {}

    /** Published beside the file: the sum alone, or lines as {@code sha256sum} writes them. */
    record Published(URI uri) implements Checksum {}

    /** The files cannot be had: one sentence that says why. */
    static final class FailedException extends IOException {
        FailedException(String message) {
            super(message);
        }
    }

    /**
     * Returns when all are there and verified.
     *
     * @throws FailedException as soon as one cannot be had or is not what its checksum says; what was downloaded is then worth nothing
     */
    void fetch(List<File> files, Progress progress) throws FailedException {
        // Neither is closed: closing waits without end, and what hangs (in a DNS look-up, say) is not to be waited for.
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // a connection for each file
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var received = new AtomicLong();
            var running = new ArrayList<Future<?>>();
            files.forEach(file -> running.add(threads.submit(() -> {
                fetch(http, file, received);
                return null;
            })));
            follow(running, files, received, progress);
        } finally {
            threads.shutdownNow();
            http.shutdownNow();
            awaitEnd(threads);
        }
    }

    /** Nobody writes into the files any more. */
    private void awaitEnd(ExecutorService threads) {
        try {
            threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(List<Future<?>> running, List<File> files, AtomicLong received, Progress progress)
            throws FailedException {
        var enough = Math.max(1, BYTES_PER_SECOND * patience.toMillis() / 1000);
        var since = Instant.now();
        var before = 0L;
        while (!areDone(running)) {
            MarkedProcesses.pause(TICK);
            if (Duration.between(since, Instant.now()).compareTo(patience) > 0) {
                var slow = hosts(running, files);
                if (!slow.isEmpty() && received.get() - before < enough) {
                    throw new FailedException(String.join(", ", slow) + " is too slow");
                }
                since = Instant.now();
                before = received.get();
                progress.line(before / MIB + " MiB");
            }
        }
    }

    /** @throws FailedException when one has failed, whatever the others do */
    private static boolean areDone(List<Future<?>> running) throws FailedException {
        var done = true;
        for (var download : running) {
            if (download.isDone()) {
                await(download);
            } else {
                done = false;
            }
        }
        return done;
    }

    private static void await(Future<?> download) throws FailedException {
        try {
            download.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof FailedException told
                    ? told
                    : new FailedException(failure.getCause().toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted");
        }
    }

    /** Those that are still wanted of. */
    private static List<String> hosts(List<Future<?>> running, List<File> files) {
        var hosts = new ArrayList<String>();
        for (var i = 0; i < files.size(); i++) {
            if (!running.get(i).isDone()) {
                hosts.add(files.get(i).uri().getHost());
            }
        }
        return hosts.stream().distinct().toList();
    }

    private void fetch(HttpClient http, File file, AtomicLong received) throws FailedException {
        var expected =
                switch (file.checksum()) {
                    case Pinned(var sum) -> sum;
                    case Published(var uri) -> published(http, uri, name(file.uri()));
                };
        var digest = sha256();
        try (var body = answer(http, file.uri(), BodyHandlers.ofInputStream()).body();
                var target = Files.newOutputStream(file.target())) {
            var buffer = new byte[64 * 1024];
            for (var n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                digest.update(buffer, 0, n);
                target.write(buffer, 0, n);
                received.addAndGet(n);
            }
        } catch (FailedException told) {
            throw told;
        } catch (IOException failure) {
            throw new FailedException("%s broke off (%s)".formatted(file.uri(), failure.getMessage()));
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected)) {
            throw new FailedException("%s is not what its checksum says".formatted(file.uri()));
        }
    }

    /** The checksum of a file in what was published. */
    private String published(HttpClient http, URI uri, String file) throws FailedException {
        var text = answer(http, uri, BodyHandlers.ofString()).body().strip();
        if (SHA256.matcher(text).matches()) {
            return text;
        }
        for (var line : text.lines().toList()) {
            var words = line.split(" [ *]");
            if (words.length == 2
                    && words[1].equals(file)
                    && SHA256.matcher(words[0]).matches()) {
                return words[0];
            }
        }
        throw new FailedException("%s has no checksum of %s".formatted(uri, file));
    }

    private <T> HttpResponse<T> answer(HttpClient http, URI uri, HttpResponse.BodyHandler<T> handler)
            throws FailedException {
        try {
            var answer = http.send(HttpRequest.newBuilder(uri).timeout(patience).build(), handler);
            if (answer.statusCode() != 200) {
                throw new FailedException("%s answers with %d".formatted(uri, answer.statusCode()));
            }
            return answer;
        } catch (IOException failure) {
            throw new FailedException("%s cannot be reached (%s)"
                    .formatted(
                            uri.getHost(),
                            failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted");
        }
    }

    private static String name(URI uri) {
        return Path.of(uri.getPath()).getFileName().toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
