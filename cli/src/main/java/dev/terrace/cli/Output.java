package dev.terrace.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.engine.Kept;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Pods;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

    /** Prints what comes of a blueprint, with the list of its warnings. */
    static void json(Terminal terminal, Object value, List<BlueprintProblem> warnings) {
        ObjectNode document = MAPPER.valueToTree(value);
        document.set("warnings", MAPPER.valueToTree(warnings));
        json(terminal, document);
    }

    /** Prints one JSON document on stdout. */
    static void json(Terminal terminal, Object value) {
        terminal.document(MAPPER.writeValueAsString(value) + "\n");
    }
}
