package dev.terrace.blueprint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What the YAML parser says of a file that is none, in words for those who wrote it. Of the file no more is told than one character:
 * what stands around it may be secret.
 *
 * @param place empty when the parser does not say one
 * @param remedy empty when what to do is plain
 */
record SyntaxWords(Optional<Mark> place, String found, String expected, String remedy) {
    private static final Pattern UNDEFINED_ALIAS = Pattern.compile("found undefined alias (.*)");

    /** By a part of what the parser says; the first that fits counts. */
    private record Rule(String part, String expected, String remedy) {}

    private static final String END = "the end of the file";
    private static final String ONE_BLUEPRINT = "A file holds one blueprint, whose keys all begin at the same column.";
    private static final String NO_DIRECTIVE = "no line that begins with %";
    private static final String NO_TAG = "a value without a tag";
    private static final String BLOCK = "the end of the line after | or >";
    private static final String ESCAPE = "an escape that YAML knows, such as \\n or \\u00e9";

    private static final List<Rule> RULES = List.of(
            new Rule("directive", NO_DIRECTIVE, ""),
            new Rule("scanning a tag", NO_TAG, "A text that begins with ! needs quotes."),
            new Rule("tag handle", NO_TAG, "A text that begins with ! needs quotes."),
            new Rule("escape", ESCAPE, "In single quotes a backslash is a backslash."),
            new Rule(
                    "mapping values are not allowed",
                    "a key at the beginning of a line, or the end of the text",
                    "A text with a colon and a space in it needs quotes; a key is indented like those beside it."),
            new Rule("<block end>", "a key or an item that is indented like those beside it", ""),
            new Rule("could not find expected ':'", "a colon and a space after the key", ""),
            new Rule("block scalar", BLOCK, ""),
            new Rule("character '\\t", "spaces", "YAML is not indented by tabs."),
            new Rule("cannot start any token", "a value", "A text that begins with this character needs quotes."),
            new Rule("',' or ']'", "',' or ']'", ""),
            new Rule("',' or '}'", "',' or '}'", ""),
            new Rule("the node content", "a value", ""),
            new Rule("another document", "the end of the file", ONE_BLUEPRINT),
            new Rule("<document start>", "the end of the file", ONE_BLUEPRINT),
            new Rule("<document end>", "the end of the file", ONE_BLUEPRINT),
            new Rule("sequence entries are not allowed", "an item at the beginning of a line", ""),
            new Rule("mapping keys are not allowed", "a key at the beginning of a line", ""),
            new Rule(
                    "scanning an a",
                    "a name of letters and digits after & or *",
                    "A text that begins so needs quotes."));

    static SyntaxWords of(MarkedYamlEngineException error) {
        var sentence = error.getContext() + " " + error.getProblem();
        var place = error.getProblemMark().or(error::getContextMark);
        var alias = UNDEFINED_ALIAS.matcher(error.getProblem());
        if (alias.matches()) {
            return new SyntaxWords(place, "the alias *" + alias.group(1), "one whose anchor stands above it", "");
        }
        if (sentence.contains("quoted scalar")) {
            return new SyntaxWords(error.getContextMark(), "a text without an end", "a quotation mark at its end", "");
        }
        var found = place.map(SyntaxWords::character).orElse("something else");
        return RULES.stream()
                .filter(rule -> sentence.contains(rule.part))
                .findFirst()
                .map(rule -> new SyntaxWords(place, found, rule.expected, rule.remedy))
                .orElseGet(() -> new SyntaxWords(place, found, "YAML", ""));
    }

    private static String character(Mark mark) {
        var text = mark.getBuffer();
        return mark.getPointer() < text.length ? words(text[mark.getPointer()]) : END;
    }

    private static String words(int character) {
        return switch (character) {
            case '\n', '\r' -> "the end of the line";
            case '\t' -> "a tab";
            case ' ' -> "a space";
            case 0 -> END;
            default -> "'" + Character.toString(character) + "'";
        };
    }
}
