package dev.terrace.release;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * That an image was pushed, as EventBridge delivers it: by ECR, or in the same words by a CI (source {@code terrace}).
 * {@code aws-lambda-java-events} has no type for it. Whoever may send events may send anything: what is missing, or no text, is
 * empty.
 *
 * @param id the event's own; an event that is delivered twice keeps it
 * @param tag empty when the image was pushed without one
 * @see <a href="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html">Amazon ECR events</a>
 */
record PushEvent(String id, String repository, String digest, String tag) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    /** As ECR's CreateRepository says. */
    private static final Pattern REPOSITORY =
            Pattern.compile("(?=.{2,256}$)([a-z0-9]+([._-]+[a-z0-9]+)*/)*[a-z0-9]+([._-]+[a-z0-9]+)*");

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    /** As the distribution specification of OCI says. */
    private static final Pattern TAG = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,127})?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PushEvent of(JsonNode event) {
        var detail = event.path("detail");
        return new PushEvent(
                text(event, "id"),
                text(detail, "repository-name"),
                text(detail, "image-digest"),
                text(detail, "image-tag"));
    }

    private static String text(JsonNode node, String name) {
        var value = node.path(name);
        return value.isString() ? value.stringValue() : "";
    }

    /** What of it has not the form that ECR gives it, if anything has not; in words of ours, for it is told and recorded. */
    Optional<String> malformed() {
        var forms = new LinkedHashMap<String, Boolean>();
        forms.put("id", ID.matcher(id).matches());
        forms.put("repository-name", REPOSITORY.matcher(repository).matches());
        forms.put("image-digest", DIGEST.matcher(digest).matches());
        forms.put("image-tag", TAG.matcher(tag).matches());
        return forms.keySet().stream().filter(name -> !forms.get(name)).findFirst();
    }
}
