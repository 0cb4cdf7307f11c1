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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** A proxy that lets each call wait, as a network does, and writes down all of them. */
final class SlowWire implements AutoCloseable {
    /** More than are ever under way at once, so that no call waits for another here. */
    private static final int THREADS = 64;

    /** Enough of a signature for the emulator to know the service. */
    private static final String SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, "
            + "SignedHeaders=host, Signature=0";

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

    /** What is measured is the start of neither the proxy nor the emulator: both have seen as many calls as come at once. */
    private void warmUp() {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(endpoint())
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Authorization", SIGNED)
                    .POST(BodyPublishers.ofString("Action=CreateTags&Version=2016-11-15"))
                    .build();
            var answers = IntStream.range(0, THREADS)
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
