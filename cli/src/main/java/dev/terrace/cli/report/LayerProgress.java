package dev.terrace.cli.report;

import dev.terrace.engine.Change;
import dev.terrace.report.CallCount;
import java.time.Duration;
import java.util.List;

/**
 * A layer at a moment of a run.
 *
 * @param changes so far
 * @param waitingFor what AWS is still busy with, while the layer runs
 * @param time since the layer began, or what it took
 */
public record LayerProgress(
        String layer,
        Phase phase,
        List<Change> changes,
        int resources,
        CallCount calls,
        List<String> waitingFor,
        Duration time) {

    public enum Phase {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    public static LayerProgress waiting(String layer) {
        return new LayerProgress(layer, Phase.WAITING, List.of(), 0, CallCount.NONE, List.of(), Duration.ZERO);
    }
}
