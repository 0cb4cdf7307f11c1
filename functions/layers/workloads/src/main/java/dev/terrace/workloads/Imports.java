package dev.terrace.workloads;

import dev.terrace.engine.Result;
import dev.terrace.platform.LayerName;
import dev.terrace.table.Image;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier layers' resources are.
 *
 * @param plan whether a value may be missing: what is to be created has none yet
 */
record Imports(Map<String, Result.Output> outputs, boolean plan) {
    Optional<String> id(String address) {
        return Optional.ofNullable(outputs.get(address)).map(Result.Output::id);
    }

    Optional<String> attribute(String address, String name) {
        return Optional.ofNullable(outputs.get(address))
                .map(output -> output.attributes().get(name));
    }

    /** Whether the image lay in an earlier repository of that name, and went with it. */
    boolean lost(Image image) {
        var repository = LayerName.REGISTRY + "/" + image.component();
        return attribute(repository, "RepositoryUri")
                .filter(image.repositoryUri()::equals)
                .flatMap(_ -> attribute(repository, "CreatedAt"))
                .map(Instant::parse)
                .filter(image::isOlderThan)
                .isPresent();
    }
}
