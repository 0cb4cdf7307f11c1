package dev.terrace.engine;

import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * One resource that differs from what is declared.
 *
 * @param resource {@code layer/name}
 * @param type CloudFormation's type name, or Kubernetes' kind
 * @param id what it is in AWS; empty when it is to be created, and {@link #UNKNOWN_ID} when its creation was cut off or refused
 * @param fields what differs; of a deletion, {@link #LAST_SNAPSHOT} or nothing
 */
public record Change(String resource, String type, Action action, String id, List<Field> fields) {

    /** Stands among the fields of a deletion that leaves a last snapshot behind. */
    public static final Field LAST_SNAPSHOT = Field.of("DeletionPolicy", null, "Snapshot");

    /** The id of what may have been created or not. */
    public static final String UNKNOWN_ID = "(unknown)";

    /** Whether this is a deletion that leaves a last snapshot behind. */
    public boolean leavesSnapshot() {
        return action == Action.DELETE && fields.contains(LAST_SNAPSHOT);
    }

    /** Whether this is a creation of which is not known whether anything came of it. */
    public boolean isUnfinished() {
        return id.equals(UNKNOWN_ID);
    }

    /** The same change, of a resource that has got its id. */
    public Change of(String itsId) {
        return new Change(resource, type, action, itsId, fields);
    }

    public enum Action {
        CREATE,
        UPDATE,
        REPLACE,
        DELETE
    }

    /**
     * @param name CloudFormation's property, dotted where it is nested
     * @param from what is there; null of JSON when nothing is
     * @param to what is declared; {@link Unknown} as far as it is
     * @param createOnly whether it can only be set at creation, so that the change needs a replacement
     */
    public record Field(String name, JsonNode from, JsonNode to, boolean createOnly) {
        public Field {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }

        /** Of values as specs have them: texts, numbers, truths, records, {@link Json}, lists, sets and maps of these. */
        public static Field of(String name, Object from, Object to) {
            return new Field(name, Specs.json(from), Specs.json(to), false);
        }

        /** The same difference, of something that can only be set at creation. */
        public Field asCreateOnly() {
            return new Field(name, from, to, true);
        }

        /** As in {@code MaxSize: 9 -> 5}. */
        @Override
        public String toString() {
            return name + ": " + text(from) + " -> " + text(to);
        }

        private static String text(JsonNode value) {
            return value.asString(value.toString());
        }
    }

    public Change {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(id, "id");
        fields = List.copyOf(fields);
    }
}
