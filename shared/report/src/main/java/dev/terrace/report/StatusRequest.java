package dev.terrace.report;

/**
 * What is asked about a platform.
 *
 * @param releases how many of the latest releases to tell; 5 when it is not given, 1000 at most
 */
public record StatusRequest(String platform, Integer releases) {
    private static final int LAST_FEW = 5;
    private static final int MOST = 1000;

    public StatusRequest {
        releases = releases == null ? LAST_FEW : Math.clamp(releases, 1, MOST);
    }

    /** With the last few releases. */
    public StatusRequest(String platform) {
        this(platform, null);
    }
}
