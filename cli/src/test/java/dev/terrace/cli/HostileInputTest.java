package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is typed, what files are named and what stands in them may be anything. */
class HostileInputTest {
    @TempDir
    private Path home;

    // ---------------------------------------------------------------- what is typed

    @ParameterizedTest
    @ValueSource(
            strings = {
                "completion %s",
                "plan x.yaml --%s",
                "up --port %s x.yaml",
                "init --platform shop --component web:%s"
            })
    void wrong_usage_is_told_in_a_few_lines_however_long_it_is(String args) {
        var run = terrace(args.formatted("x".repeat(100_000)).split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("xxx")
                .contains("--help` says how it is used")
                .hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001B]0;title\u0007", "\r", "\n✔ All is well.\n", "\u202E"})
    void wrong_usage_is_told_without_what_a_terminal_obeys(String control) {
        for (var args : List.of(List.of("completion", control), List.of("plan", "x.yaml", "--" + control))) {
            assertThat(terrace(args.toArray(String[]::new)).err())
                    .contains("?")
                    .doesNotContain(control)
                    .contains("--help` says how it is used");
        }
    }

    /** Java knows a file by the characters of the locale, and this one has none but those of ASCII. */
    @ParameterizedTest
    @ValueSource(strings = {"validate", "explain", "init", "plan"})
    void a_files_name_that_the_locale_does_not_have_is_told_in_words(String command) throws Exception {
        assertThat(inAscii(command + " $'\\303\\251.yaml'"))
                .contains("cannot be a file's name here")
                .contains("LC_ALL=C.UTF-8")
                .doesNotContain("java.")
                .doesNotContain("a key");
    }

    /** In a locale of its own, which a process has and a thread does not. */
    private String inAscii(String typed) throws Exception {
        var script = "exec \"$0\" -cp \"$1\" dev.terrace.cli.Terrace " + typed;
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder("bash", "-c", script, java, System.getProperty("java.class.path"))
                .directory(home.toFile())
                .redirectErrorStream(true);
        process.environment().put("LC_ALL", "C");
        var started = process.start();
        return new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------- what files are named

    @Test
    void what_explain_shows_is_a_blueprint_whatever_the_files_name_is() throws IOException {
        var file = home.resolve("shop.yaml\nplatform: another\u2028\n.yaml");
        init(file);
        var shown = home.resolve("shown.yaml");
        Files.writeString(shown, terrace("explain", file.toString()).out());

        var run = terrace("validate", "--json", shown.toString());
        assertThat(run.as(JsonNode.class).at("/platform/name").asString()).isEqualTo("shop");
    }

    @Test
    void a_files_name_makes_no_lines_of_its_own() throws IOException {
        var good = home.resolve("shop\n✔ All is well.yaml");
        var broken = Files.writeString(home.resolve("broken\n✔ All is well.yaml"), "platform: 1\n");
        for (var run : List.of(
                init(good),
                init(good), // it is there already
                terrace("validate", good.toString()),
                terrace("explain", good.toString()),
                terrace("validate", broken.toString()),
                terrace("validate", good.resolveSibling("none\n✔ All is well").toString()),
                terrace("explain", "no\n✔ All is well"))) {
            assertThat(run.out() + run.err()).contains("?✔ All is well");
            assertThat((run.out() + run.err()).lines()).noneMatch(line -> line.startsWith("✔ All is well"));
        }
    }

    // ---------------------------------------------------------------- what stands in them

    @Test
    void what_explain_shows_is_utf_8_whatever_the_terminal_speaks() throws IOException {
        var file = home.resolve("shop.yaml");
        init(file);
        Files.writeString(file, Files.readString(file) + "tags: { owner: Zoë 雪 }\n");
        var out = new ByteArrayOutputStream();
        var ascii = new PrintStream(out, true, StandardCharsets.US_ASCII);

        assertThat(Terrace.run(Terminal.plain(ascii, System.err, 100), home, "explain", file.toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("  owner: \"Zoë 雪\"");
    }

    @Test
    void programs_get_every_value_however_alike_the_keys_are() throws IOException {
        var file = home.resolve("shop.yaml");
        init(file);
        var alike = "team-".repeat(20);
        Files.writeString(
                file, Files.readString(file) + "tags: { %1$sa: one, %1$sb: two, a b: three }\n".formatted(alike));

        var values =
                terrace("explain", "--json", file.toString()).as(JsonNode.class).get("values");
        assertThat(values.at("/tags." + alike + "a/value").asString()).isEqualTo("one");
        assertThat(values.at("/tags." + alike + "b/value").asString()).isEqualTo("two");
        assertThat(values.at("/tags[\"a b\"]/value").asString()).isEqualTo("three");
    }

    private Run init(Path file) {
        return terrace("init", file.toString(), "--platform", "shop");
    }

    private Run terrace(String... args) {
        return Run.terrace(home, args);
    }
}
