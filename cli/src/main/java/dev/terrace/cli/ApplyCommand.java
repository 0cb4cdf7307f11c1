package dev.terrace.cli;

import dev.terrace.cli.cloud.Account;
import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.view.ProgressView;
import dev.terrace.cli.view.RunView;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.LayerName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Builds a platform where Terrace is installed. */
@Command(
        name = "apply",
        description = "Builds or changes a platform, so that it is as its blueprint says.",
        footer = {
            "",
            "The local cloud is used when it runs, AWS with --aws. What is there is compared, so that applying again changes nothing,",
            "and goes on where an interrupted apply stopped.",
            "",
            "Examples:",
            "  ./terrace apply blueprints/task-manager.yaml",
            "  ./terrace apply platform.yaml --replace cluster/nodes-burst",
            "  ./terrace apply --aws --region eu-central-1 platform.yaml",
        })
final class ApplyCommand extends CloudCommand {
    @Parameters(paramLabel = "BLUEPRINT", description = "The platform's YAML file.")
    private Path file;

    @Mixin
    private Consent consent;

    @Override
    public Integer call() {
        var blueprint = read(file);
        try (var account = account(blueprint);
                var activity = activity()) {
            return apply(
                    this, account, blueprint, consent.replace(), activity, clusterPrograms(this, blueprint, activity));
        }
    }

    /**
     * Builds a platform and shows how it goes.
     *
     * @param replace what may be replaced, as {@code layer/name}
     * @param clusterPrograms what the local cloud's clusters wait for
     */
    static int apply(
            CloudCommand command,
            Account account,
            BlueprintFile blueprint,
            List<String> replace,
            Activity activity,
            CompletableFuture<Void> clusterPrograms) {
        throwFailure(clusterPrograms);
        var platform = blueprint.platform().name();
        var provisioning = new Provisioning(account, command.stack(account), Clock.systemUTC());
        var key = provisioning.upload(platform, blueprint.text());
        var view = new ProgressView(command.terminal().errStyle(), false);
        Runs.Ended ended;
        try {
            ended = new Runs(provisioning, activity, view, Clock.systemUTC())
                    .follow(() -> provisioning.apply(platform, key, replace), List.of(LayerName.values()));
        } catch (ProblemException failed) {
            throwFailure(clusterPrograms); // the cluster's failure comes from it
            throw failed;
        }
        if (command.json()) {
            Output.json(command.terminal(), ended.report(), blueprint.warnings());
        } else {
            command.print(new RunView(command.style(), command.sameCloud())
                    .render(ended.report(), blueprint.name(), ended.took()));
        }
        return Terrace.FINE;
    }

    /** Begins with what the local cloud's clusters need, which takes minutes the first time, where the platform has one. */
    static CompletableFuture<Void> clusterPrograms(CloudCommand command, BlueprintFile blueprint, Activity activity) {
        return command.aws() || blueprint.platform().cluster() == null
                ? CompletableFuture.completedFuture(null)
                : command.localCloud().installControlPlane(activity);
    }

    private static void throwFailure(CompletableFuture<Void> clusterPrograms) {
        if (clusterPrograms.isCompletedExceptionally()
                && clusterPrograms.exceptionNow() instanceof RuntimeException failure) {
            throw failure;
        }
    }
}
