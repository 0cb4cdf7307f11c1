package dev.terrace.report;

import dev.terrace.platform.LayerName;

/**
 * Where a run writes about itself: the keys of its folder in the blueprint bucket.
 *
 * @param prefix what all of them begin with
 */
public record RunKeys(String prefix) {

    /** @param run the run's execution's name */
    public RunKeys(String platform, String run) {
        this("runs/" + platform + "/" + run + "/");
    }

    /** The platform as it was read. */
    public String platform() {
        return prefix + "platform.json";
    }

    /** A layer's {@link LayerReport}. */
    public String report(LayerName layer) {
        return prefix + layer + ".json";
    }

    /** Why the run was refused; only where it is known when it may begin. */
    public String refusal() {
        return prefix + "refusal.json";
    }
}
