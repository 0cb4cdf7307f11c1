package dev.terrace.blueprint;

/**
 * Which characters a text may have: those that all hold to whom Terrace hands texts on. A lone surrogate has no bytes in UTF-8 and
 * becomes another character on its way; control characters are refused by one service and dropped by the next, and they move a
 * terminal's cursor; those that turn the direction of text around show it as something else than it is; noncharacters are for a
 * program's own use, and U+FDD0 is in Terrace's.
 */
final class Characters {
    private Characters() {}

    /** Where the first character stands that a text may not have; -1 when there is none. */
    static int indexOfUnfit(String text) {
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (!kind(text.codePointAt(at)).isEmpty()) {
                return at;
            }
        }
        return -1;
    }

    /** A character that a text may not have, by its number: to write it would be to hand it on. */
    static String words(int character) {
        return "the %s U+%04X".formatted(kind(character), character);
    }

    /** What a character is that a text may not have; empty for all others. */
    private static String kind(int character) {
        if (character == '\n' || character == '\t') {
            return "";
        }
        if (Character.isISOControl(character)) {
            return "control character";
        }
        if (Character.getType(character) == Character.SURROGATE) {
            return "lone surrogate";
        }
        if (turnsDirection(character)) {
            return "direction mark";
        }
        return isNoncharacter(character) ? "noncharacter" : "";
    }

    /** Embeddings, overrides and isolates: unicode.org/reports/tr9, section 2. Marks that stand alone turn nothing around. */
    private static boolean turnsDirection(int character) {
        return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    }

    /** The last two of each plane, and 32 in the middle of the first. */
    private static boolean isNoncharacter(int character) {
        return (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);
    }
}
