package dev.terrace.cli;

import dev.terrace.report.Reports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The command as a script sees it.
 *
 * @param out what came on stdout
 * @param err what came on stderr
 */
record Run(int exitCode, String out, String err) {

    /** @param home the project's folder */
    static Run terrace(Path home, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = Terminal.plain(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                100);
        var exitCode = Terrace.run(terminal, home, args);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    <T> T as(Class<T> report) {
        return Reports.read(out, report);
    }
}
