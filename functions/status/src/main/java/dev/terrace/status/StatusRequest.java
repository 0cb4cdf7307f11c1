package dev.terrace.status;

/**
 * What is asked about a platform.
 *
 * @param releases how many of the latest releases to tell; 5 when it is not given
 */
public record StatusRequest(String platform, Integer releases) {
    private static final int LAST_FEW = 5;

    public StatusRequest {
        releases = releases == null ? Integer.valueOf(LAST_FEW) : releases;
    }
}
