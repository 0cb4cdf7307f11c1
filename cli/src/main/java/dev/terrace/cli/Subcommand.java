package dev.terrace.cli;

import dev.terrace.cli.view.BlueprintView;
import dev.terrace.cli.view.Style;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What each subcommand has: a result for programs, and the streams to speak on. */
@Command(mixinStandardHelpOptions = true, versionProvider = Terrace.Version.class, showDefaultValues = false)
abstract class Subcommand implements Callable<Integer> {
    @ParentCommand
    private Terrace terrace;

    @Option(names = "--json", description = "Print the result as one JSON document on stdout.")
    private boolean json;

    final boolean json() {
        return json;
    }

    final Terminal terminal() {
        return terrace.terminal();
    }

    final Style style() {
        return terminal().style();
    }

    /** The project's folder. */
    final Path home() {
        return terrace.home();
    }

    final Log log() {
        return terrace.log();
    }

    final void print(String text) {
        terminal().out().print(text);
        terminal().out().flush();
    }

    /**
     * Reads a blueprint, and tells people its warnings before anything is begun; programs find them in the result.
     *
     * @throws InvalidBlueprintException with all its errors
     */
    final BlueprintFile read(Path file) {
        var blueprint = BlueprintFile.read(file);
        if (!json && !blueprint.warnings().isEmpty()) {
            terminal()
                    .err()
                    .print(new BlueprintView(terminal().errStyle()).warnings(blueprint.name(), blueprint.warnings()));
        }
        return blueprint;
    }
}
