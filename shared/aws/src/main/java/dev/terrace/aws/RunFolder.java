package dev.terrace.aws;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Refusal;
import dev.terrace.report.Reports;
import dev.terrace.report.RunKeys;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/**
 * What a run writes about itself, as JSON in the blueprint bucket: the platform that it builds, and for each layer what was found
 * and done. Layers hand each other their outputs this way, since what travels through Step Functions must stay below its limits
 * however large a platform is. Some weeks later the files expire; nothing but the report is lost with them.
 */
public final class RunFolder {
    private final Bucket bucket;
    private final String platform;
    private final RunKeys keys;

    /** @param run the run's execution's name */
    public RunFolder(Bucket bucket, String platform, String run) {
        this.bucket = bucket;
        this.platform = platform;
        this.keys = new RunKeys(platform, run);
    }

    /** The key that all keys of the run begin with. */
    public String prefix() {
        return keys.prefix();
    }

    /** Where a layer's report is, as a person would look for it. */
    public String location(LayerName layer) {
        return bucket.location(keys.report(layer));
    }

    /** @throws ProblemException when the run did not begin as runs do, under this version, or somebody tampered with what it wrote */
    public Platform platform() {
        return read(keys.platform(), json -> Reports.readAll(json, Platform.class))
                .filter(read -> platform.equals(read.name()))
                .orElseThrow(() -> missing(keys.platform()));
    }

    public void keep(Platform platform) {
        write(keys.platform(), platform);
    }

    /** Empty also where another layer's report lies in its place. */
    public Optional<LayerReport> report(LayerName layer) {
        return read(keys.report(layer), json -> Reports.read(json, LayerReport.class))
                .filter(report -> report.layer() == layer);
    }

    /** What to throw where a layer's report must be, and is not. */
    ProblemException missing(LayerName layer) {
        return missing(keys.report(layer));
    }

    public void keep(LayerReport report) {
        write(keys.report(report.layer()), report);
    }

    public void keep(Refusal refusal) {
        write(keys.refusal(), refusal);
    }

    private void write(String key, Object value) {
        bucket.write(key, Reports.write(value), "application/json");
    }

    private <T> Optional<T> read(String key, Function<String, T> reader) {
        try {
            return bucket.read(key).map(reader);
        } catch (JacksonException unreadable) {
            throw new ProblemException(problem("ReportUnreadable", key, "cannot be read"), unreadable);
        }
    }

    private ProblemException missing(String key) {
        return new ProblemException(problem("ReportMissing", key, "is not there any more"));
    }

    private Problem problem(String code, String key, String what) {
        return Problem.user(
                code,
                "",
                "What the run wrote to " + bucket.location(key) + " " + what + ".",
                "Start the run again: it goes on from what is there.");
    }
}
