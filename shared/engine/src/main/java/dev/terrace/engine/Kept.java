package dev.terrace.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Objects;

/**
 * A resource that is no longer wanted and stays.
 *
 * @param resource {@code layer/name}
 * @param id what it is in AWS
 * @param why empty when it is to be retained
 */
public record Kept(String resource, String id, String why) {

    @JsonCreator
    public Kept {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(why, "why");
    }

    /** As other versions of Terrace say it, and this one does to programs: the {@link #sentence()}. */
    @JsonCreator
    static Kept told(String sentence) {
        return new Kept(sentence, "", "");
    }

    /** The id with the address, as a person would look for it, and the reason. */
    public String sentence() {
        return resource + (id.isEmpty() ? "" : " (" + id + ")") + (why.isEmpty() ? "" : ", because " + why);
    }
}
