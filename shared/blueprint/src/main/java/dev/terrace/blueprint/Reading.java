package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import java.util.Collections;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Takes a blueprint from text to platform: YAML, schema, defaults, records, checks of meaning. */
final class Reading {
    /** Strict: what the schema knows and the records do not is a mistake of ours that must not pass unseen. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final BlueprintSchema SCHEMA = BlueprintSchema.load();

    private final String fileName;

    Reading(String fileName) {
        this.fileName = fileName;
    }

    Blueprint read(String yaml) {
        var source = YamlSource.parse(yaml);
        var report = new Report(fileName, source);
        if (source.syntaxProblems().isEmpty()) {
            check(source.tree(), report);
        } else {
            source.syntaxProblems().forEach(report::add);
        }
        return report.isEmpty()
                ? new Blueprint.Valid(platform(source.tree()))
                : new Blueprint.Invalid(report.problems());
    }

    /** Meaning is checked even when the form is wrong elsewhere, so that all problems are told at once. */
    private static void check(JsonNode tree, Report report) {
        var remains = SCHEMA.check(tree, report);
        if (remains.unreadable().contains(JsonPointer.empty())) {
            return;
        }
        var readable = tree.deepCopy();
        remains.unknownKeys().forEach(key -> remove(readable, key));
        remains.unreadable().forEach(section -> remove(readable, section));
        var platform = platform(readable);
        Checks.ALL.stream()
                .filter(check -> Collections.disjoint(check.reads(), remains.unreadable()))
                .forEach(check -> check.rule().apply(platform, report));
    }

    private static void remove(JsonNode tree, JsonPointer key) {
        if (tree.at(key.head()) instanceof ObjectNode object) {
            object.remove(key.last().getMatchingProperty());
        }
    }

    private static Platform platform(JsonNode tree) {
        var complete = (ObjectNode) tree.deepCopy();
        SCHEMA.fillIn(complete);
        var notBuilt = SCHEMA.takeOutNotBuilt(complete);
        notBuilt.forEach(complete.putArray("notBuiltYet")::add);
        return MAPPER.treeToValue(complete, Platform.class);
    }
}
