package dev.terrace.cli;

import dev.terrace.cli.report.Reports;
import java.nio.charset.StandardCharsets;

/** Results for programs. */
final class Output {
    private Output() {}

    /** Prints one JSON document on stdout, in UTF-8 whatever the terminal speaks. */
    static void json(Terminal terminal, Object value) {
        terminal.out().writeBytes((Reports.write(value) + "\n").getBytes(StandardCharsets.UTF_8));
        terminal.out().flush();
    }
}
