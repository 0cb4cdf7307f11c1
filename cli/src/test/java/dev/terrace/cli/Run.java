package dev.terrace.cli;

import dev.terrace.cli.view.Style;
import dev.terrace.report.Reports;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
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
        return run(home, "", false, Style.plain(100), args);
    }

    /** As on a terminal on which somebody types these lines. */
    static Run answering(Path home, String typed, String... args) {
        return run(home, typed, true, Style.plain(100), args);
    }

    /** As on a terminal that shows colours. */
    static Run inColour(Path home, String... args) {
        return run(home, "", false, new Style(100, true, true), args);
    }

    private static Run run(Path home, String typed, boolean inLive, Style style, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new BufferedReader(new StringReader(typed)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                style,
                style,
                inLive,
                false,
                false);
        var exitCode = Terrace.run(terminal, home, args);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    <T> T as(Class<T> report) {
        return Reports.read(out, report);
    }
}
