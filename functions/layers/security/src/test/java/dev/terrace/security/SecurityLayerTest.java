package dev.terrace.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.aws.Declaration;
import dev.terrace.aws.Home;
import dev.terrace.blueprint.Blueprint;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the layer declares; the golden file is to be read as a diff when it changes. */
class SecurityLayerTest {
    private static final Path BLUEPRINTS = Path.of("../../../blueprints");

    private static Layer declared(String blueprint) throws IOException {
        var file = BLUEPRINTS.resolve(blueprint + ".yaml");
        var platform =
                switch (Blueprint.read(file.toString(), Files.readString(file))) {
                    case Blueprint.Valid valid -> valid.platform();
                    case Blueprint.Invalid invalid -> throw new AssertionError(invalid.problems());
                };
        var layer = new Layer(new Owner(platform.name(), "security", Map.of()));
        SecurityLayer.declare(new Home("aws", "us-east-1", "111122223333"), platform, layer);
        return layer;
    }

    @Test
    void the_task_manager_is_declared_as_in_the_golden_file() throws IOException {
        Declaration.assertMatches(
                Path.of("src/test/resources/dev/terrace/security/task-manager.txt"), declared("task-manager"));
    }

    @Test
    void keys_and_roles_that_no_layer_will_ask_for_are_not_declared() throws IOException {
        assertThat(declared("task-manager").specs()).containsKey("flow-logs-role");
        assertThat(declared("status-page-eks").specs()).doesNotContainKey("flow-logs-role");
    }

    @Test
    void every_key_can_still_be_managed_by_the_account() throws IOException {
        assertThat(declared("task-manager").specs().values())
                .filteredOn(KmsKey.class::isInstance)
                .hasSize(3)
                .allSatisfy(key -> assertThat(((KmsKey) key).keyPolicy().text())
                        .contains("arn:aws:iam::111122223333:root", "kms:Put*", "kms:ScheduleKeyDeletion"));
    }
}
