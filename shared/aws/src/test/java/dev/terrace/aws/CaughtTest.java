package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaughtTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"{\"errorMessage\": \"S3 said no.\"}", "{\"errorMessage\": \"S3 said no.\", \"errorType\": null}"
            })
    void what_a_function_said_is_told_though_nobody_named_the_error(String cause) {
        var problem = new Caught(null, cause).ofFunction("the run", "Start it again.", "a log");

        assertThat(problem).hasValueSatisfying(it -> assertThat(it.message()).isEqualTo("S3 said no."));
        assertThat(problem.orElseThrow().code()).isEqualTo("TaskFailed");
    }

    @Test
    void what_nobody_named_and_no_function_said_is_left_to_others() {
        assertThat(new Caught(null, null).ofFunction("the run", "Start it again.", "a log"))
                .isEmpty();
    }
}
