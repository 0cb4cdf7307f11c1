package dev.terrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schemas of resource types that CloudFormation publishes, as they come with cfn-lint, and that with the SAM CLI. */
public final class PublishedSchemas {
    private PublishedSchemas() {}

    /** Of {@code providers/<region>.json}, which says which file in {@code resources} is a type's. Installed if need be. */
    public static Path folder() {
        var libraries = Installation.sam().install(TestCloud.Printed.PROGRESS).resolve("lib");
        try (var found = Files.newDirectoryStream(libraries, "python*")) {
            for (var python : found) {
                return python.resolve("site-packages/cfnlint/data/schemas");
            }
            throw new IllegalStateException("no Python in " + libraries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
