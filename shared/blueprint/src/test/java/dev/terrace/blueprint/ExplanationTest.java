package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class ExplanationTest {
    private static final String SHOP = """
            platform: shop
            region: us-east-1
            network:
              zones: 2
              flowLogs: true
            data:
              postgres: { multiAz: true }
              redis: { version: "7.1", multiAz: true }
              files: { media: true }
            cluster:
              nodeGroups:
                general: &group { instanceTypes: [t3.medium], min: 1, max: 1 }
                other: *group
            applications:
              shop:
                components:
                  web: { port: 8080, health: /health, resources: { cpu: 100m, memory: 64Mi } }
                  api:
                    repository: shop/api
                    port: 3000
                    autoscaling: { min: 1, max: 2, memory: "50%" }
                    resources: { limits: { cpu: 100m } }
                  worker: { image: web, autoscaling: { min: 2, max: 3 } }
                  cache: { image: "docker.io/library/redis:7", port: 6379 }
                ingress: { paths: { /: web, /api: api } }
            operations:
              patching: { window: "sun:03:00-sun:05:00" }
            notifications: [ops@example.com]
            """;

    private static final String WEB = "/applications/shop/components/web";
    private static final String API = "/applications/shop/components/api";

    static Stream<Path> blueprints() throws IOException {
        return BlueprintsTest.blueprints();
    }

    @Test
    void knows_the_line_of_what_is_written() {
        assertThat(origin("/region")).isEqualTo(new Origin.Written(2));
        assertThat(origin("/notifications")).isEqualTo(new Origin.Written(28));
        assertThat(origin(API + "/resources/limits/cpu")).isEqualTo(new Origin.Written(22));
    }

    @Test
    void knows_where_it_stands_what_an_alias_repeats() {
        assertThat(origin("/cluster/nodeGroups/other/min")).isEqualTo(new Origin.Written(12));
    }

    @Test
    void knows_defaults_and_what_is_in_them() {
        assertThat(origin("/network/nat")).isEqualTo(new Origin.Default());
        assertThat(origin("/network/flowLogs")).isEqualTo(new Origin.Written(5));
        assertThat(origin("/network/flowLogs/retentionDays")).isEqualTo(new Origin.Default());
        assertThat(origin(WEB + "/rollout")).isEqualTo(new Origin.Default());
        assertThat(origin(WEB + "/rollout/maxSurge")).isEqualTo(new Origin.Default());
    }

    /** What of SHOP cannot be: spot nodes, jobs, secrets in pods, read replicas, Prometheus. */
    private static final String MORE = """
            platform: more
            region: us-east-1
            data:
              postgres: { readReplicas: 1 }
            secrets:
              django: { generate: { SECRET_KEY: true } }
            cluster:
              podIdentity: pod-identity
              nodeGroups:
                general: { instanceTypes: [t3.medium], min: 1, max: 3, capacity: spot }
            applications:
              more:
                components:
                  web: { port: 8080, env: { KEY: "${secrets.django.SECRET_KEY}" } }
                jobs:
                  digest: { image: web, schedule: "@daily", resources: { memory: 64Mi } }
            observability:
              prometheus: true
            """;

    private static final String SERVES_TLS = """
            platform: tls
            region: us-east-1
            applications: { tls: { components: { web: { port: 8443 } } } }
            """;

    private static final String NOTHING = """
            platform: hello
            region: us-east-1
            applications: { hello: { components: { web: { port: 8080 } } } }
            """;

    /** @param value as YAML writes it */
    private record Case(String yaml, String path, String value, String from) {}

    /** Of each derivation one at least. */
    static Stream<Case> cases() {
        var job = "/applications/more/jobs/digest";
        return Stream.of(
                new Case(SHOP, "/network/zones/1", "us-east-1b", "the region and how many there are to be"),
                new Case(SHOP, "/network/subnets/private", "[10.0.64.0/20, 10.0.80.0/20]", "the block and the zones"),
                new Case(SHOP, "/applications/shop/namespace", "shop", "the application's name"),
                new Case(SHOP, WEB + "/repository", "shop-web", "the names of platform and component"),
                new Case(
                        SHOP, WEB + "/initialImage", "docker.io/mendhak/http-https-echo:37", "its image being its own"),
                new Case(SERVES_TLS, "/applications/tls/components/web/env/PORT", "\"8443\"", "port"),
                new Case(
                        SERVES_TLS,
                        "/applications/tls/components/web/env/HTTP_PORT",
                        "\"8443\"",
                        "port and initialImage"),
                new Case(
                        SERVES_TLS,
                        "/applications/tls/components/web/env/HTTPS_PORT",
                        "\"9443\"",
                        "port and initialImage"),
                new Case(SHOP, WEB + "/replicas", "2", "autoscaling, port and image"),
                new Case(SHOP, "/applications/shop/components/cache/replicas", "1", "autoscaling, port and image"),
                new Case(SHOP, "/applications/shop/components/worker/autoscaling/cpu", "70%", "no target being given"),
                new Case(SHOP, WEB + "/resources/requests/cpu", "100m", "cpu, memory and limits"),
                new Case(SHOP, WEB + "/resources/requests/memory", "64Mi", "cpu, memory and limits"),
                new Case(SHOP, WEB + "/resources/limits/memory", "64Mi", "memory"),
                new Case(SHOP, API + "/resources/requests/cpu", "100m", "cpu, memory and limits"),
                new Case(SHOP, API + "/resources/requests/memory", "256Mi", "cpu, memory and limits"),
                new Case(SHOP, WEB + "/probes/liveness/path", "/health", "health and port"),
                new Case(SHOP, WEB + "/probes/readiness/path", "/health", "health and port"),
                new Case(SHOP, API + "/probes/readiness/periodSeconds", "10", "health and port"),
                new Case(SHOP, WEB + "/disruption/maxUnavailable", "1", "two pods or more"),
                new Case(MORE, job + "/resources/limits/memory", "64Mi", "memory"),
                new Case(MORE, job + "/resources/requests/memory", "64Mi", "cpu, memory and limits"),
                new Case(NOTHING, "/cluster/nodeGroups/general/min", "2", "applications"),
                new Case(SHOP, "/cluster/nodeGroups/general/desired", "1", "zones, min, max and taints"),
                new Case(SHOP, "/cluster/addons/metrics-server", "true", "autoscaling of components"),
                new Case(MORE, "/cluster/addons/cluster-autoscaler", "true", "node groups with more max than min"),
                new Case(SHOP, "/cluster/addons/aws-load-balancer-controller", "true", "an ingress"),
                new Case(
                        MORE, "/cluster/addons/aws-secrets-store-csi-driver-provider", "true", "secrets of components"),
                new Case(MORE, "/cluster/addons/aws-ebs-csi-driver", "true", "the disk of Prometheus"),
                new Case(SHOP, "/cluster/addons/aws-efs-csi-driver", "true", "data.files"),
                new Case(MORE, "/cluster/addons/eks-pod-identity-agent", "true", "podIdentity"),
                new Case(SHOP, "/data/redis/replicas", "1", "multiAz"),
                new Case(MORE, "/data/postgres/password", "terrace", "readReplicas"),
                new Case(SHOP, "/data/postgres/maintenanceWindow", "sun:03:00-sun:05:00", "operations.patching"),
                new Case(SHOP, "/delivery/verify/paths", "[/health]", "the readiness of what an ingress leads to"),
                new Case(MORE, "/operations/spotInterruption", "true", "node groups of spot capacity"),
                new Case(SHOP, "/notifications/critical", "[ops@example.com]", "one list for all tiers"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void knows_what_a_value_follows_from(Case it) {
        var place = JsonPointer.compile(it.path());
        assertThat(Yaml.inline(explain(it.yaml()).whole().at(place))).isEqualTo(it.value());
        assertThat(explain(it.yaml()).origin(place)).isEqualTo(new Origin.Derived(it.from()));
    }

    @Test
    void knows_it_of_every_derivation() {
        assertThat(Derivations.ALL).allSatisfy(derivation -> {
            var place = "/" + derivation.key().replace('.', '/').replace("*", "[^/]+") + "(/.*)?";
            assertThat(cases())
                    .as("a case of " + derivation.key())
                    .anyMatch(it -> it.path().matches(place) && it.from().equals(derivation.from()));
        });
    }

    /** An ARN or a host name is no secret: nothing is mounted for it. */
    @Test
    void derives_a_driver_for_secrets_where_a_value_is_one() {
        var addons = "/cluster/addons/aws-secrets-store-csi-driver-provider";
        var redis =
                "data: { redis: true }\napplications: { a: { components: { web: { env: { A: \"${redis.%s}\" } } } } }\n";
        var beginning = "platform: shop\nregion: us-east-1\n" + redis;

        assertThat(explain(beginning.formatted("host")).whole().at(addons).isMissingNode())
                .isTrue();
        assertThat(explain(beginning.formatted("url")).whole().at(addons).booleanValue())
                .isTrue();
    }

    @Test
    void stands_in_the_schemas_order_whatever_is_filled_in() {
        var sections = List.copyOf(
                Reference.load().root().keys().stream().map(Key::name).toList());

        assertThat(List.copyOf(explain(NOTHING).whole().propertyNames()))
                .isSubsetOf(sections)
                .isSortedAccordingTo(Comparator.comparing(sections::indexOf));
        assertThat(explain(SHOP).whole().at("/applications/shop/components").propertyNames())
                .as("names stand as they are written")
                .containsExactly("web", "api", "worker", "cache");
    }

    @Test
    void makes_a_cluster_of_nothing_but_applications() {
        var hello = explain(NOTHING);
        var cluster = hello.whole().get("cluster");

        assertThat(hello.origin(JsonPointer.compile("/cluster"))).isEqualTo(new Origin.Derived("applications"));
        assertThat(cluster.at("/nodeGroups/general").toString())
                .contains("\"instanceTypes\":[\"t3.medium\"]", "\"min\":2", "\"desired\":3", "\"max\":4");
        assertThat(cluster.get("addons").propertyNames())
                .containsExactly("vpc-cni", "coredns", "kube-proxy", "cluster-autoscaler");
        assertThat(hello.whole().at("/network/subnets").toString())
                .isEqualTo("{\"public\":[\"10.0.0.0/20\",\"10.0.16.0/20\",\"10.0.32.0/20\"],"
                        + "\"private\":[\"10.0.64.0/20\",\"10.0.80.0/20\",\"10.0.96.0/20\"],"
                        + "\"database\":[\"10.0.128.0/20\",\"10.0.144.0/20\",\"10.0.160.0/20\"]}");
    }

    /** Of a group that is kept free, no node is to wait for pods that nobody places there. */
    @ParameterizedTest
    @CsvSource({
        "'{}', general, 3",
        "'{ burst: PreferNoSchedule }', general, 3",
        "'{ burst: NoSchedule }', general, 0",
        "'{ burst: NoSchedule }', burst, 3"
    })
    void begins_with_no_nodes_where_taints_keep_away_all_that_there_is(String taints, String placed, int desired) {
        var shop = explain("""
                platform: shop
                region: us-east-1
                cluster:
                  nodeGroups:
                    general: { instanceTypes: [t3.medium], min: 1, max: 4 }
                    burst: { instanceTypes: [t3.medium], min: 0, max: 10, taints: %s }
                applications: { shop: { components: { web: { placement: { nodeGroup: %s } } } } }
                """.formatted(taints, placed));

        assertThat(shop.whole().at("/cluster/nodeGroups/burst/desired").intValue())
                .isEqualTo(desired);
    }

    /** No block moves when a zone comes, up to the fourth. */
    @Test
    void cuts_the_block_into_quarters_of_which_one_is_spare() {
        assertThat(subnets("{ zones: 4 }").get("private").get(0).stringValue()).isEqualTo("10.0.64.0/20");
        assertThat(subnets("{ zones: 5 }").get("private").get(0).stringValue()).isEqualTo("10.0.64.0/21");
        assertThat(subnets("{ cidr: 10.9.0.0/24 }").get("database").toString())
                .isEqualTo("[\"10.9.0.128/28\",\"10.9.0.144/28\",\"10.9.0.160/28\"]");
    }

    private static JsonNode subnets(String network) {
        return explain("platform: shop\nregion: us-east-1\nnetwork: %s\n".formatted(network))
                .whole()
                .at("/network/subnets");
    }

    @Test
    void derives_nothing_where_something_is_written() {
        var api = explain(SHOP).whole().at(API);

        assertThat(api.get("repository").stringValue()).isEqualTo("shop/api");
        assertThat(api.has("replicas")).isFalse();
        assertThat(api.get("autoscaling").has("cpu")).isFalse();
        assertThat(api.at("/resources/limits").has("memory")).isFalse();
    }

    /** One alone may go: a drain must go on. */
    @Test
    void derives_nothing_of_what_there_is_none() {
        var components = explain(SHOP).whole().at("/applications/shop/components");

        assertThat(components.get("cache").has("repository")).isFalse();
        assertThat(components.get("cache").has("initialImage")).isFalse();
        assertThat(components.get("cache").has("disruption")).isFalse();
        assertThat(components.get("worker").has("probes")).isFalse();
    }

    /** It would say the same twice. */
    @Test
    void says_at_length_what_is_written_for_short() {
        var web = explain(SHOP).whole().at(WEB);

        assertThat(web.has("health")).isFalse();
        assertThat(web.get("resources").propertyNames()).containsExactlyInAnyOrder("requests", "limits");
        assertThat(explain(SHOP).whole().at("/data/files/media").isObject()).isTrue();
    }

    @Test
    void says_of_what_is_asked_for_and_of_nothing_else_that_it_is_not_built() {
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/data/redis"))).contains("ElastiCache for Redis");
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/data/redis/version")))
                .isEmpty();
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/network/acls"))).isEmpty();
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/delivery/scan")))
                .as("on by default, and relied upon by whoever knows that")
                .contains("the scan gate of releases");
    }

    /** Switched off or empty, it is not asked for; what is written is, even where it says the default. */
    @Test
    void says_of_what_is_written_whether_it_is_asked_for() {
        var platform = valid("""
                platform: shop
                region: us-east-1
                network: { acls: false }
                registry: { replication: [] }
                data: { postgres: { readReplicas: 0 }, redis: false }
                delivery: { scan: { failOn: critical } }
                operations: { costReport: "off", driftCheck: false }
                observability: { grafana: false, dashboards: [] }
                objectives: {}
                secrets: {}
                """).platform();
        assertThat(platform.notBuiltYet()).containsExactly("delivery.scan: the scan gate of releases");
    }

    /** What is filled in says just what was left out, and is written as a blueprint is. What is written is asked for. */
    @ParameterizedTest
    @MethodSource("blueprints")
    void is_a_blueprint_of_the_same_platform(Path file) throws IOException {
        var first = valid(Files.readString(file));
        var again = valid(Yaml.text(first.explanation().whole()));

        assertThat(again.explanation().whole()).isEqualTo(first.explanation().whole());
        assertThat(again.platform())
                .usingRecursiveComparison()
                .ignoringFields("notBuiltYet")
                .isEqualTo(first.platform());
        assertThat(again.platform().notBuiltYet()).containsAll(first.platform().notBuiltYet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true", "1.29", "0x1F", "1e5", "null", "~", "", " a", "a ", "a: b", "a:", "a #b", "# a", "- a", "-a",
                        "[a]",
                "{a: b}", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "'a'", "\"a\"", "a\nb", "a\tb", "\\", "?",
                        "a, b",
                "${postgres.host}", "😀", "yes", "2026-11-22", "=", "<<", "a]b", "..", "/", "a\u202Eb", "\u2028",
                        "\uDB40\uDC01"
            })
    void holds_every_text(String text) {
        var tree = YamlSource.parse("{a: {%s: {b: %s}}, c: [%s, {d: %s}], e: [%s]}".replace("%s", quoted(text)))
                .tree();
        var written = Yaml.text(tree);
        assertThat(YamlSource.parse(written).tree()).as(written).isEqualTo(tree);
    }

    private static String quoted(String text) {
        return StringNode.valueOf(text).toString();
    }

    private static Origin origin(String path) {
        return explain(SHOP).origin(JsonPointer.compile(path));
    }

    private static Explanation explain(String yaml) {
        return valid(yaml).explanation();
    }

    private static Blueprint.Valid valid(String yaml) {
        return switch (Blueprint.read("shop.yaml", yaml)) {
            case Blueprint.Valid valid -> valid;
            case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
