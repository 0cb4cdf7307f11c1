package dev.terrace.cli;

import dev.terrace.cli.cloud.Account;
import dev.terrace.cli.cloud.Stack;
import dev.terrace.cli.view.Style;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.local.LocalCloud;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What each subcommand has: the options that say which AWS is meant, and the streams to speak on. */
@Command(mixinStandardHelpOptions = true, versionProvider = Terrace.Version.class, showDefaultValues = false)
abstract class Subcommand implements Callable<Integer> {
    @ParentCommand
    private Terrace terrace;

    @Option(names = "--json", description = "Print the result as one JSON document on stdout.")
    private boolean json;

    @Option(
            names = "--aws",
            description = "Talk to the AWS account of the ambient credentials, not to the local cloud.")
    private boolean aws;

    @Option(
            names = "--stack",
            paramLabel = "NAME",
            defaultValue = "${env:TERRACE_STACK:-terrace}",
            description = "Terrace's CloudFormation stack (terrace; TERRACE_STACK).")
    private String stack;

    @Option(names = "--region", paramLabel = "REGION", description = "The AWS region (the ambient one).")
    private String region;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:TERRACE_PORT:-4566}",
            description = "The local cloud's port (4566; TERRACE_PORT).")
    private int port;

    final boolean json() {
        return json;
    }

    final boolean aws() {
        return aws;
    }

    final Terminal terminal() {
        return terrace.terminal();
    }

    final Style style() {
        return terminal().style();
    }

    final void print(String text) {
        terminal().out().print(text);
        terminal().out().flush();
    }

    final LocalCloud localCloud() {
        return LocalCloud.open(terrace.home(), port);
    }

    final Activity activity() {
        return new Activity(terminal(), terrace.log());
    }

    /** The local cloud if it runs, or with {@code --aws} the real one. */
    final Account account() {
        if (aws) {
            return Account.ambient(region);
        }
        var cloud = localCloud();
        if (!cloud.isRunning()) {
            throw new ProblemException(Problem.user(
                    "NoLocalCloud",
                    "",
                    "No local cloud is running on port " + port + ".",
                    "Start one with `./terrace up <blueprint>" + sameCloud()
                            + "`, or add --aws to talk to your AWS account."));
        }
        return account(cloud);
    }

    final Account account(LocalCloud cloud) {
        var environment = cloud.environment();
        return Account.at(
                cloud.endpoint(),
                environment.get("AWS_ACCESS_KEY_ID"),
                environment.get("AWS_SECRET_ACCESS_KEY"),
                region == null ? environment.get("AWS_REGION") : region);
    }

    /** The options that other commands need to mean the same cloud. */
    final String sameCloud() {
        var options = new StringBuilder();
        if (aws) {
            options.append(" --aws");
        }
        if (region != null) {
            options.append(" --region ").append(region);
        }
        if (!stack.equals("terrace")) {
            options.append(" --stack ").append(stack);
        }
        if (port != LocalCloud.DEFAULT_PORT) {
            options.append(" --port ").append(port);
        }
        return options.toString();
    }

    final Stack stack(Account account) {
        return Stack.of(account, stack);
    }
}
