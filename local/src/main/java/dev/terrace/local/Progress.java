package dev.terrace.local;

import java.time.Duration;

/** Told what the local cloud does while it does it. Calls come from several threads. */
public interface Progress {

    /** Told nothing. */
    Progress SILENT = new Progress() {};

    /** A step began: "install MiniStack 1.5.33". */
    default void started(String step) {}

    /** A step that began earlier is done. */
    default void done(String step, Duration took) {}

    /** A line of detail about a step that goes on. */
    default void line(String text) {}
}
