package dev.terrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void documents_that_mean_the_same_are_equal() {
        assertThat(new Json("{\"Action\": [\"b\", \"a\"], \"Resource\": [\"*\"]}"))
                .isEqualTo(Json.of(Map.of("Resource", "*", "Action", List.of("a", "b"))));
    }

    @Test
    void documents_that_differ_are_not() {
        assertThat(new Json("{\"Action\": \"a\"}")).isNotEqualTo(new Json("{\"Action\": \"b\"}"));
    }

    @Test
    void what_is_sent_is_what_was_written() {
        assertThat(new Json("{\"patterns\": [\"*\"]}").text()).isEqualTo("{\"patterns\": [\"*\"]}");
    }
}
