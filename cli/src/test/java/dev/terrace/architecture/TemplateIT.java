package dev.terrace.architecture;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.terrace.local.LocalCloud;
import dev.terrace.local.Progress;
import dev.terrace.local.TestPort;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemplateIT {
    @Test
    void sam_finds_nothing_in_the_template() {
        var cloud = LocalCloud.open(Path.of("..").toAbsolutePath().normalize(), TestPort.claim());

        assertThatCode(() -> cloud.validate(Progress.SILENT))
                .as("sam validate --lint; run it yourself to see its whole report")
                .doesNotThrowAnyException();
    }
}
