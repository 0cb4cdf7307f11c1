package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.terrace.aws.Calls;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a cluster does that is there and does not answer as an API server; by real connections. */
class UnreachableClusterTest {
    private final Calls calls = new Calls();

    @Test
    void a_port_that_nobody_listens_on_takes_no_connections() throws IOException {
        int port;
        try (var closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThat(problem("https://127.0.0.1:" + port).sentence())
                .startsWith("The cluster could not be reached: it takes no connections")
                .contains("allowedCidrs");
    }

    @Test
    void a_host_that_nobody_knows_is_said_to_be_unknown() {
        assertThat(problem("https://no-such-cluster.invalid").message())
                .startsWith("The cluster could not be reached: its host name is not known");
    }

    @Test
    void a_server_that_says_nothing_did_not_answer_in_time_and_is_asked_once() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(problem("http://127.0.0.1:" + silent.getLocalPort(), 500).message())
                    .startsWith("The cluster could not be reached: it did not answer in time");
        }
        assertThat(calls.count().reads()).isEqualTo(1);
    }

    @Test
    void a_certificate_of_somebody_else_is_not_believed() {
        var impostor = new KubernetesMockServer(true);
        impostor.init();
        try {
            assertThat(problem(impostor.url("/").toString()).message())
                    .startsWith("The cluster could not be reached: it does not prove with its certificate");
        } finally {
            impostor.destroy();
        }
    }

    @Test
    void a_page_of_a_proxy_is_told_by_its_code_and_worth_another_try() throws IOException {
        var page = "<html>\n<h1>Sorry</h1>\n</html>".getBytes(StandardCharsets.UTF_8);
        var proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            exchange.sendResponseHeaders(502, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        proxy.start();
        try {
            var problem = problem("http://127.0.0.1:" + proxy.getAddress().getPort());
            assertThat(problem.retryable()).isTrue();
            assertThat(problem.message()).isEqualTo("Kubernetes said: HTTP 502 Bad Gateway.");
            assertThat(calls.count().reads()).isEqualTo(1);
        } finally {
            proxy.stop(0);
        }
    }

    @Test
    void of_calls_that_fail_together_one_with_an_answer_is_told_and_none_that_was_cut_off() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", HttpExchange::close);
        server.createContext("/api/v1/configmaps", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        try (var client = client("http://127.0.0.1:" + server.getAddress().getPort(), 20_000)) {
            var kinds = List.<Set<Class<? extends HasMetadata>>>of(
                    Set.of(Namespace.class), Set.of(ConfigMap.class), Set.of(Secret.class));
            var plan = new KubernetesReconciler(client, kinds)
                    .plan(new Owner("shop", "workloads", Map.of()), List.of(), Mandate.PLAIN);
            assertThat(((Outcome.Pending) plan.result().outcome()).refusals())
                    .singleElement()
                    .asString()
                    .startsWith("The cluster does not know the function's role");
        } finally {
            server.stop(0);
        }
    }

    private Problem problem(String url) {
        return problem(url, 20_000);
    }

    private Problem problem(String url, int timeoutMillis) {
        try (var client = client(url, timeoutMillis)) {
            var error = catchThrowableOfType(
                    KubernetesClientException.class,
                    () -> client.namespaces().withName("shop").get());
            return KubernetesProblems.of(error);
        }
    }

    private KubernetesClient client(String url, int timeoutMillis) {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withRequestTimeout(timeoutMillis)
                .withConnectionTimeout(timeoutMillis)
                .withRequestRetryBackoffLimit(ClusterLogin.RETRIES)
                .build();
        return ClusterLogin.client(config, calls);
    }
}
