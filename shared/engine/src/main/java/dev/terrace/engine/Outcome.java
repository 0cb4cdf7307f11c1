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
     * @param waitingFor everything that is waited for, with a word about why
     * @param refusals those of them that AWS refused, in its words. While nothing but refusals is left and they stay the same,
     *     waiting is of no use for long; AWS at work may take its time
     */
    record Pending(List<String> waitingFor, List<String> refusals, Duration retryAfter) implements Outcome {
        public Pending {
            waitingFor = List.copyOf(waitingFor);
            refusals = List.copyOf(refusals);
        }

        public Pending(List<String> waitingFor, Duration retryAfter) {
            this(waitingFor, List.of(), retryAfter);
        }
    }

    /** It cannot go on without a change. Whatever did not depend on the problems was done all the same. */
    record Failed(List<Problem> problems) implements Outcome {
        public Failed {
            problems = List.copyOf(problems);
        }
    }

    /**
     * How a walk ends that a problem stopped before it began.
     *
     * @param poll when to look again, if the problem may go by itself
     */
    static Outcome of(Problem problem, Duration poll) {
        var sentence = List.of(problem.sentence());
        return problem.retryable() ? new Pending(sentence, sentence, poll) : new Failed(List.of(problem));
    }
}
