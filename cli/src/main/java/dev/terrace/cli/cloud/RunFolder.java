package dev.terrace.cli.cloud;

import dev.terrace.cli.report.LayerReport;
import dev.terrace.cli.report.Reports;
import dev.terrace.platform.LayerName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import tools.jackson.databind.JsonNode;

/** What a run writes about itself into the blueprint bucket, read again only where it has changed. */
final class RunFolder {
    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final Map<String, String> versions = new HashMap<>();
    private final Map<String, JsonNode> files = new HashMap<>();

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
                read(name).ifPresent(file -> files.put(name, file));
            }
        }
    }

    Optional<LayerReport> report(LayerName layer) {
        return Optional.ofNullable(files.get(layer + ".json")).map(file -> Reports.read(file, LayerReport.class));
    }

    /** What the blueprint asks for and no layer builds. */
    List<String> notBuiltYet() {
        return Optional.ofNullable(files.get("platform.json")).stream()
                .flatMap(platform -> platform.path("notBuiltYet").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    Optional<JsonNode> read(String name) {
        try {
            return Optional.of(Reports.tree(
                    s3.getObjectAsBytes(request -> request.bucket(bucket).key(prefix + name))
                            .asUtf8String()));
        } catch (NoSuchKeyException _) {
            return Optional.empty();
        }
    }
}
