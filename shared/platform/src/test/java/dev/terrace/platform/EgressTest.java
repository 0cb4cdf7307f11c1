package dev.terrace.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    @ParameterizedTest
    @CsvSource({
        "smtp.example.com:587, smtp.example.com, 587, , *:587",
        "203.0.113.0/24:443, 203.0.113.0/24, 443, 203.0.113.0/24, 203.0.113.0/24:443",
        "203.0.113.7:5432, 203.0.113.7, 5432, 203.0.113.7/32, 203.0.113.7/32:5432",
        "3com.example:80, 3com.example, 80, , *:80",
        "0.0.0.0/0:80, 0.0.0.0/0, 80, 0.0.0.0/0, *:80",
        "*:443, *, 443, , *:443"
    })
    void is_a_host_a_block_or_all_and_a_port(String text, String host, int port, String block, String held) {
        var egress = Egress.of(text);

        assertThat(egress).isEqualTo(new Egress(host, port)).hasToString(text);
        assertThat(egress.block()).isEqualTo(Optional.ofNullable(block));
        assertThat(egress.held()).hasToString(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":443", "smtp.example.com", "smtp.example.com:", "smtp.example.com:smtp"})
    void is_nothing_without_a_host_and_a_port(String text) {
        assertThatThrownBy(() -> Egress.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
