package dev.terrace.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.terrace.engine.Kept;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Pods;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results for programs. */
final class Output {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addMixIn(LayerReport.class, Told.class)
            .addMixIn(Kept.class, Said.class)
            .build();

    private Output() {}

    /** What programs are told of a layer's report: the rest is what passes and layers have to tell each other. */
    @JsonIncludeProperties({
        "layer",
        "status",
        "begun",
        "updated",
        "waitingFor",
        "changes",
        "resources",
        "kept",
        "notes",
        "calls",
        "millis",
        "pods"
    })
    private interface Told {
        @JsonInclude(JsonInclude.Include.ALWAYS)
        Map<String, Pods> pods();
    }

    private interface Said {
        @JsonValue
        String sentence();
    }

    /** Prints one JSON document on stdout, in UTF-8 whatever the terminal speaks. */
    static void json(Terminal terminal, Object value) {
        terminal.out().writeBytes((MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8));
        terminal.out().flush();
    }
}
