package dev.terrace.blueprint;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with a blueprint, or may be. As JSON, the components are the properties.
 *
 * @param file as it was named to {@link Blueprint#read}
 * @param line from 1
 * @param column from 1
 * @param path e.g. {@code applications.shop.components.backend.autoscaling.min}; empty for the whole file
 * @param found what stands there
 * @param expected what should
 * @param remedy what to do, where that is not plain; otherwise empty
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BlueprintProblem(
        String file, int line, int column, String path, String found, String expected, String remedy) {

    private static final int LONGEST_FOUND = 80;
    private static final int LONGEST = 500;

    /** A secret that begins in what is told is found by what follows, too. */
    private static final int LONGEST_SEARCHED = 5_000;

    /** What a terminal obeys or does not show: control characters, marks of direction, separators of lines. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** What a file says may be of any length, of many lines, and secret: as much of it is told as shows what is meant. */
    public BlueprintProblem {
        path = excerpt(Secrets.withheld(path), LONGEST);
        found = excerpt(Secrets.withheld(beginning(found, LONGEST_SEARCHED)), LONGEST_FOUND);
        expected = excerpt(expected, LONGEST);
        remedy = excerpt(remedy, LONGEST);
    }

    private static String beginning(String text, int longest) {
        return text.length() > longest ? text.substring(0, before(text, longest - 1)) + "…" : text;
    }

    private static String excerpt(String text, int longest) {
        var beginning = beginning(text, longest);
        return UNSEEN.matcher(beginning).replaceAll(unseen -> Matcher.quoteReplacement(escaped(unseen.group())));
    }

    private static String escaped(String unseen) {
        return switch (unseen) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default -> (unseen.length() > 1 ? "\\U%08X" : "\\u%04X").formatted(unseen.codePointAt(0));
        };
    }

    /** Where to cut so that no character loses its second half. */
    private static int before(String text, int end) {
        return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** The problem in one line, in the form that editors and terminals make a link of. */
    @Override
    public String toString() {
        return "%s:%d:%d: %sfound %s, expected %s%s"
                .formatted(
                        file,
                        line,
                        column,
                        path.isEmpty() ? "" : path + ": ",
                        found,
                        expected,
                        remedy.isEmpty() ? "" : ". " + remedy);
    }
}
