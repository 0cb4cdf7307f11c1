package dev.terrace.engine;

import java.time.Duration;
import java.util.List;

/** How a walk over a layer ended. */
public sealed interface Outcome {

    /** Everything is as declared. */
    record Done() implements Outcome {}

    /**
     * It is not there yet, and nothing is wrong: to be called again.
     *
     * @param waitingFor the resources, with a word about why
     */
    record Pending(List<String> waitingFor, Duration retryAfter) implements Outcome {
        public Pending {
            waitingFor = List.copyOf(waitingFor);
        }
    }

    /** It cannot go on without a change. Whatever did not depend on the problems was done all the same. */
    record Failed(List<Problem> problems) implements Outcome {
        public Failed {
            problems = List.copyOf(problems);
        }
    }
}
