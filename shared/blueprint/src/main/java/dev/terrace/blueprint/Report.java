package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonPointer;

/** Collects all problems of one blueprint and knows where they stand in the file. */
final class Report {
    private static final Comparator<BlueprintProblem> BY_PLACE = Comparator.comparingInt(BlueprintProblem::line)
            .thenComparingInt(BlueprintProblem::column)
            .thenComparing(BlueprintProblem::path)
            .thenComparing(BlueprintProblem::found);

    private static final int MOST = 100;

    private final String fileName;
    private final YamlSource source;
    private final Set<Entry> entries = new LinkedHashSet<>();

    /** A problem, and where it is. */
    record Entry(JsonPointer path, BlueprintProblem problem) {
        /** Whether it is at a place or in what stands there. */
        boolean isAt(JsonPointer place) {
            return (path + "/").startsWith(place + "/");
        }
    }

    Report(String fileName, YamlSource source) {
        this.fileName = fileName;
        this.source = source;
    }

    /** What stands at the path is not what is expected. */
    void add(JsonPointer path, String expected) {
        add(path, expected, "");
    }

    /** What stands at the path is not what is expected; what to do is not plain. */
    void add(JsonPointer path, String expected, String remedy) {
        add(source.position(path), path, source.words(path), expected, remedy);
    }

    /** As {@link #add(JsonPointer, String, String)}, for what is better told in other words than the file's. */
    void addFound(JsonPointer path, String found, String expected, String remedy) {
        add(source.position(path), path, found, expected, remedy);
    }

    /** It is the key, and not what stands behind it. */
    void addKey(JsonPointer path, String found, String expected, String remedy) {
        add(source.keyPosition(path), path, found, expected, remedy);
    }

    void add(YamlSource.SyntaxProblem problem) {
        add(problem.position(), problem.path(), problem.found(), problem.expected(), "");
    }

    private void add(YamlSource.Position position, JsonPointer path, String found, String expected, String remedy) {
        var problem = new BlueprintProblem(
                fileName, position.line(), position.column(), Path.words(path, source), found, expected, remedy);
        add(new Entry(path, problem));
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** What stands at the path, in a few words. */
    String found(JsonPointer path) {
        return source.words(path);
    }

    /** A path as users know it. */
    String words(JsonPointer path) {
        return Path.words(path, source);
    }

    Set<Entry> entries() {
        return entries;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The problems by line: the first hundred, since nobody reads more before mending some. */
    List<BlueprintProblem> problems() {
        var all = entries.stream().map(Entry::problem).sorted(BY_PLACE).toList();
        if (all.size() <= MOST) {
            return all;
        }
        var told = new ArrayList<>(all.subList(0, MOST));
        var next = all.get(MOST);
        told.add(new BlueprintProblem(
                fileName,
                next.line(),
                next.column(),
                "",
                "%d problems more, from here on".formatted(all.size() - MOST),
                "none",
                "Mend those above first."));
        return told;
    }
}
