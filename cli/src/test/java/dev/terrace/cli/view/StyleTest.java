package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"\u001B[2J", "\u001B[8m", "\u001B]0;title\u0007", "\u0007", "\r", "\u009B2J", "\u202E"})
    void what_would_move_the_cursor_or_hide_text_is_shown_as_what_it_is(String control) {
        var style = new Style(80, true, true);
        var text = "a" + control + "b";
        for (var shown : List.of(
                style.bold(text),
                style.shorten(text, 80),
                Style.wrap(text, 80, ""),
                new Table(style, "").left("").left("").row(text, text).render())) {
            assertThat(shown).contains("?").doesNotContain(control);
        }
    }

    @Test
    void one_long_cell_does_not_widen_all_rows() {
        var table = new Table(Style.plain(80), "").left("version").left("why");
        for (var i = 0; i < 20; i++) {
            table.row("x".repeat(100_000), "y ".repeat(50_000));
        }
        assertThat(table.render()).hasSizeLessThan(500_000).contains("…");
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
