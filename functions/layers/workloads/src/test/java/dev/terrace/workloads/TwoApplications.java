package dev.terrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A platform of two applications in two namespaces, with all that components and jobs can say. */
final class TwoApplications {
    private static final String BLUEPRINT = "two-applications.blueprint.yaml";

    private TwoApplications() {}

    /** @param replacements texts of the blueprint, each followed by what to write instead */
    static Platform platform(String... replacements) {
        try (var file = TwoApplications.class.getResourceAsStream(BLUEPRINT)) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (var i = 0; i < replacements.length; i += 2) {
                assertThat(text).contains(replacements[i]);
                text = text.replace(replacements[i], replacements[i + 1]);
            }
            return switch (Blueprint.read(BLUEPRINT, text)) {
                case Blueprint.Valid valid -> valid.platform();
                case Blueprint.Invalid invalid ->
                    throw new AssertionError(invalid.problems().toString());
            };
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
