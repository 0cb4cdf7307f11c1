package dev.terrace.table;

import java.time.Instant;

/**
 * One execution of the run state machine for one platform.
 *
 * @param id the execution's name
 * @param mode {@code apply} or {@code destroy}: a plan leaves no record
 * @param started when the execution started ({@code $states.context.Execution.StartTime}); with the id it names the run
 * @param ended null while it runs
 * @param status RUNNING, SUCCEEDED or FAILED
 * @param summary in one sentence what was done, or why it failed; empty while it runs
 */
public record Run(
        String platform, String id, String mode, Instant started, Instant ended, Status status, String summary) {

    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    public static Run started(String platform, String id, String mode, Instant started) {
        return new Run(platform, id, mode, started, null, Status.RUNNING, "");
    }

    public Run ended(Status how, Instant when, String sentence) {
        return new Run(platform, id, mode, started, when, how, sentence);
    }
}
