package dev.terrace.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What a shell needs to complete what is typed. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Terrace.Version.class,
        description = "Prints the script by which a shell completes commands, options, blueprint files and keys.",
        footer = {
            "",
            "Examples, for this shell alone:",
            "  source <(./terrace completion bash)",
            "  source <(./terrace completion zsh)",
            "  ./terrace completion fish | source",
            "",
            "For every shell put the line into ~/.bashrc or ~/.zshrc, with the whole path of ./terrace; for fish write the script "
                    + "into ~/.config/fish/completions/terrace.fish.",
        })
final class CompletionCommand implements Callable<Integer> {
    @ParentCommand
    private Terrace terrace;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SHELL",
            converter = ShellConverter.class,
            completionCandidates = Shells.class,
            description = "bash, zsh or fish.")
    private Shell shell;

    private enum Shell {
        BASH,
        ZSH,
        FISH;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final class Shells implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Shell.values()).map(Shell::word).iterator();
        }
    }

    static final class ShellConverter implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String text) {
            return Arrays.stream(Shell.values())
                    .filter(shell -> shell.word().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is none of %s".formatted(text, String.join(", ", new Shells()))));
        }
    }

    @Override
    public Integer call() {
        var command = spec.parent();
        var script =
                switch (shell) {
                    // the one script is for both: in zsh it loads what makes zsh understand bash's completions
                    case BASH, ZSH -> AutoComplete.bash(command.name(), command.commandLine());
                    case FISH -> FishCompletion.of(command);
                };
        terrace.terminal().out().writeBytes(script.getBytes(StandardCharsets.UTF_8));
        terrace.terminal().out().flush();
        return Terrace.FINE;
    }
}
