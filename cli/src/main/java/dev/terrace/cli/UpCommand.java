package dev.terrace.cli;

import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The local cloud and a platform in it. */
@Command(
        name = "up",
        description = "Starts the local cloud, installs Terrace in it, and builds a platform there.",
        footer = {
            "",
            "What is missing is set up first: the AWS emulator, the SAM CLI, a Kubernetes control plane. That takes some minutes the",
            "first time. What runs already is used as it is. Terrace is installed in the blueprint's region; another region's",
            "blueprint makes a second installation beside it.",
            "",
            "Examples:",
            "  ./terrace up blueprints/task-manager.yaml",
            "  ./terrace up --port 5000 blueprints/task-manager.yaml    a second local cloud",
        })
final class UpCommand extends CloudCommand {
    @Parameters(paramLabel = "BLUEPRINT", description = "The platform's YAML file.")
    private Path file;

    @Override
    public Integer call() {
        if (aws()) {
            throw new ProblemException(Problem.user(
                    "LocalOnly", "", "`up` is about the local cloud.", "Type `./terrace apply --aws " + file + "`."));
        }
        if (!isDefaultStack()) {
            throw new ProblemException(Problem.user(
                    "LocalOnly", "", "In the local cloud, the stack has always the same name.", "Leave --stack out."));
        }
        var blueprint = read(file);
        var cloud = localCloud().in(regionOf(blueprint));
        try (var activity = activity()) {
            var clusterPrograms = ApplyCommand.clusterPrograms(this, blueprint, activity);
            cloud.start(activity);
            cloud.deploy(activity);
            try (var account = account(cloud)) {
                return ApplyCommand.apply(this, account, blueprint, List.of(), activity, clusterPrograms);
            }
        }
    }
}
