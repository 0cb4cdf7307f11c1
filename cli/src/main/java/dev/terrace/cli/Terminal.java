package dev.terrace.cli;

import dev.terrace.cli.view.Style;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The three standard streams, and what can be done with them. Results go to stdout, what goes on meanwhile to stderr.
 *
 * @param style for stdout
 * @param errStyle for stderr
 * @param outLive whether stdout is a terminal
 * @param errLive whether lines on stderr can be drawn again
 * @param inLive whether a person can be asked
 */
public record Terminal(
        BufferedReader in,
        PrintStream out,
        PrintStream err,
        Style style,
        Style errStyle,
        boolean inLive,
        boolean outLive,
        boolean errLive) {

    private static final int USUAL_WIDTH = 100;

    /** The process's own. {@code ./terrace} says which streams are terminals, as {@code terrace.terminals}. */
    public static Terminal ofProcess() {
        var terminals = System.getProperty("terrace.terminals", "");
        var smart = !"dumb".equals(System.getenv("TERM"));
        var out = terminals.contains("1");
        var err = terminals.contains("2");
        return new Terminal(
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                System.out,
                System.err,
                style(System.out, out && smart),
                style(System.err, err && smart),
                terminals.contains("0"),
                out,
                err && smart);
    }

    /** Without a terminal, as in scripts and tests. */
    public static Terminal plain(PrintStream out, PrintStream err, int width) {
        var style = Style.plain(width);
        return new Terminal(
                new BufferedReader(BufferedReader.nullReader()), out, err, style, style, false, false, false);
    }

    private static Style style(PrintStream stream, boolean terminal) {
        var noColor = System.getenv("NO_COLOR");
        var unicode = stream.charset().newEncoder().canEncode("✔…─⠋");
        return new Style(width(), terminal && (noColor == null || noColor.isEmpty()), unicode);
    }

    private static int width() {
        for (var width : new String[] {System.getProperty("terrace.columns"), System.getenv("COLUMNS")}) {
            if (width != null && width.matches("[1-9][0-9]{0,4}")) {
                return Integer.parseInt(width);
            }
        }
        return USUAL_WIDTH;
    }

    /** Prints a document on stdout, in UTF-8 whatever the terminal speaks: it may go into a file. */
    void document(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The next line that is typed, stripped; null at the end of input. */
    String readLine() {
        try {
            var line = in.readLine();
            return line == null ? null : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
