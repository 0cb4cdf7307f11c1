package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** The Task Manager's platform, by another name or with something different. */
final class TaskManager {
    static final String NAME = "task-manager";

    private TaskManager() {}

    static Platform platform() {
        return platform(Map.of());
    }

    static Platform named(String name) {
        return platform("platform: " + NAME, "platform: " + name);
    }

    static Platform platform(String text, String replacement) {
        return platform(Map.of(text, replacement));
    }

    /** @param replacements of texts of the blueprint */
    static Platform platform(Map<String, String> replacements) {
        var file = TestCloud.projectRoot().resolve("blueprints/task-manager.yaml");
        try {
            var yaml = Files.readString(file);
            for (var replacement : replacements.entrySet()) {
                assertThat(yaml).contains(replacement.getKey());
                yaml = yaml.replace(replacement.getKey(), replacement.getValue());
            }
            return ((Blueprint.Valid) Blueprint.read(file.toString(), yaml)).platform();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
