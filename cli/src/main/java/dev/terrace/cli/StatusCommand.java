package dev.terrace.cli;

import dev.terrace.cli.cloud.Questions;
import dev.terrace.cli.view.StatusView;
import dev.terrace.report.Reports;
import dev.terrace.report.StatusReport;
import dev.terrace.report.StatusRequest;
import java.time.Instant;
import java.time.ZoneId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What runs. */
@Command(
        name = "status",
        description = "Shows what runs of a platform: versions, pods, jobs, address, the latest releases.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it runs", "1:nothing of it runs, an error, or wrong usage"},
        footer = {"", "Example:", "  ./terrace status task-manager"})
final class StatusCommand extends CloudCommand {
    @Parameters(paramLabel = "PLATFORM", converter = Options.Name.class, description = "The platform's name.")
    private String platform;

    @Override
    public Integer call() {
        try (var account = account(platform)) {
            var answer = new Questions(account, stack(account)).ask(new StatusRequest(platform));
            var status = Reports.read(answer, StatusReport.class);
            if (json()) {
                Output.json(terminal(), answer);
            } else {
                print(new StatusView(style(), Instant.now(), ZoneId.systemDefault()).status(status));
            }
            return status.components().isEmpty() ? Terrace.ERROR : Terrace.FINE;
        }
    }
}
