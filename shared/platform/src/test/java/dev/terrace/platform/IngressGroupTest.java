package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Application.Route;
import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.IngressGroup.Precedence;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressGroupTest {
    @ParameterizedTest
    @CsvSource({
        "a.example.com/api/v2, a.example.com/api",
        "a.example.com/api, a.example.com/",
        "a.example.com/, *.example.com/api",
        "a.example.com/api, /api/v2",
        "*.b.example.com/, *.example.com/",
        "*.example.com/, /",
        "/api/, /"
    })
    void what_says_more_of_the_same_requests_comes_first(String first, String then) {
        assertThat(route(first).comesBefore(route(then))).isTrue();
        assertThat(route(then).comesBefore(route(first))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com/api, a.example.com/apiary",
        "a.example.com/api, b.example.com/api/v2",
        "a.example.com/api, /docs",
        "a.example.com/, *.b.example.com/",
        "example.com/, *.example.com/",
        "/api, /api/"
    })
    void what_takes_other_requests_or_the_very_same_may_come_in_any_order(String one, String other) {
        assertThat(route(one).comesBefore(route(other))).isFalse();
        assertThat(route(other).comesBefore(route(one))).isFalse();
    }

    @Test
    void each_turn_comes_after_all_that_say_more() {
        var group = group(Map.of(
                "site", "shop.example.com/api",
                "zapi", "api.example.com/ shop.example.com/api/v2",
                "rest", "/",
                "docs", "docs.example.com/"));

        assertThat(group.turns())
                .containsExactlyInAnyOrderEntriesOf(Map.of("zapi", 0, "docs", 0, "site", 1, "rest", 2));
        assertThat(group.ringed()).isEmpty();
    }

    @Test
    void applications_that_would_all_have_to_come_before_the_next_have_no_turn() {
        var group = group(Map.of(
                "a", "x.example.com/ y.example.com/1",
                "b", "y.example.com/ z.example.com/1",
                "c", "z.example.com/ x.example.com/1",
                "before", "x.example.com/1/1",
                "behind", "/"));

        assertThat(group.ringed())
                .containsOnlyKeys("a", "b", "c")
                .extractingByKey("a")
                .isEqualTo(new Precedence("c", route("x.example.com/1"), route("x.example.com/")));
        assertThat(group.turns()).isEqualTo(Map.of("before", 0));
    }

    private static Route route(String written) {
        return ingress(written).routes().getFirst();
    }

    private static IngressGroup group(Map<String, String> applications) {
        var ingresses = new LinkedHashMap<String, Ingress>();
        applications.forEach((name, paths) -> ingresses.put(name, ingress(paths)));
        return new IngressGroup(ingresses);
    }

    private static Ingress ingress(String paths) {
        var components = new LinkedHashMap<String, String>();
        for (var path : paths.split(" ")) {
            components.put(path, "web");
        }
        return new Ingress(Scheme.INTERNET_FACING, null, null, components);
    }
}
