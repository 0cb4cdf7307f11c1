package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StyleTest {
    @Test
    void words_are_never_broken() {
        assertThat(Style.wrap("one two three_is_much_longer four", 8, "  "))
                .isEqualTo("one two\n  three_is_much_longer\n  four");
    }

    @Test
    void colours_take_no_room() {
        var style = new Style(80, true, true);
        assertThat(Style.columns(style.green("✔") + " " + style.bold("ok"))).isEqualTo(4);
        assertThat(Style.pad(style.red("ab"), 4)).endsWith("\u001B[0m  ");
    }

    @Test
    void without_unicode_and_colour_everything_is_ascii() {
        var style = new Style(80, false, false);
        var text = style.done()
                + style.failed()
                + style.waiting()
                + style.arrow()
                + style.ellipsis()
                + style.none()
                + style.rule(3)
                + style.spinner(123)
                + style.separator()
                + style.shorten("a long text", 6);
        assertThat(text).matches("\\p{ASCII}*");
    }

    @Test
    void times_are_as_exact_as_a_person_needs() {
        assertThat(Style.time(Duration.ofMillis(42))).isEqualTo("0.0 s");
        assertThat(Style.time(Duration.ofMillis(4_249))).isEqualTo("4.2 s");
        assertThat(Style.time(Duration.ofMillis(41_300))).isEqualTo("41 s");
        assertThat(Style.time(Duration.ofSeconds(192))).isEqualTo("3 min 12 s");
        assertThat(Style.time(Duration.ofMinutes(125))).isEqualTo("2 h 05 min");
    }
}
