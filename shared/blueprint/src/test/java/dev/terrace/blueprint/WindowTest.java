package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    @ParameterizedTest
    @CsvSource({
        "mon:04:00-mon:05:00,03:00-04:00,false",
        "mon:04:00-mon:05:00,03:00-04:01,true",
        "mon:04:00-mon:05:00,04:59-05:30,true",
        "sun:23:30-mon:00:30,00:15-00:45,true",
        "wed:00:00-wed:00:30,23:45-00:15,true",
        "sun:23:30-mon:00:30,00:30-01:00,false",
        "mon:00:00-sun:00:00,12:00-12:30,true",
    })
    void meets_the_daily_window_of_any_day(String weekly, String daily, boolean meets) {
        assertThat(Window.weekly(weekly)
                        .orElseThrow()
                        .meetsDaily(Window.daily(daily).orElseThrow()))
                .isEqualTo(meets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3:00-4:00", "24:00-01:00", "03:00", "mon:03:00-mon:04:00"})
    void is_not_read_from_what_is_no_daily_window(String text) {
        assertThat(Window.daily(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "03:00-04:00", "Mon:03:00-Mon:04:00", "monday:03:00-monday:04:00"})
    void is_not_read_from_what_is_no_weekly_window(String text) {
        assertThat(Window.weekly(text)).isEmpty();
    }
}
