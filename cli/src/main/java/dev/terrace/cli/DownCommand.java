package dev.terrace.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** The end of the local cloud. */
@Command(
        name = "down",
        description = "Stops the local cloud, with all that is in it. Nothing is left running.",
        footer = {"", "Example:", "  ./terrace down"})
final class DownCommand extends CloudCommand {
    @Override
    public Integer call() {
        var cloud = localCloud();
        var ended = cloud.stop();
        if (json()) {
            Output.json(terminal(), Map.of("status", "STOPPED", "ended", ended));
        } else if (ended.isEmpty()) {
            print(style().done() + " No local cloud was running on port "
                    + cloud.endpoint().getPort() + ".\n");
        } else {
            print("%s The local cloud on port %d is stopped: %d processes ended.%n"
                    .formatted(style().done(), cloud.endpoint().getPort(), ended.size()));
        }
        return Terrace.FINE;
    }
}
