package dev.terrace.cli.view;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What text is laid out for.
 *
 * @param width in columns
 * @param colour whether ANSI colours are understood
 * @param unicode whether more than ASCII can be shown
 */
public record Style(int width, boolean colour, boolean unicode) {
    private static final Pattern ANSI = Pattern.compile("\u001B\\[[0-9;]*m");
    /** What would move the cursor, ring, or hide what follows: all control characters but ends of lines and the colours of ours. */
    private static final Pattern CONTROL = Pattern.compile(
            "\\x1B(?!\\[([0-2]|3[1-6])m)|[\\p{Cntrl}&&[^\\x1B\\n]]|[\\x80-\\x9F\\u202A-\\u202E\\u2066-\\u2069]");

    private static final Pattern LINE_END = Pattern.compile("\\R");
    /** Longer lines are hard to read, however wide the terminal is. */
    private static final int WIDEST = 120;

    public Style {
        width = Math.clamp(width, 40, WIDEST);
    }

    /** For files, pipes and tests. */
    public static Style plain(int width) {
        return new Style(width, false, true);
    }

    public String bold(String text) {
        return paint("1", text);
    }

    public String dim(String text) {
        return paint("2", text);
    }

    public String green(String text) {
        return paint("32", text);
    }

    public String yellow(String text) {
        return paint("33", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    public String magenta(String text) {
        return paint("35", text);
    }

    public String cyan(String text) {
        return paint("36", text);
    }

    private String paint(String code, String text) {
        var shown = shown(text);
        return colour && !shown.isEmpty() ? "\u001B[" + code + "m" + shown + "\u001B[0m" : shown;
    }

    /** The text as a terminal may get it: what others said may hold anything. */
    public static String shown(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }

    /** A text that stands in a line with others, such as a file's name: it may hold anything, ends of lines, too. */
    public static String inLine(String text) {
        return shown(LINE_END.matcher(text).replaceAll("?"));
    }

    public String done() {
        return green(unicode ? "✔" : "ok");
    }

    public String failed() {
        return red(unicode ? "✘" : "X");
    }

    public String waiting() {
        return dim(unicode ? "·" : ".");
    }

    public String arrow() {
        return unicode ? "→" : "->";
    }

    String ellipsis() {
        return unicode ? "…" : "...";
    }

    String separator() {
        return unicode ? " · " : " - ";
    }

    String rule(int length) {
        return dim((unicode ? "─" : "-").repeat(length));
    }

    String none() {
        return dim(unicode ? "–" : "-");
    }

    /** The frame of a turning wheel at a moment. */
    public String spinner(long millis) {
        var frames = unicode ? "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" : "|/-\\";
        return cyan(String.valueOf(frames.charAt((int) (millis / 100 % frames.length()))));
    }

    /** How many columns the text takes. */
    static int columns(String text) {
        var visible = text.indexOf('\u001B') < 0 ? text : ANSI.matcher(text).replaceAll("");
        return visible.codePointCount(0, visible.length());
    }

    static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - columns(text)));
    }

    static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - columns(text))) + text;
    }

    /** The beginning of a text without colours, if all of it is too long. */
    public String shorten(String text, int columns) {
        var shown = shown(text);
        if (columns(shown) <= columns) {
            return shown;
        }
        var keep = Math.max(0, columns - ellipsis().length());
        return shown.substring(0, shown.offsetByCodePoints(0, keep)).stripTrailing() + ellipsis();
    }

    /** The text, broken between words only: a word that is longer than a line stays whole. */
    static String wrap(String text, int columns, String indent) {
        var lines = new StringBuilder();
        for (var paragraph : shown(text).split("\n")) {
            var column = 0;
            for (var word : paragraph.strip().split(" +")) {
                var room = columns(word) + (column == 0 ? 0 : 1);
                if (column > 0 && column + room > columns) {
                    lines.append('\n').append(indent);
                    column = 0;
                    room--;
                }
                lines.append(column == 0 ? "" : " ").append(word);
                column += room;
            }
            lines.append('\n').append(indent);
        }
        return lines.toString().stripTrailing();
    }

    /** A sentence at the left margin, as a line or more; what follows the first is indented by two. */
    String wrapped(String sentence) {
        return wrap(sentence, width - 2, "  ") + "\n";
    }

    /** A time that a person reads: {@code 0.4 s}, {@code 41 s}, {@code 3 min 12 s}. */
    public static String time(Duration duration) {
        var seconds = duration.toMillis() / 1000.0;
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        var whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? "%d min %02d s".formatted(whole / 60, whole % 60)
                : "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
    }

    /** {@code 1 resource}, {@code 2 resources}. */
    static String count(long count, String noun) {
        return count + " " + (count == 1 ? noun : noun + "s");
    }
}
