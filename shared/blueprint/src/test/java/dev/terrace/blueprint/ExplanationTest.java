package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.node.StringNode;

class ExplanationTest {
    private static final String SHOP = """
            platform: shop
            region: us-east-1
            network:
              cidr: 10.0.0.0/16
              zones: [us-east-1a, us-east-1b]
              subnets:
                private: [10.0.2.0/24, 10.0.3.0/24]
                public: [10.0.0.0/24, 10.0.1.0/24]
            data:
              redis: { version: "7.1", nodeType: cache.t4g.micro }
            cluster:
              version: "1.33+"
              nodeGroups:
                general: &group { instanceTypes: [t3.medium], min: 1, desired: 1, max: 1 }
                other: *group
            application:
              namespace: shop
              components:
                web:
                  resources: { requests: {} }
                api:
                  repository: shop/api
                  autoscaling: { min: 1, max: 2, cpuPercent: 50 }
                  resources: { requests: { cpu: 100m } }
            """;

    static Stream<Path> blueprints() throws IOException {
        return BlueprintsTest.blueprints();
    }

    @Test
    void knows_the_line_of_what_is_written() {
        assertThat(origin("/region")).isEqualTo(new Origin.Written(2));
        assertThat(origin("/network/subnets/private/1")).isEqualTo(new Origin.Written(7));
        assertThat(origin("/application/components/web/resources/requests")).isEqualTo(new Origin.Written(20));
    }

    @Test
    void knows_where_it_stands_what_an_alias_repeats() {
        assertThat(origin("/cluster/nodeGroups/other/min")).isEqualTo(new Origin.Written(14));
    }

    @Test
    void knows_defaults_and_what_is_in_them() {
        assertThat(origin("/network/nat")).isEqualTo(new Origin.Default());
        assertThat(origin("/application/components/web/rollout")).isEqualTo(new Origin.Default());
        assertThat(origin("/application/components/web/rollout/maxSurge")).isEqualTo(new Origin.Default());
    }

    @Test
    void knows_what_a_value_follows_from() {
        var web = explain(SHOP).whole().at("/application/components/web");

        assertThat(web.get("repository").stringValue()).isEqualTo("shop-web");
        assertThat(origin("/application/components/web/repository"))
                .isEqualTo(new Origin.Derived("the names of platform and component"));
        assertThat(web.get("replicas").intValue()).isEqualTo(1);
        assertThat(origin("/application/components/web/replicas"))
                .isEqualTo(new Origin.Derived("autoscaling being left out"));
    }

    @Test
    void derives_nothing_where_something_is_written() {
        var api = explain(SHOP).whole().at("/application/components/api");

        assertThat(api.get("repository").stringValue()).isEqualTo("shop/api");
        assertThat(api.has("replicas")).isFalse();
    }

    @Test
    void says_of_what_is_asked_for_and_of_nothing_else_that_it_is_not_built() {
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/data/redis"))).contains("ElastiCache for Redis");
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/data/redis/version")))
                .isEmpty();
        assertThat(explain(SHOP).notBuilt(JsonPointer.compile("/network/acls"))).isEmpty();
    }

    /** What is filled in says just what was left out, and is written as a blueprint is. */
    @ParameterizedTest
    @MethodSource("blueprints")
    void is_a_blueprint_of_the_same_platform(Path file) throws IOException {
        var first = valid(Files.readString(file));
        var again = valid(Yaml.text(first.explanation().whole()));

        assertThat(again.platform()).isEqualTo(first.platform());
        assertThat(again.explanation().whole()).isEqualTo(first.explanation().whole());
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
