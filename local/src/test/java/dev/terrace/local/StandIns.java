package dev.terrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What a test tells the stand-ins of a local cloud. */
public record StandIns(URI endpoint) {

    /**
     * Lets the next creation fail after AWS has accepted it.
     *
     * @param action e.g. {@code CreateNodegroup}
     * @param name of what is created, with wildcards; of a NAT gateway its subnet's id
     */
    public void fail(String action, String name, String message) {
        tell("failures", """
                {"action": "%s", "name": "%s", "message": "%s"}""".formatted(action, name, message));
    }

    /** How long what is created from now on stays unknown; 0: not at all. */
    public void newborn(String seconds) {
        tell("newborn", "{\"seconds\": %s}".formatted(seconds));
    }

    /** Lets time pass at once, for all that takes time in the stand-ins. */
    public void pass(Duration time) {
        tell(
                "time",
                "{\"seconds\": %s}"
                        .formatted(BigDecimal.valueOf(time.toNanos(), 9).toPlainString()));
    }

    private void tell(String what, String json) {
        var request = HttpRequest.newBuilder(endpoint.resolve("/_ministack/" + what))
                .POST(BodyPublishers.ofString(json))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("MiniStack answers " + status + " when told of " + what);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
