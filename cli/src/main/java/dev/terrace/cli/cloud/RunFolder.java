package dev.terrace.cli.cloud;

import dev.terrace.cli.report.LayerReport;
import dev.terrace.cli.report.Reports;
import dev.terrace.platform.LayerName;
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
    private final String prefix;
    private final Map<String, String> versions = new HashMap<>();
    private final Map<LayerName, LayerReport> reports = new EnumMap<>(LayerName.class);
    private List<String> notBuiltYet = List.of();

    RunFolder(S3Client s3, String bucket, String platform, String run) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = "runs/" + platform + "/" + run + "/";
    }

    void refresh() {
        for (var object : s3.listObjectsV2(request -> request.bucket(bucket).prefix(prefix))
                .contents()) {
            var name = object.key().substring(prefix.length());
            if (!object.eTag().equals(versions.put(name, object.eTag()))) {
                read(name).ifPresent(file -> keep(name, file));
            }
        }
    }

    /** What cannot be read changes nothing: what was read before it is still the best that is known. */
    private void keep(String name, JsonNode file) {
        if (name.equals("platform.json")) {
            notBuiltYet = file.path("notBuiltYet")
                    .valueStream()
                    .map(it -> it.asString(""))
                    .toList();
        }
        for (var layer : LayerName.values()) {
            if (name.equals(layer + ".json")) {
                try {
                    Optional.ofNullable(Reports.read(file, LayerReport.class))
                            .ifPresent(report -> reports.put(layer, report));
                } catch (JacksonException _) {
                    // of another version, or cut off
                }
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

    /** Empty when there is no such file, or none that can be read: a run is followed all the same. */
    Optional<JsonNode> read(String name) {
        try {
            return Optional.of(Reports.tree(
                    s3.getObjectAsBytes(request -> request.bucket(bucket).key(prefix + name))
                            .asUtf8String()));
        } catch (NoSuchKeyException | JacksonException _) {
            return Optional.empty();
        }
    }
}
