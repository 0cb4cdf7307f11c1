package dev.terrace.engine;

import java.time.Duration;
import java.util.function.Supplier;

/** How much time is left; the engine begins nothing new when it has passed. */
@FunctionalInterface
public interface Deadline {
    Deadline NONE = () -> false;

    boolean passed();

    /** Passed when no more than {@code reserve} remains: what was begun needs that to end. */
    static Deadline when(Supplier<Duration> remaining, Duration reserve) {
        return () -> remaining.get().compareTo(reserve) <= 0;
    }
}
