package dev.terrace.cli;

import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.view.PlanView;
import dev.terrace.cli.view.ProgressView;
import dev.terrace.platform.Replacement;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an apply would do. */
@Command(
        name = "plan",
        description = "Says what an apply would create, change, replace or delete. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing would change", "1:an error, or wrong usage", "2:something would change"},
        footer = {
            "",
            "Examples:",
            "  ./terrace plan blueprints/task-manager.yaml",
            "  ./terrace plan --json platform.yaml | jq '.layers[].changes[].resource'",
        })
final class PlanCommand extends Subcommand {
    @Parameters(paramLabel = "BLUEPRINT", description = "The platform's YAML file.")
    private Path file;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show every field of what would be created, and long values whole.")
    private boolean verbose;

    @Override
    public Integer call() {
        var blueprint = BlueprintFile.read(file);
        var platform = blueprint.platform().name();
        try (var account = account(blueprint);
                var activity = activity()) {
            var provisioning = new Provisioning(account, stack(account), Clock.systemUTC());
            var key = provisioning.upload(platform, blueprint.text());
            var view = new ProgressView(terminal().errStyle(), true);
            var plan = Runs.follow(provisioning, provisioning.plan(platform, key), Provisioning.LAYERS, activity, view)
                    .report();
            if (json()) {
                Output.json(terminal(), plan);
            } else {
                print(new PlanView(style(), verbose, sameCloud())
                        .render(plan, blueprint.name(), blueprint.platform().replacement() == Replacement.ALLOW));
            }
            return plan.changes().isEmpty() ? Terrace.FINE : Terrace.CHANGES;
        }
    }
}
