package dev.terrace.blueprint;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Quantities of Kubernetes: {@code 250m}, {@code 0.5}, {@code 512Mi}, {@code 2G}. */
final class Quantity {
    /** Kubernetes holds them in a long, down to billionths; more digits only cost time. */
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)([A-Za-z]{0,2})");

    private static final Map<String, BigDecimal> CPU = Map.of("", BigDecimal.ONE, "m", new BigDecimal("0.001"));
    private static final Map<String, BigDecimal> MEMORY = Map.of(
            "", BigDecimal.ONE,
            "k", BigDecimal.TEN.pow(3),
            "M", BigDecimal.TEN.pow(6),
            "G", BigDecimal.TEN.pow(9),
            "T", BigDecimal.TEN.pow(12),
            "Ki", BigDecimal.TWO.pow(10),
            "Mi", BigDecimal.TWO.pow(20),
            "Gi", BigDecimal.TWO.pow(30),
            "Ti", BigDecimal.TWO.pow(40));

    private Quantity() {}

    /** In cores. */
    static Optional<BigDecimal> cpu(String text) {
        return parse(text, CPU);
    }

    /** In bytes. */
    static Optional<BigDecimal> memory(String text) {
        return parse(text, MEMORY);
    }

    private static Optional<BigDecimal> parse(String text, Map<String, BigDecimal> units) {
        if (text == null) {
            return Optional.empty();
        }
        var match = SYNTAX.matcher(text);
        return match.matches() && units.containsKey(match.group(2))
                ? Optional.of(new BigDecimal(match.group(1)).multiply(units.get(match.group(2))))
                : Optional.empty();
    }
}
