package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
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

    private static void check(JsonNode tree, Report report) {
        var unreadable = SCHEMA.check(tree, report);
        if (tree instanceof ObjectNode blueprint && !unreadable.contains(JsonPointer.empty())) {
            var readable = blueprint.deepCopy();
            unreadable.forEach(section -> readable.remove(section.getMatchingProperty()));
            var platform = platform(readable);
            for (var check : Checks.ALL) {
                if (check.reads().stream().noneMatch(unreadable::contains)) {
                    check.rule().apply(platform, report);
                }
            }
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
