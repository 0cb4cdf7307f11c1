package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionWishTest {
    private static final List<String> OFFERED = List.of("1.34", "1.32", "1.33", "1.31");

    @ParameterizedTest
    @CsvSource({"1.29+,1.31", "1.31+,1.31", "1.33+,1.33", "1.33,1.33", "1.9+,1.31"})
    void chooses_the_oldest_available_that_is_not_older(String wish, String chosen) {
        assertThat(VersionWish.of(wish).choose(OFFERED)).isEqualTo(chosen);
    }

    @Test
    void a_bare_major_version_is_the_newest_of_it_and_is_met_by_all_of_it() {
        var wish = VersionWish.of("15");

        assertThat(wish.choose(List.of("14.20", "15.9", "15.12", "15.7", "16.1", "150.1")))
                .isEqualTo("15.12");
        assertThat(wish.isMetBy("15.9")).isTrue();
        assertThat(wish.isMetBy("16.1")).isFalse();
        assertThat(wish.isMetBy("150.1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"15,false", "15.5+,false", "15+,false", "15.5,true"})
    void just_one_will_do_where_a_minor_version_is_named_alone(String wish, boolean exact) {
        assertThat(VersionWish.of(wish).isExact()).isEqualTo(exact);
    }

    @Test
    void counts_by_numbers_and_not_by_letters() {
        assertThat(VersionWish.of("15.5+").choose(List.of("15.12", "15.7", "16.1")))
                .isEqualTo("15.7");
    }

    @ParameterizedTest
    @CsvSource({"15,15.19", "15.1,15.1", "1,1.36", "15.1+,15.1"})
    void chooses_of_a_bare_one_the_newest_that_begins_with_it(String wish, String chosen) {
        assertThat(VersionWish.of(wish).choose(List.of("1.36", "15.2", "15.19", "15.1", "150.1", "16.3", "1.9")))
                .isEqualTo(chosen);
    }

    @Test
    void is_met_by_whatever_runs_of_a_bare_one() {
        assertThat(VersionWish.of("15").isMetBy("15.5")).isTrue();
        assertThat(VersionWish.of("15").isMetBy("15")).isTrue();
        assertThat(VersionWish.of("15").isMetBy("150.1")).isFalse();
        assertThat(VersionWish.of("15.5").isMetBy("15.50")).isFalse();
    }

    @Test
    void refuses_a_bare_version_that_is_no_longer_available_and_says_what_to_write() {
        assertThatThrownBy(() -> VersionWish.of("1.29").choose(OFFERED))
                .isInstanceOf(VersionWish.NotOffered.class)
                .hasMessage("version 1.29 is not available; available are 1.31, 1.32, 1.33, 1.34")
                .extracting(e -> ((VersionWish.NotOffered) e).remedy())
                .isEqualTo("Name one of these, or write \"1.29+\" for the oldest that is not older.");
    }

    @Test
    void refuses_a_version_that_is_newer_than_all_available() {
        assertThatThrownBy(() -> VersionWish.of("1.99+").choose(OFFERED))
                .hasMessageStartingWith("version 1.99+ is not");
    }

    @Test
    void leaves_what_runs_in_a_later_version_alone() {
        assertThat(VersionWish.of("1.29+").isMetBy("1.30")).isTrue();
        assertThat(VersionWish.of("1.29").isMetBy("1.30")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "latest", "1.29 +", "v1.29", "1..2", "1.9999999999"})
    void refuses_what_is_no_version(String wish) {
        assertThatThrownBy(() -> VersionWish.of(wish)).hasMessageContaining("is no version");
    }
}
