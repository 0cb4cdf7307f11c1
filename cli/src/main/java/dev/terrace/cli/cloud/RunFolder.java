package dev.terrace.cli.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.terrace.platform.LayerName;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Refusal;
import dev.terrace.report.Reports;
import dev.terrace.report.RunKeys;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a run writes about itself into the blueprint bucket, read again only where it has changed. */
final class RunFolder {
    private final S3Client s3;
    private final String bucket;
    private final RunKeys keys;
    private final Map<String, String> versions = new HashMap<>();
    private final Map<LayerName, LayerReport> reports = new EnumMap<>(LayerName.class);
    private List<String> notBuiltYet = List.of();

    RunFolder(S3Client s3, String bucket, String platform, String run) {
        this.s3 = s3;
        this.bucket = bucket;
        this.keys = new RunKeys(platform, run);
    }

    void refresh() {
        for (var object : s3.listObjectsV2(request -> request.bucket(bucket).prefix(keys.prefix()))
                .contents()) {
            var key = object.key();
            if (!object.eTag().equals(versions.get(key))) {
                keep(key);
                // Only now: what could not be fetched is to be fetched by the next look.
                versions.put(key, object.eTag());
            }
        }
    }

    /** What cannot be read changes nothing: what was read before it is still the best that is known. */
    private void keep(String key) {
        if (key.equals(keys.platform())) {
            // Not the whole platform: that of another version may have another form.
            read(key, JsonNode.class)
                    .ifPresent(platform -> notBuiltYet = platform.path("notBuiltYet")
                            .valueStream()
                            .map(it -> it.asString(""))
                            .toList());
        }
        for (var layer : LayerName.values()) {
            if (key.equals(keys.report(layer))) {
                read(key, LayerReport.class)
                        .filter(report -> report.layer() == layer)
                        .ifPresent(report -> reports.put(layer, report));
            }
        }
    }

    /** The last report of a layer that could be read. */
    Optional<LayerReport> report(LayerName layer) {
        return Optional.ofNullable(reports.get(layer));
    }

    /** What the blueprint asks for and no layer builds. */
    List<String> notBuiltYet() {
        return notBuiltYet;
    }

    /** Why the run was refused, where it may begin later. */
    Optional<Refusal> refusal() {
        return read(keys.refusal(), Refusal.class);
    }

    /** Empty when there is no such file, or one of another version, or cut off: a run is followed all the same. */
    private <T> Optional<T> read(String key, Class<T> type) {
        try {
            var bytes = s3.getObjectAsBytes(request -> request.bucket(bucket).key(key));
            return Optional.ofNullable(Reports.read(new String(bytes.asByteArray(), UTF_8), type));
        } catch (NoSuchKeyException | JacksonException _) {
            return Optional.empty();
        }
    }
}
