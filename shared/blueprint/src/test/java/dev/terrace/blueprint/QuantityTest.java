package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"250m,0.25", "1,1", "0.5,0.5"})
    void of_cpu_is_in_cores(String text, BigDecimal cores) {
        assertThat(Quantity.cpu(text).orElseThrow()).isEqualByComparingTo(cores);
    }

    @ParameterizedTest
    @CsvSource({"1Ki,1024", "256Mi,268435456", "1G,1000000000", "1.5Gi,1610612736"})
    void of_memory_is_in_bytes(String text, BigDecimal bytes) {
        assertThat(Quantity.memory(text).orElseThrow()).isEqualByComparingTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mi", "256MB", "-1Mi", "1 Gi", "lots", "1234567890123456789", "0.1234567891Gi", "٢٥٠"})
    void is_not_read_from_anything_else(String text) {
        assertThat(Quantity.memory(text)).isEmpty();
    }
}
