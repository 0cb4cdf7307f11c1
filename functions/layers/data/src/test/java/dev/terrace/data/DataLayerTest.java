package dev.terrace.data;

import dev.terrace.aws.Declaration;
import dev.terrace.aws.Home;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Owner;
import dev.terrace.mapping.Completeness;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the layer declares; the golden file is to be read as a diff when it changes. */
class DataLayerTest {
    private static final Path BLUEPRINTS = Path.of("../../../blueprints");

    private static Platform platform(String blueprint) throws IOException {
        var file = BLUEPRINTS.resolve(blueprint + ".yaml");
        return switch (Blueprint.read(file.toString(), Files.readString(file))) {
            case Blueprint.Valid valid -> valid.platform();
            case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }

    private static Layer declared(String blueprint) throws IOException {
        var platform = platform(blueprint);
        var layer = new Layer(new Owner(platform.name(), "data", Map.of()));
        DataLayer.declare(platform, layer);
        return layer;
    }

    @Test
    void the_task_manager_is_declared_as_in_the_golden_file() throws IOException {
        Declaration.assertMatches(
                Path.of("src/test/resources/dev/terrace/data/task-manager.txt"), declared("task-manager"));
    }

    @Test
    void every_component_of_every_type_is_mapped_or_says_that_it_is_not() throws IOException {
        var home = new Home("aws", "us-east-1", "111122223333");
        var types = DataLayer.types(home, null, null, platform("task-manager"), Clock.systemUTC());

        Completeness.assertComplete(types.stream()
                .filter(type -> type.getClass().getPackage().equals(DataLayer.class.getPackage()))
                .toList());
    }
}
