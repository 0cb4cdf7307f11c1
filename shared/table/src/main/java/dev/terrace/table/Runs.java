package dev.terrace.table;

import java.util.List;

/** The history of runs. */
public interface Runs {

    /** Records a run as it is now; with the same platform, start and id it replaces what was recorded. */
    void put(Run run);

    /** The latest runs of a platform, the newest first. */
    List<Run> list(String platform, int most);
}
