package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Collects all errors of one blueprint and all warnings, and knows where they stand in the file. A file may have as many problems as
 * values: what costs time, to word one and to think of a remedy, is left for those that are told.
 */
final class Report {
    /** Of so many problems the first are told, by line: nobody reads more before mending some. */
    static final int MOST = 100;

    private static final JsonPointer APPLICATIONS = Path.of("applications");

    private static final Comparator<Entry> BY_PLACE = Comparator.comparing(Entry::position)
            .thenComparing(entry -> entry.path().toString())
            .thenComparing(Entry::found);

    private final String fileName;
    private final YamlSource source;
    private final JsonNode whole;
    private final UnaryOperator<JsonPointer> places;
    private final Map<Entry, Supplier<String>> remedies = new LinkedHashMap<>();

    /** Whether it keeps the blueprint from being built. */
    private enum Severity {
        ERROR,
        WARNING
    }

    /** A problem, and where it is. */
    private record Entry(
            Severity severity, YamlSource.Position position, JsonPointer path, String found, String expected) {}

    /**
     * @param whole the blueprint with all that it leaves out
     * @param places where the file says what stands at a place of the blueprint
     */
    Report(String fileName, YamlSource source, JsonNode whole, UnaryOperator<JsonPointer> places) {
        this.fileName = fileName;
        this.source = source;
        this.whole = whole;
        this.places = places;
    }

    Report(String fileName, YamlSource source) {
        this(fileName, source, source.tree(), UnaryOperator.identity());
    }

    /** The blueprint with all that it leaves out, in its own words: for what no record holds yet. */
    JsonNode whole() {
        return whole;
    }

    /** What stands at the path is not what is expected. */
    void add(JsonPointer path, String expected) {
        add(path, expected, "");
    }

    /** What stands at the path is not what is expected; what to do is not plain. */
    void add(JsonPointer path, String expected, String remedy) {
        add(path, expected, () -> remedy);
    }

    /** As {@link #add(JsonPointer, String, String)}, with a remedy that takes time to find. */
    void add(JsonPointer path, String expected, Supplier<String> remedy) {
        addFound(path, found(path), expected, remedy);
    }

    /** As {@link #add(JsonPointer, String, String)}, for what is better told in other words than the file's. */
    void addFound(JsonPointer path, String found, String expected, String remedy) {
        addFound(path, found, expected, () -> remedy);
    }

    void addFound(JsonPointer path, String found, String expected, Supplier<String> remedy) {
        add(Severity.ERROR, path, found, expected, remedy);
    }

    /** What stands at the path may be wrong: who wrote it is told, and the blueprint is built. */
    void warn(JsonPointer path, String expected, String remedy) {
        warnFound(path, found(path), expected, remedy);
    }

    /** As {@link #warn}, for what is better told in other words than the file's. */
    void warnFound(JsonPointer path, String found, String expected, String remedy) {
        add(Severity.WARNING, path, found, expected, () -> remedy);
    }

    /** It is the key, and not what stands behind it. */
    void addKey(JsonPointer path, String found, String expected, String remedy) {
        addKey(path, found, expected, () -> remedy);
    }

    /** As {@link #addKey(JsonPointer, String, String, String)}, with a remedy that takes time to find. */
    void addKey(JsonPointer path, String found, String expected, Supplier<String> remedy) {
        var place = places.apply(path);
        add(Severity.ERROR, source.keyPosition(place), place, found, expected, remedy);
    }

    void add(YamlSource.SyntaxProblem problem) {
        add(Severity.ERROR, problem.position(), problem.path(), problem.found(), problem.expected(), problem::remedy);
    }

    private void add(Severity severity, JsonPointer path, String found, String expected, Supplier<String> remedy) {
        var place = places.apply(path);
        add(severity, position(place), place, found, expected, remedy);
    }

