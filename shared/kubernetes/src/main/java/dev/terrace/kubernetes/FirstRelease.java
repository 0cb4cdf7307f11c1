package dev.terrace.kubernetes;

/**
 * Annotations of what stands still until the image that it runs is released for the first time. The workloads layer writes them; the
 * release does what they say, and takes them away.
 */
public final class FirstRelease {
    /** Of a Deployment with no replicas until then: how many it is to have. */
    public static final String REPLICAS = "terrace.dev/replicas";

    /** Of a CronJob that is suspended until then; the value is for people. */
    public static final String SUSPENDED = "terrace.dev/suspend";

    private FirstRelease() {}
}
