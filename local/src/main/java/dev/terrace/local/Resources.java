package dev.terrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The scripts that this module brings along. */
final class Resources {

    private Resources() {}

    static void copy(String name, Path target) {
        try (var content = Resources.class.getResourceAsStream(name)) {
            Files.createDirectories(target.getParent());
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw LocalCloudException.tried("write " + target, failure);
        }
    }
}
