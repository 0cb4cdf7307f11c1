package dev.terrace.aws;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run writes about itself, as JSON in the blueprint bucket: the platform that it builds, and for each layer what was found
 * and done. Layers hand each other their outputs this way, since what travels through Step Functions must stay below its limits
 * however large a platform is. Some weeks later the files expire; nothing but the report is lost with them.
 */
public final class RunFolder {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final String PLATFORM = "platform.json";

    private final Bucket bucket;
    private final String platform;
    private final String prefix;

    /** @param run the run's execution's name */
    public RunFolder(Bucket bucket, String platform, String run) {
        this.bucket = bucket;
        this.platform = platform;
        this.prefix = "runs/" + platform + "/" + run + "/";
    }

    /** The key that all keys of the run begin with. */
    public String prefix() {
        return prefix;
    }

    /** Where a layer's report is, as a person would look for it. */
    public String location(LayerName layer) {
        return bucket.location(key(layer));
    }

    /** @throws ProblemException when the run did not begin as runs do, or somebody tampered with what it wrote */
    public Platform platform() {
        return read(PLATFORM, Platform.class)
                .filter(read -> platform.equals(read.name()))
                .orElseThrow(() -> missing(PLATFORM));
    }

    public void keep(Platform platform) {
        write(PLATFORM, platform);
    }

    public Optional<LayerReport> report(LayerName layer) {
        return read(layer + ".json", LayerReport.class);
    }

    /** What to throw where a layer's report must be, and is not. */
    ProblemException missing(LayerName layer) {
        return missing(layer + ".json");
    }

    public void keep(LayerReport report) {
        write(report.layer() + ".json", report);
    }

    /** Writes anything else about the run, for whoever follows it. */
    public void write(String name, Object value) {
        bucket.write(prefix + name, MAPPER.writeValueAsString(value), "application/json");
    }

    private String key(LayerName layer) {
        return prefix + layer + ".json";
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        try {
            return bucket.read(prefix + name).map(json -> MAPPER.readValue(json, type));
        } catch (JacksonException unreadable) {
            throw new ProblemException(problem("ReportUnreadable", name, "cannot be read"), unreadable);
        }
    }

    private ProblemException missing(String name) {
        return new ProblemException(problem("ReportMissing", name, "is not there any more"));
    }

    private Problem problem(String code, String name, String what) {
        return Problem.user(
                code,
                "",
                "What the run wrote to " + bucket.location(prefix + name) + " " + what + ".",
                "Start the run again: it goes on from what is there.");
    }
}
