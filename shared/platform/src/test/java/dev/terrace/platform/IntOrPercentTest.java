package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntOrPercentTest {
    @ParameterizedTest
    @CsvSource({"50%,3,2", "100%,3,3", "0%,3,0", "1%,4,1", "25%,4,1", "34%,0,0"})
    void of_percents_is_a_share_of_the_pods(String text, int pods, int up) {
        var share = IntOrPercent.of((Object) text);

        assertThat(share.roundedUp(pods)).isEqualTo(up);
        assertThat(share.json()).isEqualTo(text);
    }

    @Test
    void of_a_number_is_so_many_pods() {
        var two = IntOrPercent.of((Object) 2);

        assertThat(two.roundedUp(1)).isEqualTo(2);
        assertThat(two.json()).isEqualTo(2);
        assertThat(two).hasToString("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "half", "5.5%"})
    void is_nothing_else(String text) {
        assertThatThrownBy(() -> IntOrPercent.of((Object) text)).isInstanceOf(RuntimeException.class);
    }
}
