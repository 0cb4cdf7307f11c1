package dev.terrace.table;

import java.time.Instant;

/** Tells whether an execution still runs: all that {@link FencedLocks} needs of Step Functions. */
@FunctionalInterface
public interface Executions {
    State state(String executionArn);

    sealed interface State {}

    /** It runs, or is about to. */
    record Running() implements State {}

    /** It ended, in whatever way. */
    record Stopped(Instant at) implements State {}

    /** Nobody knows it: it is older than Step Functions' memory (90 days), or its state machine is gone. */
    record Unknown() implements State {}

    /** It is none, or none that may be asked about: no execution of this installation's. */
    record Foreign() implements State {}
}
