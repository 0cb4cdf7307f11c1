package dev.terrace.blueprint;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.platform.Golden;
import dev.terrace.platform.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/terrace/blueprint");

    /** The list is read as it is written: a method that is referred to does not tell its name. */
    @Test
    void are_all_in_the_list_and_each_once() throws IOException {
        var listed = listed();
        try (var files = Files.list(SOURCES)) {
            var written = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("Checks"))
                    .flatMap(ChecksTest::checks)
                    .collect(toSet());
            assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
        }
        assertThat(Checks.ALL).hasSameSizeAs(listed);
    }

    /** A check that no file breaks may as well be gone. */
    @Test
    void are_each_broken_by_a_file() throws IOException {
        var listed = listed();
        var unbroken = new ArrayList<>(listed);
        for (var file : blueprints()) {
            var text = Files.readString(file);
            for (var name : finders(text, listed)) {
                var check = Checks.ALL.get(listed.indexOf(name));
                if (unbroken.contains(name) && !told(text, List.of(check)).equals(told(text, List.of()))) {
                    unbroken.remove(name);
                }
            }
        }
        assertThat(unbroken)
                .as(
                        "checks that none of the broken and warned blueprints breaks, but those of a size that other tests make")
                .containsExactlyInAnyOrder(
                        "ApplicationChecks::environmentFitsIntoAConfigMap",
                        "ApplicationChecks::stringsAreThoseThatLinuxTakes");
    }

    private static List<Path> blueprints() throws IOException {
        try (var files = Files.walk(Golden.folder(ChecksTest.class))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    /** The checks that find anything: of a file that is wrong in form it may hang on what stands in for values. */
    private static Set<String> finders(String text, List<String> listed) {
        var finders = new TreeSet<String>();
        var watched = IntStream.range(0, listed.size())
                .mapToObj(i -> (Check) (platform, report) -> {
                    var before = report.size();
                    Checks.ALL.get(i).apply(platform, report);
                    if (report.size() > before) {
                        finders.add(listed.get(i));
                    }
                })
                .toList();
        new Reading("blueprint", watched).read(text);
        return finders;
    }

    private static List<BlueprintProblem> told(String text, List<Check> checks) {
        return switch (new Reading("blueprint", checks).read(text)) {
            case Blueprint.Valid valid -> valid.warnings();
            case Blueprint.Invalid invalid ->
                Stream.concat(invalid.problems().stream(), invalid.warnings().stream())
                        .toList();
        };
    }

    private static List<String> listed() throws IOException {
        return Pattern.compile("\\b(\\w+Checks::\\w+)")
                .matcher(Files.readString(SOURCES.resolve("Checks.java")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static Stream<String> checks(String name) {
        try {
            return Stream.of(Class.forName("dev.terrace.blueprint." + name).getDeclaredMethods())
                    .filter(method -> !method.isSynthetic())
                    .filter(method -> List.of(method.getParameterTypes()).equals(List.of(Platform.class, Report.class)))
                    .map(method -> name + "::" + method.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
