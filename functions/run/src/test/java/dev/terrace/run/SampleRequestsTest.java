package dev.terrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.LayerRequest;
import dev.terrace.aws.Mode;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.platform.Direction;
import dev.terrace.platform.Golden;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code events/layer-request-*.json}, for {@code sam local invoke}, are what the state machine would send, and
 * {@code events/platform.json} what the run would have put into its folder.
 */
class SampleRequestsTest {
    private static final Path ROOT = Path.of("../..");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @ParameterizedTest
    @ValueSource(strings = {"security", "network", "registry"})
    void a_sample_asks_a_layer_for_a_plan_of_the_task_manager(String layer) throws IOException {
        var request = new LayerRequest(
                "task-manager", LayerName.of(layer), Mode.PLAN, Direction.FORWARDS, "a-sample", Set.of());

        var file = written("layer-request-" + layer + ".json", request);

        assertThat(JSON.readValue(file, LayerRequest.class)).isEqualTo(request);
    }

    @Test
    void the_sample_platform_is_the_task_manager() throws IOException {
        var blueprint =
                Blueprint.read("task-manager.yaml", Files.readString(ROOT.resolve("blueprints/task-manager.yaml")));
        var platform = ((Blueprint.Valid) blueprint).platform();

        var file = written("platform.json", platform);

        assertThat(JSON.readValue(file, Platform.class)).isEqualTo(platform);
    }

    private static Path written(String name, Object value) throws IOException {
        var file = ROOT.resolve("events").resolve(name);
        var json = JSON.writeValueAsString(value);
        Golden.assertMatches(file, json + "\n");
        return file;
    }
}
