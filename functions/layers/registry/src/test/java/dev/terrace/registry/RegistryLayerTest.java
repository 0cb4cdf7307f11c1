package dev.terrace.registry;

import dev.terrace.aws.Declaration;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the layer declares; the golden file is to be read as a diff when it changes. */
class RegistryLayerTest {
    private static final Path BLUEPRINTS = Path.of("../../../blueprints");

    private static Layer declared(String blueprint) throws IOException {
        var file = BLUEPRINTS.resolve(blueprint + ".yaml");
        var platform =
                switch (Blueprint.read(file.toString(), Files.readString(file))) {
                    case Blueprint.Valid valid -> valid.platform();
                    case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
                };
        var layer = new Layer(new Owner(platform.name(), "registry", Map.of()));
        RegistryLayer.declare(platform, layer);
        return layer;
    }

    @Test
    void the_task_manager_is_declared_as_in_the_golden_file() throws IOException {
        Declaration.assertMatches(
                Path.of("src/test/resources/dev/terrace/registry/task-manager.txt"), declared("task-manager"));
    }
}
