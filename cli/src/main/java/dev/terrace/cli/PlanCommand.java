package dev.terrace.cli;

import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.view.PlanView;
import dev.terrace.cli.view.ProgressView;
import dev.terrace.platform.LayerName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
final class PlanCommand extends CloudCommand {
    @Parameters(paramLabel = "BLUEPRINT", description = "The platform's YAML file.")
    private Path file;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show every field of what would be created, and long values whole.")
    private boolean verbose;

    @Mixin
    private Consent consent;

    @Override
    public Integer call() {
        var blueprint = read(file);
        var platform = blueprint.platform().name();
        try (var account = account(blueprint);
                var activity = activity()) {
            var provisioning = new Provisioning(account, stack(account), Clock.systemUTC());
            var key = provisioning.upload(platform, blueprint.text());
            var view = new ProgressView(terminal().errStyle(), true);
            var plan = new Runs(provisioning, activity, view, Clock.systemUTC())
                    .follow(() -> provisioning.plan(platform, key, consent.replace()), List.of(LayerName.values()))
                    .report();
            if (json()) {
                Output.json(terminal(), plan, blueprint.warnings());
            } else {
                print(new PlanView(style(), verbose, sameCloud()).render(plan, blueprint.name(), consent.replace()));
            }
            return plan.changes().isEmpty() ? Terrace.FINE : Terrace.CHANGES;
        }
    }
}
