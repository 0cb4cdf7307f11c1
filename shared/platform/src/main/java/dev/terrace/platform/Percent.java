package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A share, written {@code "80%"}.
 *
 * @param value 80
 */
public record Percent(int value) {

    /** @throws NumberFormatException when it is not a whole number with a percent sign */
    @JsonCreator
    public static Percent of(String text) {
        return new Percent(Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    @JsonValue
    @Override
    public String toString() {
        return value + "%";
    }
}
