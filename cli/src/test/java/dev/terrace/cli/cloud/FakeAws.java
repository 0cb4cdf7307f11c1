package dev.terrace.cli.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Step Functions, the tag index and S3 as the command line asks them, over HTTP: what answers, refuses and breaks off as it is told to. */
final class FakeAws implements AutoCloseable {
    static final Stack STACK = Stack.of(
            "terrace",
            Map.of("BlueprintBucket", "bucket", "RunStateMachine", "arn:run", "ReleaseStateMachine", "arn:release"));

    /** What is in the bucket, by key. */
    final Map<String, String> objects = new ConcurrentHashMap<>();

    /** What Step Functions and the tag index answer, by the name of the call. */
    final Map<String, String> answers = new ConcurrentHashMap<>();

    private final AtomicInteger failures = new AtomicInteger();
    private final HttpServer server;
    private volatile int status;
    private volatile String error;

    FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    /** The account, in which nothing is asked again by the SDK itself. */
    Account account() {
        System.setProperty("aws.maxAttempts", "1");
        return Account.at(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "key", "secret", "us-east-1");
    }

    /** Lets the next calls of Step Functions and of the tag index fail. */
    void fail(int calls, int httpStatus, String errorCode) {
        status = httpStatus;
        error = errorCode;
        failures.set(calls);
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            if (target == null) {
                s3(exchange);
            } else if (failures.getAndDecrement() > 0) {
                answer(exchange, status, "{\"__type\": \"" + error + "\", \"message\": \"No.\"}");
            } else {
                answer(exchange, 200, answers.getOrDefault(target.substring(target.indexOf('.') + 1), "{}"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void s3(HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        if (query != null && query.contains("list-type")) {
            var contents = objects.entrySet().stream()
                    .map(object -> "<Contents><Key>%s</Key><ETag>%d</ETag></Contents>"
                            .formatted(object.getKey(), object.getValue().hashCode()))
                    .collect(Collectors.joining());
            answer(exchange, 200, "<ListBucketResult>" + contents + "</ListBucketResult>");
            return;
        }
        var object = objects.get(exchange.getRequestURI().getPath().substring("/bucket/".length()));
        answer(exchange, object == null ? 404 : 200, object == null ? "<Error><Code>NoSuchKey</Code></Error>" : object);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        System.clearProperty("aws.maxAttempts");
        server.stop(0);
    }
}
