package dev.terrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        "plan shop, shop.yaml",
        "validate --json shop, shop.yaml",
        "explain cluster.nodeGroups.mi, cluster.nodeGroups.min",
        "completion f, fish"
    })
    void bash_completes_commands_options_files_and_keys(String typed, String completed) throws Exception {
        Files.writeString(home.resolve("shop.yaml"), "");
        assertThat(bash(typed)).isEqualTo(completed);
    }

    /** What no key begins like is left to what bash does by itself: files. */
    @Test
    void bash_completes_a_file_where_a_key_could_stand() throws Exception {
        assertThat(bash("explain shop")).isEmpty();
        assertThat(terrace("completion", "bash").out()).contains("-o default terrace ");
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
                "-n '__fish_seen_subcommand_from explain' -a 'platform environment region ",
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

    private Run terrace(String... args) {
        return Run.terrace(home, args);
    }
}
