package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    @ParameterizedTest
    @CsvSource({
        "smtp.example.com:587, smtp.example.com, 587, false",
        "203.0.113.0/24:443, 203.0.113.0/24, 443, true",
        "*:443, *, 443, false"
    })
    void is_a_host_a_block_or_all_and_a_port(String text, String host, int port, boolean isBlock) {
        var egress = Egress.of(text);

        assertThat(egress).isEqualTo(new Egress(host, port)).hasToString(text);
        assertThat(egress.isBlock()).isEqualTo(isBlock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":443", "smtp.example.com", "smtp.example.com:", "smtp.example.com:smtp"})
    void is_nothing_without_a_host_and_a_port(String text) {
        assertThatThrownBy(() -> Egress.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
