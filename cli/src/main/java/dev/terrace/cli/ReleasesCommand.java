package dev.terrace.cli;

import dev.terrace.cli.cloud.Questions;
import dev.terrace.cli.view.StatusView;
import dev.terrace.report.Reports;
import dev.terrace.report.StatusReport;
import dev.terrace.report.StatusRequest;
import java.time.Instant;
import java.time.ZoneId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The history of releases. */
@Command(
        name = "releases",
        description = "Shows the latest releases of a platform, and why the failed ones failed.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:nothing of it runs, and nothing was released; an error, or wrong usage"},
        footer = {
            "",
            "Examples:",
            "  ./terrace releases task-manager",
            "  ./terrace releases task-manager --last 100 --json"
        })
final class ReleasesCommand extends CloudCommand {
    @Parameters(paramLabel = "PLATFORM", converter = Options.Name.class, description = "The platform's name.")
    private String platform;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            converter = Options.Last.class,
            description = "How many (${DEFAULT-VALUE}).")
    private int last;

    @Override
    public Integer call() {
        try (var account = account(platform)) {
            var answer = new Questions(account, stack(account)).ask(new StatusRequest(platform, last));
            var status = Reports.read(answer, StatusReport.class);
            var view = new StatusView(style(), Instant.now(), ZoneId.systemDefault());
            var isThere = !status.components().isEmpty() || !status.releases().isEmpty();
            if (json()) {
                Output.json(terminal(), answer.path("releases"));
            } else {
                print(isThere ? view.history(platform, status.releases()) : view.status(status));
            }
            return isThere ? Terrace.FINE : Terrace.ERROR;
        }
    }
}
