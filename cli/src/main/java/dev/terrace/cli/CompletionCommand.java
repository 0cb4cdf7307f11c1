package dev.terrace.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
    /** Where files are offered. The command may have switched the shell's own completion off, since it has options with values. */
    private static final Pattern FILES =
            Pattern.compile("(compopt) -o filenames\n *positionals=\\$\\( compgen -f -- .*");

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
                    case BASH, ZSH -> bash(command);
                    case FISH -> FishCompletion.of(command);
                };
        terrace.terminal().document(script);
        return Terrace.FINE;
    }

    /** Picocli's script, in which files are left to the shell: picocli's own way expands their names, and so runs commands in them. */
    private static String bash(CommandSpec command) {
        return FILES.matcher(AutoComplete.bash(command.name(), command.commandLine()))
                .replaceAll("$1 -o default");
    }
}
