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

    /** A step that began earlier ended without what it was for; an exception or a note says more. */
    default void ended(String step) {}

    /** A sentence that the user should read. */
    default void note(String text) {}

    /** A line of detail about a step that goes on. */
    default void line(String text) {}
}
