package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A number of pods, or a share of them, as Kubernetes takes either.
 *
 * @param value the number, or that of the percents
 * @param isPercent which of them
 */
public record IntOrPercent(int value, boolean isPercent) {
    private static final int WHOLE = 100;

    public static IntOrPercent of(int number) {
        return new IntOrPercent(number, false);
    }

    /** @param value an integer, or a text such as {@code 50%} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static IntOrPercent of(Object value) {
        return value instanceof Number number
                ? of(number.intValue())
                : new IntOrPercent(Percent.of(value.toString()).value(), true);
    }

    /** How many of so many pods it is, a part counting as a whole. */
    public int roundedUp(int pods) {
        return isPercent ? Math.ceilDiv(value * pods, WHOLE) : value;
    }

    /** A whole number, or text with a percent sign. */
    @JsonValue
    public Object json() {
        return isPercent ? toString() : (Object) value;
    }

    @Override
    public String toString() {
        return isPercent ? value + "%" : Integer.toString(value);
    }
}
