package dev.terrace.cli;

import dev.terrace.cli.view.Notes;
import dev.terrace.cli.view.Style;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Whether a blueprint can be built. */
@Command(
        name = "validate",
        description =
                "Checks a blueprint and says all that is wrong with it, all that may be, and what of it is not built yet. Talks to nobody.",
        footer = {"", "Example:", "  ./terrace validate blueprints/task-manager.yaml"})
final class ValidateCommand extends Subcommand {
    @Parameters(paramLabel = "BLUEPRINT", description = "The platform's YAML file.")
    private Path file;

    @Override
    public Integer call() {
        var blueprint = read(file);
        if (json()) {
            var told = Map.of("status", "VALID", "platform", blueprint.platform());
            Output.json(terminal(), told, blueprint.warnings());
        } else {
            print("%s %s is a good blueprint of %s.%n"
                            .formatted(
                                    style().done(),
                                    Style.inLine(blueprint.name()),
                                    style().bold(blueprint.platform().name()))
                    + Notes.notBuiltYet(style(), blueprint.platform().notBuiltYet()));
        }
        return Terrace.FINE;
    }
}
