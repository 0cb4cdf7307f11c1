package dev.terrace.cli;

import dev.terrace.cli.cloud.Account;
import dev.terrace.cli.cloud.Stack;
import dev.terrace.cli.view.Style;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.local.LocalCloud;
import picocli.CommandLine.Option;

/** What each subcommand has that talks to an AWS: the options that say which one is meant. */
abstract class CloudCommand extends Subcommand {
    private static final String DEFAULT_STACK = "terrace";

    @Option(
            names = "--aws",
            description = "Talk to the AWS account of the ambient credentials, not to the local cloud.")
    private boolean aws;

    @Option(
            names = "--stack",
            paramLabel = "NAME",
            defaultValue = DEFAULT_STACK,
            converter = Options.Name.class,
            description = "Terrace's CloudFormation stack (terrace; TERRACE_STACK).")
    private String stack;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            converter = Options.Name.class,
            description = "The AWS region (a blueprint's own; of a platform where it is; on AWS the ambient one).")
    private String region;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + LocalCloud.DEFAULT_PORT,
            converter = Options.Port.class,
            description = "The local cloud's port (4566; TERRACE_PORT).")
    private int port;

    final boolean aws() {
        return aws;
    }

    /** Whether it is the stack that the local cloud has. */
    final boolean isDefaultStack() {
        return stack.equals(DEFAULT_STACK);
    }

    final LocalCloud localCloud() {
        return LocalCloud.open(home(), port);
    }

    final Activity activity() {
        return new Activity(terminal(), log());
    }

    /** Where a blueprint's platform is, or will be: in its region of the local cloud, if that runs, or with {@code --aws} of AWS. */
    final Account account(BlueprintFile blueprint) {
        region = regionOf(blueprint);
        return aws ? Account.ambient(region) : account(runningCloud().in(region));
    }

    /** Where a platform is: in the region that is given, or else in that of the local cloud's where it was built. */
    final Account account(String platform) {
        if (aws) {
            return Account.ambient(region);
        }
        var cloud = runningCloud();
        return account(cloud.in(region == null ? regionOf(platform, cloud) : region));
    }

    final Account account(LocalCloud cloud) {
        var environment = cloud.environment();
        return Account.at(
                cloud.endpoint(),
                environment.get("AWS_ACCESS_KEY_ID"),
                environment.get("AWS_SECRET_ACCESS_KEY"),
                environment.get("AWS_REGION"));
    }

    /** An installation of Terrace serves the platforms of its own region. */
    final String regionOf(BlueprintFile blueprint) {
        var its = blueprint.platform().region();
        if (region != null && !region.equals(its)) {
            throw new ProblemException(Problem.user(
                    "OtherRegion",
                    "",
                    "%s is about %s, and --region says %s.".formatted(Style.inLine(blueprint.name()), its, region),
                    "Leave --region out, or change `region:` in the blueprint."));
        }
        return its;
    }

    private String regionOf(String platform, LocalCloud cloud) {
        var installed = cloud.regions();
        if (installed.size() < 2) {
            return installed.isEmpty() ? LocalCloud.REGION : installed.getFirst();
        }
        var having =
                installed.stream().filter(it -> has(platform, cloud.in(it))).toList();
        if (having.size() == 1) {
            return having.getFirst();
        }
        throw new ProblemException(
                having.isEmpty()
                        ? Problem.user(
                                "NoPlatform",
                                "",
                                "There is no platform `%s` in %s.".formatted(platform, String.join(" or ", installed)),
                                "Build it with `./terrace up <blueprint>" + sameCloud() + "`.")
                        : Problem.user(
                                "SeveralPlatforms",
                                "",
                                "There is a platform `%s` in %s.".formatted(platform, String.join(" and in ", having)),
                                "Say which one is meant: --region %s.".formatted(having.getFirst())));
    }

    private boolean has(String platform, LocalCloud cloud) {
        try (var account = account(cloud)) {
            return Stack.find(account, stack)
                    .map(installed -> installed.knows(account, platform))
                    .orElse(false);
        }
    }

    private LocalCloud runningCloud() {
        var cloud = localCloud();
        if (!cloud.isRunning()) {
            throw new ProblemException(Problem.user(
                    "NoLocalCloud",
                    "",
                    "No local cloud is running on port " + port + ".",
                    "Start one with `./terrace up <blueprint>" + sameCloud()
                            + "`, or add --aws to talk to your AWS account."));
        }
        return cloud;
    }

    /** The options that other commands need to mean the same cloud. */
    final String sameCloud() {
        var options = new StringBuilder();
        if (aws) {
            options.append(" --aws");
        }
        if (aws && region != null) {
            options.append(" --region ").append(region);
        }
        if (!isDefaultStack()) {
            options.append(" --stack ").append(stack);
        }
        if (port != LocalCloud.DEFAULT_PORT) {
            options.append(" --port ").append(port);
        }
        return options.toString();
    }

    /** @throws ProblemException when Terrace is not installed there */
    final Stack stack(Account account) {
        return Stack.of(account, stack);
    }
}
