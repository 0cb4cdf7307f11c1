package dev.terrace.blueprint;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the known word nearest to one that is not known. */
final class Suggestion {
    private Suggestion() {}

    /** A sentence, or nothing when no known word is near. */
    static String of(String word, Collection<String> known) {
        return nearest(word, known).map("Did you mean %s?"::formatted).orElse("");
    }

    /** The known word that is nearest, if one is near; of several the first by letters. */
    static Optional<String> nearest(String word, Collection<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (var candidate : known) {
            if (mayBeNear(word, candidate)) {
                int distance = distance(word, candidate);
                boolean isNearer = distance < least || distance == least && candidate.compareTo(nearest) < 0;
                if (distance <= most(candidate) && isNearer) {
                    nearest = candidate;
                    least = distance;
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Whether one may have been meant by the other. */
    static boolean isNear(String word, String candidate) {
        return word.equals(candidate) || mayBeNear(word, candidate) && distance(word, candidate) <= most(candidate);
    }

    /** Far words are told apart by their lengths: to compare letters costs the product of both. */
    private static boolean mayBeNear(String word, String candidate) {
        return Math.abs(word.length() - candidate.length()) <= most(candidate) && mayBeMeant(word, candidate);
    }

    /** How many letters may differ. */
    private static int most(String candidate) {
        return (candidate.length() + 1) / 4;
    }

    /** Nobody mistypes a word's first letter, nor the least for the most: such words are near and mean something else. */
    private static boolean mayBeMeant(String word, String candidate) {
        return !word.isEmpty()
                && Character.toLowerCase(word.charAt(0)) == Character.toLowerCase(candidate.charAt(0))
                && has("min", word) == has("min", candidate)
                && has("max", word) == has("max", candidate);
    }

    private static boolean has(String beginning, String word) {
        return word.regionMatches(true, 0, beginning, 0, beginning.length());
    }

    /** Levenshtein's distance, with two neighbours that changed places counting as one, whatever the case. */
    private static int distance(String left, String right) {
        var a = left.toLowerCase(Locale.ROOT);
        var b = right.toLowerCase(Locale.ROOT);
        // Of the table's lines, only two before are looked at.
        var d = new int[3][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            var line = d[i % 3];
            var above = d[(i + 2) % 3];
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    line[j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                line[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], line[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    line[j] = Math.min(line[j], d[(i + 1) % 3][j - 2] + 1);
                }
            }
        }
        return d[a.length() % 3][b.length()];
    }
}
