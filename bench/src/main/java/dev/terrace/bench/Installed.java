package dev.terrace.bench;

import dev.terrace.cli.cloud.Account;
import dev.terrace.cli.cloud.Provisioning;
import dev.terrace.cli.cloud.Stack;
import dev.terrace.cli.report.RunReport;
import dev.terrace.local.LocalCloud;
import dev.terrace.platform.LayerName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Terrace as {@code sam deploy} installs it in a local cloud of its own: real state machines, functions from their zips, under their
 * own roles.
 */
record Installed(LocalCloud cloud, Account account, Stack stack) implements AutoCloseable {

    /** @param waitScale how long Wait states take, as a part of what they say */
    static Installed in(Path root, int port, double waitScale) {
        System.setProperty("terrace.wait.scale", String.valueOf(waitScale));
        var cloud = LocalCloud.open(root, port);
        cloud.stop();
        cloud.install(new Quiet());
        cloud.start(new Quiet());
        try {
            cloud.deploy(new Quiet());
            var account = Account.at(cloud.endpoint(), "test", "test", LocalCloud.REGION);
            return new Installed(cloud, account, Stack.of(account, "terrace"));
        } catch (RuntimeException e) {
            cloud.stop();
            throw e;
        }
    }

    /** Builds a platform, or changes it, to its end. */
    Run apply(String platform, String blueprint) {
        var runs = new Provisioning(account, stack, Clock.systemUTC());
        var started = runs.apply(platform, runs.upload(platform, blueprint), List.of());
        return new Run(started.executionArn(), runs.follow(started, List.of(LayerName.values()), _ -> {}));
    }

    /** A run that has ended well. */
    record Run(String executionArn, RunReport report) {}

    @Override
    public void close() {
        account.close();
        cloud.stop();
    }
}
