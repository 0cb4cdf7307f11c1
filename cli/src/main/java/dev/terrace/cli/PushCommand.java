package dev.terrace.cli;

import dev.terrace.cli.cloud.Account;
import dev.terrace.cli.cloud.Releasing;
import dev.terrace.cli.view.ReleaseView;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.local.ImagePush;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What CI does at the end of a build. */
@Command(
        name = "push",
        description = "Pushes an image of a component and follows the release that this begins.",
        footer = {
            "",
            "In the local cloud an empty image is made and pushed. On AWS the image must be in the repository already: CI or",
            "`docker push` puts it there, and this announces it once more.",
            "",
            "Examples:",
            "  ./terrace push task-manager backend 2.0.0",
            "  ./terrace push task-manager backend 2.0.1 --broken    pods that never become ready: the release fails",
        })
final class PushCommand extends CloudCommand {
    @Parameters(
            index = "0",
            paramLabel = "PLATFORM",
            converter = Options.Name.class,
            description = "The platform's name.")
    private String platform;

    @Parameters(
            index = "1",
            paramLabel = "COMPONENT",
            converter = Options.Name.class,
            description = "The component, as the blueprint calls it.")
    private String component;

    @Parameters(
            index = "2",
            paramLabel = "VERSION",
            converter = Options.ImageTag.class,
            description = "The image's tag.")
    private String version;

    @Option(names = "--broken", description = "Push an image whose containers crash. Local cloud only.")
    private boolean broken;

    @Override
    public Integer call() {
        if (broken && aws()) {
            throw new ProblemException(Problem.user(
                    "LocalOnly",
                    "",
                    "--broken makes an image in the local cloud; on AWS, the image is there already.",
                    "Leave --broken out."));
        }
        var begin = Instant.now();
        try (var account = account(platform);
                var activity = activity()) {
            var releasing = new Releasing(account, stack(account), Clock.systemUTC());
            var repository = releasing.repository(platform, component);
            var digest = push(account, releasing, repository, activity);
            var release = releasing.follow(releasing.announce(repository, digest, version), activity);
            if (json()) {
                Output.json(terminal(), release);
            } else {
                var took = Duration.between(begin, Instant.now());
                print(new ReleaseView(style(), sameCloud()).render(release, platform, component, version, took));
            }
            return release.failed() ? Terrace.ERROR : Terrace.FINE;
        }
    }

    private String push(Account account, Releasing releasing, String repository, Activity activity) {
        if (!account.isLocal()) {
            return releasing.digest(repository, version);
        }
        var step = "Push " + repository + ":" + version;
        var begin = Instant.now();
        activity.started(step);
        var digest = new ImagePush(account.endpoint(), account.region().id()).push(repository, version, broken);
        activity.done(step, Duration.between(begin, Instant.now()));
        return digest;
    }
}
