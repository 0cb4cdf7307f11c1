package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.terrace.local.LocalCloud;
import dev.terrace.local.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemplateIT {
    @Test
    void sam_finds_nothing_in_the_template() {
        var cloud = LocalCloud.open(
                Path.of("..").toAbsolutePath().normalize(), Integer.getInteger("terrace.test.port", 14566) + 200);

        assertThatCode(() -> cloud.validate(Progress.SILENT))
                .as("sam validate --lint; run it yourself to see its whole report")
                .doesNotThrowAnyException();
    }
}
