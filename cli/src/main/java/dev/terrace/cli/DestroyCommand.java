package dev.terrace.cli;

import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.view.DestroyView;
import dev.terrace.cli.view.ProgressView;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.LayerName;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The end of a platform. */
@Command(
        name = "destroy",
        description = "Takes a platform down, the last layer first, and proves that nothing of it is left.",
        footer = {
            "",
            "What holds data is kept or snapshotted as `deletion:` in the applied blueprint says; what was kept is listed.",
            "",
            "Examples:",
            "  ./terrace destroy task-manager          asks for the name to be typed",
            "  ./terrace destroy task-manager --yes    for scripts",
        })
final class DestroyCommand extends CloudCommand {
    @Parameters(paramLabel = "PLATFORM", converter = Options.Name.class, description = "The platform's name.")
    private String platform;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!yes && !terminal().inLive()) {
            throw refused("There is no terminal to ask on, so nothing was destroyed.", "Add --yes if you mean it.");
        }
        try (var account = account(platform)) {
            var stack = stack(account);
            confirm();
            try (var activity = activity()) {
                var provisioning = new Provisioning(account, stack, Clock.systemUTC());
                var view = new ProgressView(terminal().errStyle(), false);
                var ended = new Runs(provisioning, activity, view, Clock.systemUTC())
                        .follow(
                                () -> provisioning.destroy(platform),
                                List.of(LayerName.values()).reversed());
                var destroyed = provisioning.destroyed(ended.report());
                if (json()) {
                    Output.json(terminal(), destroyed);
                } else {
                    print(new DestroyView(style()).render(destroyed, ended.took()));
                }
                return Terrace.FINE;
            }
        }
    }

    private void confirm() {
        if (yes) {
            return;
        }
        terminal()
                .err()
                .print("This deletes %s and what it holds. Type its name to go on: "
                        .formatted(terminal().errStyle().bold(platform)));
        terminal().err().flush();
        if (!platform.equals(terminal().readLine())) {
            throw refused("That is not the platform's name, so nothing was destroyed.", "");
        }
    }

    private static ProblemException refused(String message, String remedy) {
        return new ProblemException(Problem.user("NotConfirmed", "", message, remedy));
    }
}
