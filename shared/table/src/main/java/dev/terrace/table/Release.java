package dev.terrace.table;

import java.time.Instant;

/**
 * The move of one component to an image.
 *
 * @param id the name of the execution that does it
 * @param event the id of the push event that began it; an event that is delivered twice keeps it
 * @param started when the execution started; with the component it names the release
 * @param ended null while it is under way
 * @param reason why it failed, in readable sentences; empty otherwise
 */
public record Release(
        String platform,
        Image image,
        String id,
        String event,
        Instant started,
        Instant ended,
        Status status,
        String reason) {

    public enum Status {
        UNDER_WAY,
        SUCCEEDED,
        FAILED
    }

    public static Release begun(String platform, Image image, String id, String event, Instant started) {
        return new Release(platform, image, id, event, started, null, Status.UNDER_WAY, "");
    }

    public String component() {
        return image.component();
    }

    public Release succeeded(Instant when) {
        return new Release(platform, image, id, event, started, when, Status.SUCCEEDED, "");
    }

    public Release failed(Instant when, String why) {
        return new Release(platform, image, id, event, started, when, Status.FAILED, why);
    }
}
