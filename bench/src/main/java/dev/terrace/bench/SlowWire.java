package dev.terrace.bench;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** A proxy that lets each call wait, as a network does, and writes down all of them. */
final class SlowWire implements AutoCloseable {
    /** More than are ever under way at once, so that no call waits for another here. */
    private static final int THREADS = 64;

    private final WireMockServer proxy;

    private SlowWire(WireMockServer proxy) {
        this.proxy = proxy;
    }

    static SlowWire to(URI target, Duration delay) {
        var proxy =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().containerThreads(THREADS));
        proxy.start();
        proxy.stubFor(any(anyUrl())
                .willReturn(
                        aResponse().proxiedFrom(target.toString()).withFixedDelay(Math.toIntExact(delay.toMillis()))));
        var wire = new SlowWire(proxy);
        wire.warmUp();
        return wire;
    }

    /** What is measured is not the proxy's own start: it has seen as many calls as come at once before the first that counts. */
    private void warmUp() {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(endpoint().resolve("/_ministack/ready"))
                    .build();
            var answers = IntStream.range(0, 2 * THREADS)
                    .mapToObj(_ -> http.sendAsync(request, BodyHandlers.discarding()))
                    .toList();
            answers.forEach(CompletableFuture::join);
        }
    }

    URI endpoint() {
        return URI.create(proxy.baseUrl());
    }

    List<ServeEvent> events() {
        return proxy.getAllServeEvents();
    }

    void forget() {
        proxy.resetRequests();
    }

    @Override
    public void close() {
        proxy.stop();
    }
}
