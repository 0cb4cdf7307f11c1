package dev.terrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.LayerRequest;
import dev.terrace.aws.Mode;
import dev.terrace.blueprint.Blueprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code events/layer-request-*.json}, for {@code sam local invoke}, are what the state machine would send for a real blueprint. */
class SampleRequestsTest {
    private static final Path ROOT = Path.of("../..");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @ParameterizedTest
    @ValueSource(strings = {"security", "registry"})
    void a_sample_asks_a_layer_for_a_plan_of_the_task_manager(String layer) throws IOException {
        var blueprint =
                Blueprint.read("task-manager.yaml", Files.readString(ROOT.resolve("blueprints/task-manager.yaml")));
        var platform = ((Blueprint.Valid) blueprint).platform();
        var file = ROOT.resolve("events/layer-request-" + layer + ".json");
        var request = JSON.writeValueAsString(new LayerRequest(platform, layer, Mode.PLAN, "a-sample", Map.of()));
        if (Boolean.getBoolean("terrace.samples.write")) {
            Files.writeString(file, request + "\n");
        }

        assertThat(JSON.readTree(file))
                .as("write it anew with -DargLine=-Dterrace.samples.write=true")
                .isEqualTo(JSON.readTree(request));
        assertThat(JSON.readValue(file, LayerRequest.class).platform()).isEqualTo(platform);
    }
}
