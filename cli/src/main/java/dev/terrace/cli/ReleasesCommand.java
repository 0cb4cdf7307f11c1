package dev.terrace.cli;

import dev.terrace.cli.cloud.Questions;
import dev.terrace.cli.report.Reports;
import dev.terrace.cli.report.StatusReport;
import dev.terrace.cli.view.StatusView;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The history of releases. */
@Command(
        name = "releases",
        description = "Shows the latest releases of a platform, and why the failed ones failed.",
        footer = {
            "",
            "Examples:",
            "  ./terrace releases task-manager",
            "  ./terrace releases task-manager --last 100 --json"
        })
final class ReleasesCommand extends Subcommand {
    @Parameters(paramLabel = "PLATFORM", description = "The platform's name.")
    private String platform;

    @Option(names = "--last", paramLabel = "N", defaultValue = "20", description = "How many (${DEFAULT-VALUE}).")
    private int last;

    @Override
    public Integer call() {
        try (var account = account(platform)) {
            var answer = new Questions(account, stack(account)).ask(Map.of("platform", platform, "releases", last));
            if (json()) {
                Output.json(terminal(), answer.path("releases"));
            } else {
                var releases = Reports.read(answer, StatusReport.class).releases();
                print(new StatusView(style(), Instant.now(), ZoneId.systemDefault()).history(platform, releases));
            }
            return Terrace.FINE;
        }
    }
}
