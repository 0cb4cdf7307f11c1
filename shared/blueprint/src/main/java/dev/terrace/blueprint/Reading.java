package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a blueprint from text to platform: YAML, schema, defaults, records, checks of meaning. */
final class Reading {
    /** Strict: what the schema knows and the records do not is a mistake of ours that must not pass unseen. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static final BlueprintSchema SCHEMA = BlueprintSchema.load();

    /** The environment of a platform that names none. */
    private static final String PRODUCTION = "production";

    private final String fileName;
    private final List<Check> checks;

    Reading(String fileName) {
        this(fileName, Checks.ALL);
    }

    Reading(String fileName, List<Check> checks) {
        this.fileName = fileName;
        this.checks = checks;
    }

    Blueprint read(String yaml) {
        var source = YamlSource.parse(yaml);
        var report = new Report(fileName, source);
        source.syntaxProblems().forEach(report::add);
        if (!report.hasErrors()) {
            var problems = SCHEMA.check(source.tree(), report);
            if (problems.isEmpty()) {
                return read(source);
            }
            if (report.size() <= Report.MOST) {
                checkMeaning(source, report, problems);
            }
        }
        return new Blueprint.Invalid(report.errors(), report.warnings(), Optional.empty());
    }

    /** Reads what is right in form. */
    private Blueprint read(YamlSource source) {
        var meaning = meaning(source.tree(), source);
        var report = meaning.report();
        return report.hasErrors()
                ? new Blueprint.Invalid(report.errors(), report.warnings(), Optional.of(meaning.platform()))
                : new Blueprint.Valid(
                        meaning.platform(), new Explanation(meaning.completion(), source, SCHEMA), report.warnings());
    }

    /**
     * Meaning is checked even where the form is wrong elsewhere, so that all problems are told at once; unless those of form are more
     * than are told.
     */
    private void checkMeaning(YamlSource source, Report report, List<FormProblem> problems) {
        var holes = outermost(problems);
        if (holes.stream().anyMatch(hole -> hole.path().matches())) {
            return;
        }
        var unknownKeys = problems.stream()
                .map(FormProblem::unknownKey)
                .flatMap(Optional::stream)
                .toList();
        var found = Arrays.stream(StandIn.values())
                .limit(holes.isEmpty() ? 1 : StandIn.values().length)
                .map(standIn -> {
                    var readable = source.tree().deepCopy();
                    unknownKeys.forEach(key -> remove(readable, key));
                    holes.forEach(hole -> put(readable, hole.path(), standIn.of(hole.wanted(), SCHEMA)));
                    return meaning(readable, source).report();
                })
                .toList();
        report.addAll(
                found.getFirst(),
                found.getLast(),
                holes.stream().map(FormProblem.Hole::path).toList());
    }

    /** Without those in what is replaced as a whole. */
    private static List<FormProblem.Hole> outermost(List<FormProblem> problems) {
        var holes = new LinkedHashMap<JsonPointer, FormProblem.Hole>();
        problems.stream()
                .map(FormProblem::hole)
                .flatMap(Optional::stream)
                .forEach(hole -> holes.putIfAbsent(hole.path(), hole));
        return holes.values().stream()
                .filter(hole -> Stream.iterate(hole.path().head(), Objects::nonNull, JsonPointer::head)
                        .noneMatch(holes::containsKey))
                .toList();
    }

    /** What a tree says, and all that is wrong with it. */
    private record Meaning(Completion completion, Platform platform, Report report) {}

    /** Of the platform itself, and of the environments in which something differs, unless there is more than is told already. */
    private Meaning meaning(JsonNode tree, YamlSource source) {
        var meaning = meaning(tree, source, UnaryOperator.identity());
        Environment.differing(tree)
                .takeWhile(_ -> meaning.report().size() <= Report.MOST)
                .forEach(environment -> {
                    var its = meaning(environment.blueprint(), source, environment::written);
                    meaning.report().addAll(its.report(), environment);
                });
        return meaning;
    }

    private Meaning meaning(JsonNode tree, YamlSource source, UnaryOperator<JsonPointer> places) {
        var completion = Completion.of(tree, SCHEMA);
        var platform = platform(completion);
        var report = new Report(fileName, source, completion.whole(), places);
        checks.forEach(check -> check.apply(platform, report));
        return new Meaning(completion, platform, report);
    }

    private static void remove(JsonNode tree, JsonPointer key) {
        ((ObjectNode) tree.at(key.head())).remove(key.last().getMatchingProperty());
    }

    private static void put(JsonNode tree, JsonPointer path, JsonNode value) {
        switch (tree.at(path.head())) {
            case ArrayNode array -> array.set(path.last().getMatchingIndex(), value);
            case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
            default -> throw new IllegalStateException("nothing can stand at " + path);
        }
    }

    private static Platform platform(Completion completion) {
        var built = completion.whole().deepCopy();
        References.takeOutNotBuilt(built, SCHEMA);
        var environments = List.copyOf(built.path("environments").propertyNames());
        SCHEMA.takeOutNotBuilt(built);
        SCHEMA.takeOutSwitchedOff(built);
        built.put("environment", environments.isEmpty() ? PRODUCTION : environments.getLast());
        var notBuiltYet = built.putArray("notBuiltYet");
        completion
                .notBuilt()
                .forEach((path, what) -> notBuiltYet.add(Path.words(path, completion.whole()) + ": " + what));
        return MAPPER.treeToValue(built, Platform.class);
    }
}
