package dev.terrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the programs come from: a server that has what the origins have, well or badly. */
@Timeout(60)
class ControlPlaneTest {

    private static final String KUBERNETES = "/dl.k8s.io/v1.36.3/bin/linux/amd64/";
    private static final String ETCD = "/github.com/etcd-io/etcd/releases/download/v3.7.3/";
    private static final String KWOK = "/github.com/kubernetes-sigs/kwok/releases/download/v0.8.0/";

    /** The product's is three seconds: a machine that is busy with other tests is no slow server. */
    private Duration patience = Duration.ofSeconds(20);

    @TempDir
    private Path cache;

    private final Map<String, byte[]> published = new HashMap<>();
    private final Map<String, String> pinned = new HashMap<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        for (var program : List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            publish(KUBERNETES + program, script(program));
            publish(KUBERNETES + program + ".sha256", sha256(script(program)).getBytes(StandardCharsets.UTF_8));
        }
        var etcd = archive("etcd-v3.7.3-linux-amd64/etcd", script("etcd"));
        publish(ETCD + "etcd-v3.7.3-linux-amd64.tar.gz", etcd);
        publish(ETCD + "SHA256SUMS", """
                %s  etcd-v3.7.3-darwin-amd64.zip
                %s  etcd-v3.7.3-linux-amd64.tar.gz
                """.formatted("0".repeat(64), sha256(etcd)).getBytes(StandardCharsets.UTF_8));
        publish(KWOK + "kwok-linux-amd64", script("kwok"));
        publish(KWOK + "stage-fast.yaml", "apiVersion: kwok.x-k8s.io/v1alpha1\n".getBytes(StandardCharsets.UTF_8));
        for (var file : List.of("kwok-linux-amd64", "stage-fast.yaml")) {
            pinned.put(file, sha256(published.get(KWOK + file)));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void what_is_published_is_installed_and_nothing_is_built() throws Exception {
        var folder = installation("linux-amd64", mirror()).install(progress());

        assertThat(Files.exists(folder.resolve("built"))).isFalse();
        assertThat(told).noneMatch(line -> line.startsWith("note"));
        for (var program : List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok")) {
            var process =
                    new ProcessBuilder(folder.resolve("bin").resolve(program).toString()).start();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(program + "\n");
        }
        assertThat(folder.resolve("stages/stage-fast.yaml")).content().startsWith("apiVersion: kwok");
        assertThat(Files.list(folder))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder("bin", "stages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KUBERNETES + "kube-scheduler",
                ETCD + "etcd-v3.7.3-linux-amd64.tar.gz",
                KWOK + "kwok-linux-amd64",
                KWOK + "stage-fast.yaml"
            })
    void what_is_not_what_its_checksum_says_is_never_used(String path) {
        published.computeIfPresent(path, (_, content) -> (new String(content, StandardCharsets.ISO_8859_1) + "!")
                .getBytes(StandardCharsets.ISO_8859_1));

        assertBuilt(
                mirror(),
                "%s is not what its checksum says: Kubernetes 1.36.3, etcd 3.7.3 and kwok 0.8.0 are built from source"
                        .formatted(mirror() + path));
    }

    @Test
    void a_file_that_nobody_vouches_for_is_not_used() {
        publish(ETCD + "SHA256SUMS", "no sums".getBytes(StandardCharsets.UTF_8));

        assertBuilt(mirror(), "SHA256SUMS has no checksum of etcd-v3.7.3-linux-amd64.tar.gz");
    }

    @Test
    void a_release_that_is_not_there_is_built() {
        published.remove(KUBERNETES + "kube-apiserver");

        assertBuilt(mirror(), "kube-apiserver answers with 404");
    }

    @Test
    void a_server_that_refuses_is_given_up_at_once() {
        server.stop(0);

        assertBuilt(mirror(), "127.0.0.1 cannot be reached");
    }

    @Test
    void a_server_that_says_nothing_is_given_up_within_seconds() {
        patience = Duration.ofMillis(700);
        handled.put(KUBERNETES + "kube-apiserver", exchange -> hang());

        assertBuilt(mirror(), "127.0.0.1");
    }

    @Test
    void a_download_that_trickles_is_given_up_within_seconds() {
        patience = Duration.ofMillis(700);
        handled.put(KUBERNETES + "kube-apiserver", exchange -> {
            exchange.sendResponseHeaders(200, 100_000_000);
            for (var i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(i);
                exchange.getResponseBody().flush();
                MarkedProcesses.pause(Duration.ofMillis(50));
            }
        });

        assertBuilt(mirror(), "127.0.0.1 is too slow");
    }

    @Test
    void half_a_download_is_no_download() {
        handled.put(KUBERNETES + "kube-apiserver", exchange -> {
            exchange.sendResponseHeaders(200, 100_000_000);
            exchange.getResponseBody().write(new byte[1_000_000]);
            exchange.getResponseBody().flush();
            throw new IOException("the line is cut");
        });

        assertBuilt(mirror(), "kube-apiserver broke off");
    }

    @Test
    void where_there_are_no_releases_nobody_is_asked() {
        var folder = installation(null, mirror()).install(progress());

        assertThat(folder.resolve("built")).exists();
        assertThat(told).noneMatch(line -> line.contains("download"));
    }

    @Test
    void a_build_that_fails_too_is_the_failure() {
        var installation = new ControlPlane(Optional.empty(), Optional.empty(), pinned, patience)
                .installation(cache, (_, work) -> work.run("build etcd 3.7.3 (2 of 5)", "false"));

        assertThatThrownBy(() -> installation.install(progress()))
                .hasMessage(
                        "Tried to build etcd 3.7.3 (2 of 5) but failed: see %s",
                        cache.resolve("kubernetes-1.36.3.log"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-amd64", "linux-arm64"})
    void without_a_mirror_the_projects_themselves_are_asked(String platform) {
        var here = ControlPlane.here();

        assertThat(new ControlPlane(Optional.of(platform), Optional.empty(), here.kwokChecksums(), patience)
                        .files(platform, cache))
                .hasSize(6)
                .allSatisfy(file -> assertThat(file.uri().toString())
                        .matches("https://(dl\\.k8s\\.io/v1\\.36\\.3/bin/linux/(amd64|arm64)/kube-[a-z-]+"
                                + "|github\\.com/etcd-io/etcd/releases/download/v3\\.7\\.3/etcd-v3\\.7\\.3-" + platform
                                + "\\.tar\\.gz"
                                + "|github\\.com/kubernetes-sigs/kwok/releases/download/v0\\.8\\.0/(kwok-" + platform
                                + "|stage-fast\\.yaml))"))
                .allSatisfy(file ->
                        assertThat(file.checksum()).isInstanceOfAny(Downloads.Published.class, Downloads.Pinned.class))
                .allSatisfy(file -> {
                    if (file.checksum() instanceof Downloads.Pinned(var sum)) {
                        assertThat(sum).matches("[0-9a-f]{64}");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a url", "mirror.example", "file:///tmp", "http://[", "https://"})
    void a_mirror_that_is_no_url_is_told_when_it_is_needed(String mirror) {
        var installation = installation("linux-amd64", mirror);

        assertThatThrownBy(() -> installation.install(progress()))
                .isInstanceOf(LocalCloudException.class)
                .hasMessageStartingWith("TERRACE_MIRROR is \"" + mirror + "\", which is no URL");
    }

    @Test
    void kubernetes_has_releases_of_its_servers_for_linux_alone() {
        assertThat(ControlPlane.platform("Linux", "amd64")).contains("linux-amd64");
        assertThat(ControlPlane.platform("Linux", "aarch64")).contains("linux-arm64");
        assertThat(ControlPlane.platform("Mac OS X", "aarch64")).isEmpty();
        assertThat(ControlPlane.platform("Linux", "riscv64")).isEmpty();
    }

    /** It was built, nothing that was downloaded is left, and the reason was told. */
    private void assertBuilt(String mirror, String reason) {
        var folder = installation("linux-amd64", mirror).install(progress());

        assertThat(folder).isDirectoryContaining("glob:**/built");
        assertThat(folder.toFile().list()).containsExactly("built");
        assertThat(told)
                .filteredOn(line -> line.startsWith("note"))
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains(reason);
    }

    private Installation installation(String platform, String mirror) {
        return new ControlPlane(Optional.ofNullable(platform), Optional.of(mirror), pinned, patience)
                .installation(cache, (folder, _) -> Files.createFile(folder.resolve("built")));
    }

    private Progress progress() {
        return new Progress() {
            @Override
            public void started(String step) {
                told.add(step);
            }

            @Override
            public void note(String text) {
                told.add("note: " + text);
            }
        };
    }

    // ---------------------------------------------------------------- the server

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private final Map<String, Handler> handled = new HashMap<>();

    private String mirror() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void publish(String path, byte[] content) {
        published.put(path, content);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var content = published.get(path);
            if (handled.containsKey(path)) {
                handled.get(path).handle(exchange);
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }

    private static void hang() {
        MarkedProcesses.pause(Duration.ofSeconds(20));
    }

    private static byte[] script(String program) {
        return ("#!/bin/sh\necho " + program + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    /** A file in a tar.gz, as tar makes it. */
    private byte[] archive(String name, byte[] content) throws Exception {
        var folder = Files.createTempDirectory(cache, "archive");
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        file.toFile().setExecutable(true);
        var tar = new ProcessBuilder("tar", "-czf", "-", "-C", folder.toString(), name).start();
        var bytes = new ByteArrayOutputStream();
        tar.getInputStream().transferTo(bytes);
        assertThat(tar.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return bytes.toByteArray();
    }
}
