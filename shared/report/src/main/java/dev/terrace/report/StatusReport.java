package dev.terrace.report;

import java.time.Instant;
import java.util.List;

/**
 * What runs of a platform.
 *
 * @param components by name; empty when nothing runs
 * @param jobs those with a schedule, by name
 * @param address the load balancer's host name; null until there is one
 * @param releases the latest, the newest first
 * @param message why nothing runs, why it is not known what does, or why it is not reached from outside; empty otherwise
 */
public record StatusReport(
        String platform,
        List<Component> components,
        List<Job> jobs,
        String address,
        List<Release> releases,
        String message) {

    /**
     * @param image as its pods pull it
     * @param imageOf to whose repository its image is pushed; null when it is somebody else's
     * @param version the tag that was pushed
     * @param digest null while it runs an image that was not released
     * @param ready pods that are ready
     * @param wanted pods that are asked for
     * @param since when its last rollout last made progress; null before it began
     * @param message what is not as it should be; empty when all is
     */
    public record Component(
            String name,
            String image,
            String imageOf,
            String version,
            String digest,
            int ready,
            int wanted,
            Instant since,
            String message) {

        public Pods pods() {
            return new Pods(ready, wanted);
        }
    }

    /**
     * @param schedule in cron's form, in UTC
     * @param image as the pods of its next run pull it
     * @param imageOf to whose repository its image is pushed; null when it is somebody else's
     * @param version the tag that was pushed
     * @param digest null while it runs an image that was not released
     * @param suspended whether nothing is started
     * @param lastScheduled when it was started last; null before the first time
     * @param message what is not as it should be; empty when all is
     */
    public record Job(
            String name,
            String namespace,
            String schedule,
            String image,
            String imageOf,
            String version,
            String digest,
            boolean suspended,
            Instant lastScheduled,
            String message) {}

    /**
     * @param status {@code UNDER_WAY}, {@code SUCCEEDED} or {@code FAILED}
     * @param ended null while it is under way
     * @param reason why it failed; empty otherwise
     */
    public record Release(
            String component,
            String version,
            String digest,
            String status,
            String id,
            Instant started,
            Instant ended,
            String reason) {}

    /** What another version of Terrace did not know to write is empty. */
    public StatusReport {
        components = components == null ? List.of() : List.copyOf(components);
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
        releases = releases == null ? List.of() : List.copyOf(releases);
        message = message == null ? "" : message;
    }
}
