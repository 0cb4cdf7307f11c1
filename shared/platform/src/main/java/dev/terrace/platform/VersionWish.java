package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which version is wanted of something that AWS offers in versions, each for a time only.
 *
 * <p>{@code "1.29+"} is the oldest available version that is not older than 1.29; a bare {@code "15.5"} is just that one, and
 * {@code "15"} the newest of all that begin with it.
 *
 * @param version the version without the plus, numbers separated by dots
 * @param orLater whether a later one will do
 */
public record VersionWish(String version, boolean orLater) {
    private static final Pattern SYNTAX = Pattern.compile("\\d{1,9}(\\.\\d{1,9})*\\+?");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Orders versions by their numbers: 1.9 before 1.29, 15 before 15.5. */
    public static final Comparator<String> ORDER = VersionWish::compare;

    /** @throws IllegalArgumentException when it is no version */
    @JsonCreator
    public static VersionWish of(String wish) {
        if (!SYNTAX.matcher(wish).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no version; expected one like \"1.29\" or \"1.29+\"".formatted(wish));
        }
        return wish.endsWith("+")
                ? new VersionWish(wish.substring(0, wish.length() - 1), true)
                : new VersionWish(wish, false);
    }

    /**
     * The version to create, of those that AWS offers.
     *
     * @throws NotOffered when none of them is wished for
     */
    public String choose(List<String> offered) {
        var wished = offered.stream().filter(this::isMetBy);
        return (orLater ? wished.min(ORDER) : wished.max(ORDER)).orElseThrow(() -> new NotOffered(this, offered));
    }

    /** Whether something that already runs in this version is what is wished for; no upgrade is asked of it. */
    public boolean isMetBy(String running) {
        return orLater
                ? ORDER.compare(running, version) >= 0
                : running.equals(version) || running.startsWith(version + ".");
    }

    /** Whether only one will do, {@code "15.5"}, so that nothing may move on to a later one by itself. */
    public boolean isExact() {
        return !orLater && version.contains(".");
    }

    @JsonValue
    @Override
    public String toString() {
        return orLater ? version + "+" : version;
    }

    private static int compare(String left, String right) {
        var a = numbers(left);
        var b = numbers(right);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i] != b[i]) {
                return Integer.compare(a[i], b[i]);
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int[] numbers(String version) {
        return NUMBER.matcher(version)
                .results()
                .mapToInt(match -> Integer.parseInt(match.group()))
                .toArray();
    }

    /** The version that is wished for is offered no longer, or not yet. */
    public static final class NotOffered extends RuntimeException {
        private final String remedy;

        NotOffered(VersionWish wish, List<String> offered) {
            super("version %s is not available; available are %s"
                    .formatted(
                            wish,
                            String.join(", ", offered.stream().sorted(ORDER).toList())));
            remedy = wish.orLater
                    ? "Name one of these."
                    : "Name one of these, or write \"%s+\" for the oldest that is not older.".formatted(wish.version);
        }

        /** What to write instead. */
        public String remedy() {
            return remedy;
        }
    }
}
