package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What environments may say; what they may not lies among the broken blueprints. */
class EnvironmentsTest {
    private static final String TWO_APPLICATIONS = """
            platform: shop
            region: us-east-1
            applications:
              shop:
                components: { web: { port: 80 }, api: { port: 80 } }
                ingress: { host: shop.example.com, paths: { /: web, "*.api.example.com/": api } }
              desk:
                components: { desk: { port: 80 } }
                ingress: { host: desk.example.com, paths: { /: desk, shop.example.com/desk: desk } }
            environments:
              staging: %s
              production: {}
            """;

    @Test
    void may_have_a_host_in_the_place_of_each_of_several() {
        assertValid(TWO_APPLICATIONS.formatted("""
                { host: { shop.example.com: a.example.net, "*.api.example.com": "*.b.example.net", desk.example.com: c.example.net } }"""));
    }

    @Test
    void are_shown_the_hosts_to_write_where_one_is_said_of_several() {
        var shown =
                "{ shop.example.com: staging.shop.example.com, \"*.api.example.com\": \"*.staging.api.example.com\","
                        + " desk.example.com: staging.desk.example.com }";

        assertThat(Blueprint.read("shop.yaml", TWO_APPLICATIONS.formatted("{ host: staging.example.com }")))
                .isInstanceOfSatisfying(Blueprint.Invalid.class, invalid -> assertThat(invalid.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem.remedy()).endsWith("E.g. host: " + shown + ".")));
        assertValid(TWO_APPLICATIONS.formatted("{ host: " + shown + " }"));
    }

    /** Were it given one, the paths of the two would be the same. */
    @Test
    void give_no_host_to_an_ingress_that_has_none() {
        assertValid("""
                platform: shop
                region: us-east-1
                applications:
                  shop:
                    components: { web: { port: 80 } }
                    ingress: { host: shop.example.com, paths: { /: web } }
                  fallback:
                    components: { sorry: { port: 80 } }
                    ingress: { paths: { /: sorry } }
                environments:
                  staging: { host: staging.example.com }
                  production: {}
                """);
    }

    @Test
    void are_shown_no_host_that_another_has() {
        var shown =
                "{ shop.example.com: staging.staging.shop.example.com, staging.shop.example.com: staging.staging.staging.shop.example.com }";
        var blueprint = """
                platform: shop
                region: us-east-1
                applications:
                  shop:
                    components: { web: { port: 80 } }
                    ingress: { host: shop.example.com, paths: { /: web, staging.shop.example.com/: web } }
                environments: { staging: %s, production: {} }
                """;

        assertThat(Blueprint.read("shop.yaml", blueprint.formatted("{}")))
                .isInstanceOfSatisfying(Blueprint.Invalid.class, invalid -> assertThat(
                                invalid.problems().getFirst().remedy())
                        .contains("E.g. host: " + shown));
        assertValid(blueprint.formatted("{ host: " + shown + " }"));
    }

    /** It could never be drained, as a budget of several may not say: a budget is of the pods that there are. */
    @Test
    void have_no_budget_where_they_have_one_pod_of_what_has_several() {
        assertValid("""
                platform: shop
                region: us-east-1
                applications:
                  shop:
                    components:
                      web: { port: 80, replicas: 4, disruption: { minAvailable: "50%" } }
                      api: { port: 80, autoscaling: { min: 3, max: 9 }, disruption: { minAvailable: 2 } }
                environments:
                  staging: { components: { web: { replicas: 1 }, api: { autoscaling: { min: 1, max: 2 } } } }
                  production: {}
                """);
    }

    private static void assertValid(String blueprint) {
        assertThat(Blueprint.read("shop.yaml", blueprint)).isInstanceOf(Blueprint.Valid.class);
    }
}
