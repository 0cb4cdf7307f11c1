package dev.terrace.blueprint;

import java.time.Month;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * When a CronJob runs.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax">schedule syntax</a>
 */
final class CronSchedule {
    private static final Pattern MACRO = Pattern.compile("@(yearly|annually|monthly|weekly|daily|midnight|hourly)");

    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of()),
            new Field(0, 23, List.of()),
            new Field(1, 31, List.of()),
            new Field(
                    1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
            new Field(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

    /** Elsewhere a second name of Sunday. */
    private static final Pattern DAY_SEVEN = Pattern.compile("\\b7\\b");

    private static final int DAY_OF_MONTH = 2;
    private static final int MONTH = 3;
    private static final int DAY_OF_WEEK = 4;
    private static final Set<String> EVERY = Set.of("*", "?");

    private CronSchedule() {}

    static boolean isOne(String text) {
        if (MACRO.matcher(text).matches()) {
            return true;
        }
        var fields = text.strip().split(" +");
        if (fields.length != FIELDS.size()) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            if (!FIELDS.get(i).takes(fields[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a day for it: the 30th of February never comes. Where days of the week are named, one of those will do. */
    static boolean comes(String schedule) {
        var fields = schedule.strip().toLowerCase(Locale.ROOT).split(" +");
        if (fields.length != FIELDS.size() || !EVERY.contains(fields[DAY_OF_WEEK])) {
            return true;
        }
        int first = FIELDS.get(DAY_OF_MONTH).values(fields[DAY_OF_MONTH]).min().orElseThrow();
        return FIELDS.get(MONTH)
                .values(fields[MONTH])
                .anyMatch(month -> first <= Month.of(month).maxLength());
    }

    /** What to do about one that is none, where that is plain. */
    static String remedy(String text) {
        var fields = text.strip().split(" +");
        return fields.length == FIELDS.size()
                        && DAY_SEVEN.matcher(fields[fields.length - 1]).find()
                ? "Sunday is 0, or sun."
                : "";
    }

    /** @param names of the values from the first on */
    private record Field(int least, int most, List<String> names) {
        private static final Pattern RANGE =
                Pattern.compile("(?:[*?]|(?<from>[0-9a-z]{1,3})(?:-(?<to>[0-9a-z]{1,3}))?)(?:/(?<step>[0-9]{1,3}))?");

        boolean takes(String text) {
            return List.of(text.toLowerCase(Locale.ROOT).split(",", -1)).stream()
                    .allMatch(this::takesRange);
        }

        private boolean takesRange(String text) {
            var range = RANGE.matcher(text);
            if (!range.matches() || range.group("step") != null && Integer.parseInt(range.group("step")) == 0) {
                return false;
            }
            if (range.group("from") == null) {
                return true;
            }
            int from = value(range.group("from"));
            int to = range.group("to") == null ? from : value(range.group("to"));
            return from >= least && to <= most && from <= to;
        }

        /** Of what it {@link #takes}. */
        IntStream values(String text) {
            return Stream.of(text.split(",", -1)).flatMapToInt(part -> {
                var range = RANGE.matcher(part);
                if (!range.matches()) {
                    throw new IllegalArgumentException(part);
                }
                int from = range.group("from") == null ? least : value(range.group("from"));
                boolean isOne = range.group("from") != null && range.group("step") == null;
                int to = range.group("to") != null ? value(range.group("to")) : isOne ? from : most;
                int step = range.group("step") == null ? 1 : Integer.parseInt(range.group("step"));
                return IntStream.iterate(from, it -> it <= to, it -> it + step);
            });
        }

        /** -1 for what is none. */
        private int value(String word) {
            int name = names.indexOf(word);
            if (name >= 0) {
                return least + name;
            }
            return word.matches("[0-9]+") ? Integer.parseInt(word) : -1;
        }
    }
}
