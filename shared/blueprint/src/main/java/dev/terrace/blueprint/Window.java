package dev.terrace.blueprint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A time of the week, in minutes from Monday 00:00 UTC. It may reach over the week's end.
 *
 * @param start 0 to 10079
 * @param minutes how long it is
 */
record Window(int start, int minutes) {
    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
    private static final String DAY_TIME = "(" + String.join("|", DAYS) + "):" + TIME;
    private static final Pattern DAILY = Pattern.compile(TIME + "-" + TIME);
    private static final Pattern WEEKLY = Pattern.compile(DAY_TIME + "-" + DAY_TIME);

    /** {@code 03:00-04:00} as the window of Monday; the other days' are the same. */
    static Optional<Window> daily(String text) {
        var match = DAILY.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        int start = time(match.group(1), match.group(2));
        return Optional.of(new Window(start, Math.floorMod(time(match.group(3), match.group(4)) - start, DAY)));
    }

    /** {@code mon:04:00-mon:05:00}. */
    static Optional<Window> weekly(String text) {
        var match = WEEKLY.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        int start = DAYS.indexOf(match.group(1)) * DAY + time(match.group(2), match.group(3));
        int end = DAYS.indexOf(match.group(4)) * DAY + time(match.group(5), match.group(6));
        return Optional.of(new Window(start, Math.floorMod(end - start, WEEK)));
    }

    private static int time(String hours, String minutes) {
        return Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
    }

    /** Whether this weekly window meets the daily one on any day. */
    boolean meetsDaily(Window daily) {
        for (int day = -1; day <= 14; day++) {
            int dailyStart = daily.start + day * DAY;
            if (dailyStart < start + minutes && start < dailyStart + daily.minutes) {
                return true;
            }
        }
        return false;
    }
}