    private void add(
            Severity severity,
            YamlSource.Position position,
            JsonPointer path,
            String found,
            String expected,
            Supplier<String> remedy) {
        remedies.putIfAbsent(new Entry(severity, position, path, found, expected), remedy);
    }

    /**
     * Takes over what two other reports of the same file both say.
     *
     * @param except the places about which, and about what stands there, nothing is taken over
     */
    void addAll(Report found, Report also, List<JsonPointer> except) {
        var places = except.stream().map(place -> place + "/").toList();
        found.remedies.forEach((entry, remedy) -> {
            var place = entry.path() + "/";
            if (also.remedies.containsKey(entry) && places.stream().noneMatch(place::startsWith)) {
                remedies.putIfAbsent(entry, remedy);
            }
        });
    }

    /**
     * Takes over what is wrong with an environment and not with the platform itself. What stands elsewhere, and is wrong because of what
     * differs, is told where that is.
     */
    void addAll(Report found, Environment environment) {
        var already = Set.copyOf(remedies.keySet());
        found.remedies.forEach((entry, remedy) -> {
            if (environment.holds(entry.path())) {
                remedies.putIfAbsent(entry, remedy);
            } else if (!already.contains(entry)) {
                var expected = "%s, at %s".formatted(entry.expected(), words(entry.path()));
                add(entry.severity(), environment.nearest(entry.path()), entry.found(), expected, remedy);
            }
        });
    }

    /** The text that the file has at the path, if it has any: for what no record holds yet. */
    Optional<String> text(JsonPointer path) {
        return written(path).stringValueOpt();
    }

    /** What the file itself says there; missing when it says nothing. */
    JsonNode written(JsonPointer path) {
        return source.tree().at(places.apply(path));
    }

    /** Whether the file itself says something there: what is left out is filled in. */
    boolean isWritten(JsonPointer path) {
        return source.has(places.apply(path));
    }

    /** What stands at the path, in a few words; where the file is silent, what holds instead. */
    String found(JsonPointer path) {
        var holds = whole.at(path);
        return isWritten(path) || !holds.isValueNode()
                ? source.words(places.apply(path))
                : "%s, since nothing is written".formatted(holds);
    }

    /** A path as users know it. */
    String words(JsonPointer path) {
        return Path.words(places.apply(path), source.tree());
    }

    /** Of a section that the file lacks: where the applications are, from which it follows. */
    private YamlSource.Position position(JsonPointer path) {
        var isInFile = path.matches() || path.tail().matches() || source.has(Path.of(path.getMatchingProperty()));
        return source.position(isInFile ? path : APPLICATIONS);
    }

    boolean hasErrors() {
        return remedies.keySet().stream().anyMatch(entry -> entry.severity == Severity.ERROR);
    }

    int size() {
        return remedies.size();
    }

    List<BlueprintProblem> errors() {
        return problems(Severity.ERROR);
    }

    List<BlueprintProblem> warnings() {
        return problems(Severity.WARNING);
    }

    /** The problems by line, and how many more there are than are told. */
    private List<BlueprintProblem> problems(Severity severity) {
        var all = remedies.keySet().stream()
                .filter(entry -> entry.severity == severity)
                .sorted(BY_PLACE)
                .toList();
        var told = new ArrayList<BlueprintProblem>();
        all.stream().limit(MOST).map(this::problem).forEach(told::add);
        if (all.size() > MOST) {
            var next = all.get(MOST).position();
            told.add(new BlueprintProblem(
                    fileName,
                    next.line(),
                    next.column(),
                    "",
                    "%d problems more, from here on".formatted(all.size() - MOST),
                    "none",
                    "Mend those above first."));
        }
        return told;
    }

    private BlueprintProblem problem(Entry entry) {
        var position = entry.position();
        return new BlueprintProblem(
                fileName,
                position.line(),
                position.column(),
                Path.words(entry.path(), source.tree()),
                entry.found(),
                entry.expected(),
                remedies.get(entry).get());
    }
}
