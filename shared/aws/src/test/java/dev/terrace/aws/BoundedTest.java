package dev.terrace.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BoundedTest {
    @Test
    void what_fits_stays_as_it_is() {
        assertThat(Bounded.text("zwölf", 6, "…")).isEqualTo("zwölf");
    }

    @Test
    void what_does_not_fit_ends_before_the_character_that_would_be_cut() {
        assertThat(Bounded.text("zwölf!", 6, ".")).isEqualTo("zwöl.");
        assertThat(Bounded.text("zwölf!", 6, "...")).isEqualTo("zw...");
        assertThat(Bounded.text("a😀b😀", 9, ".")).isEqualTo("a😀b.");
        assertThat(Bounded.text("ä".repeat(100_000), 24_000, "…").getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(23_998, 24_000);
    }
}
