package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Value.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
    @ParameterizedTest
    @CsvSource({
        "${postgres.host}, <postgres.host>",
        "postgres://${postgres.host}:${postgres.port}/app, postgres://<postgres.host>:<postgres.port>/app",
        "${a}${b}, <a><b>",
        "$${literal} and ${a}, ${literal} and <a>",
        "$$${a}, $${a}",
        "$HOME $(HOME) $, $HOME $(HOME) $",
        "'', ''"
    })
    void puts_what_is_meant_in_the_place_of_each_reference(String text, String resolved) {
        assertThat(Value.parse(text).resolve(reference -> "<" + reference.path() + ">"))
                .isEqualTo(resolved);
    }

    @Test
    void knows_of_what_a_reference_is_and_what_of_it() {
        var reference = Value.parse("${buckets.static.name}").references().getFirst();

        assertThat(reference.head()).isEqualTo("buckets");
        assertThat(reference.attribute()).isEqualTo("static.name");
        assertThat(reference).hasToString("${buckets.static.name}");
        assertThat(new Reference("postgres", true).attribute()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${postgres.host", "a ${", "${a ${b"})
    void knows_a_reference_without_an_end(String text) {
        assertThat(Value.parse(text).references())
                .singleElement()
                .matches(reference -> !reference.isClosed())
                .asString()
                .doesNotEndWith("}");
    }

    @Test
    void refers_to_nothing_in_a_literal() {
        assertThat(Value.parse("$${postgres.host}").references()).isEmpty();
    }
}
