package dev.terrace.cli.view;

import java.time.Duration;

/** The steps of setting something up: a line each. */
public final class StepsView {
    private StepsView() {}

    public static String done(Style style, String step, Duration took) {
        return "  " + style.done() + " " + step + "  " + style.dim(Style.time(took));
    }

    /** @param detail what is being done just now; may be empty */
    public static String running(Style style, String step, Duration since, String detail, long millis) {
        var left = "  " + style.spinner(millis) + " " + step + "  " + style.dim(Style.time(since)) + "  ";
        var room = style.width() - 1 - Style.columns(left);
        return (room < 12 ? left : left + style.dim(style.shorten(detail, room))).stripTrailing();
    }
}
