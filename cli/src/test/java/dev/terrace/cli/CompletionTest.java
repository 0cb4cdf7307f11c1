package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "pl, plan",
        "comp, completion",
        "plan --re, --region --replace",
        "init --pl, --platform",
        "explain cluster.nodeGroups.mi, cluster.nodeGroups.min",
        "completion f, fish"
    })
    void bash_completes_commands_options_and_keys(String typed, String completed) throws Exception {
        assertThat(bash(typed)).isEqualTo(completed);
    }

    /** Only bash itself can: it knows how to quote a name, and never takes one for a command. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            validate sh,           shop.yaml
            validate it,           it's.yaml
            validate a,            a$(touch pwned).yaml
            plan --region x b,     b`touch pwned`.yaml
            init my,               my shop.yaml
            explain it,            it's.yaml
            """)
    void bash_completes_a_file_whatever_is_in_its_name(String typed, String name) throws Exception {
        Files.writeString(home.resolve(name), "");
        assertThat(typedInBash(typed)).isEqualTo(name);
        assertThat(home.resolve("pwned")).doesNotExist();
    }

    @Test
    void bash_offers_no_file_where_an_option_has_its_value() throws Exception {
        Files.writeString(home.resolve("shop.yaml"), "");
        assertThat(typedInBash("plan --region sh")).isEqualTo("sh");
    }

    @Test
    void zsh_gets_what_makes_it_understand_the_same() {
        assertThat(terrace("completion", "zsh").out())
                .isEqualTo(terrace("completion", "bash").out())
                .contains("bashcompinit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-n __fish_use_subcommand -a plan -d 'Says",
                "-n '__fish_seen_subcommand_from plan' -l replace -x -d '",
                "-n '__fish_seen_subcommand_from plan' -s v -l verbose -d '",
                "-n '__fish_seen_subcommand_from plan' -a '(__fish_complete_suffix .yaml)'",
                "-n '__fish_seen_subcommand_from init' -a '(__fish_complete_suffix .yaml)'",
                "-n '__fish_seen_subcommand_from explain' -a '(__fish_complete_suffix .yaml)'",
                "-n '__fish_seen_subcommand_from explain' -a 'platform region tags ",
                "-n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'"
            })
    void fish_completes_the_same(String line) {
        assertThat(terrace("completion", "fish").out().lines())
                .anyMatch(it -> it.startsWith("complete -c terrace " + line));
    }

    @Test
    void fish_is_told_texts_in_which_it_finds_nothing_of_its_own() {
        assertThat(terrace("completion", "fish").out().lines())
                .allMatch(line -> line.matches(
                        "complete -c terrace(?: -[a-zF]| [\\w-]++| '[^'\\\\]*+(?:\\\\['\\\\][^'\\\\]*+)*+')*+"));
    }

    /** What bash offers for a line that is typed in the folder. */
    private String bash(String typed) throws Exception {
        Files.writeString(
                home.resolve("completion"), terrace("completion", "bash").out());
        var words = List.of(typed.split(" "));
        var script = """
                set -f
                source ./completion
                COMP_WORDS=(terrace "$@")
                COMP_CWORD=$#
                COMP_LINE="terrace $*"
                COMP_POINT=${#COMP_LINE}
                _complete_terrace
                echo "${COMPREPLY[@]}"
                """;
        var command = new ArrayList<>(List.of("bash", "--norc", "-c", script, "bash"));
        command.addAll(words);
        var process = new ProcessBuilder(command).directory(home.toFile()).start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out.strip().replaceAll("\\s+", " ");
    }

    /** The last argument of a command that is typed in the folder, on a terminal, with a TAB at its end. */
    private String typedInBash(String typed) throws Exception {
        Files.writeString(
                home.resolve("completion"), terrace("completion", "bash").out());
        var terminal =
                new ProcessBuilder("python3", "-c", "import pty; pty.spawn(['bash', '--norc', '--noprofile', '-i'])");
        terminal.environment().putAll(Map.of("TERM", "dumb", "INPUTRC", "/dev/null", "HISTFILE", "/dev/null"));
        var bash = terminal.directory(home.toFile()).redirectErrorStream(true).start();
        try (var keys = bash.outputWriter(StandardCharsets.UTF_8)) {
            keys.write("""
                    source ./completion
                    terrace() { printf '%%s' "${!#}" >completed; }
                    terrace %s\t
                    exit
                    """.formatted(typed));
        }
        var shown = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(shown).isZero();
        return Files.readString(home.resolve("completed"));
    }

    private Run terrace(String... args) {
        return Run.terrace(home, args);
    }
}
