package dev.terrace.network;

import dev.terrace.blueprint.Documents;
import dev.terrace.platform.Platform;

/** The Task Manager's platform, by another name or with something different. */
final class TaskManager {
    static final String NAME = "task-manager";

    private TaskManager() {}

    static Platform platform(String... replacements) {
        return Documents.platform(NAME, replacements);
    }

    static Platform named(String name) {
        return platform("platform: " + NAME, "platform: " + name);
    }
}
