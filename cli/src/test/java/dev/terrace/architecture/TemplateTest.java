package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What hangs together in the template although nothing there says so. */
class TemplateTest {
    private static final int FOR_ITS_START_AND_FOR_CLOCKS_THAT_DIFFER = 30;

    @Test
    void no_lock_is_taken_from_a_dead_run_while_a_function_of_it_may_be_at_work() throws IOException {
        var template = Files.readString(Path.of("../target/template.yaml"));
        var longest = numbers(template, " Timeout: (\\d+)").max().orElseThrow();
        var fence = numbers(template, "LOCK_FENCE_SECONDS: \"(\\d+)\"").min().orElseThrow();

        assertThat(fence).isGreaterThanOrEqualTo(longest + FOR_ITS_START_AND_FOR_CLOCKS_THAT_DIFFER);
    }

    private static IntStream numbers(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().mapToInt(match -> Integer.parseInt(match.group(1)));
    }
}
