package dev.terrace.engine;

import java.util.List;

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
    public static final Field LAST_SNAPSHOT = new Field("DeletionPolicy", "", "Snapshot");

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
     * @param from what is there; empty when nothing is
     * @param to what is declared
     * @param createOnly whether it can only be set at creation, so that the change needs a replacement
     */
    public record Field(String name, String from, String to, boolean createOnly) {
        public Field(String name, String from, String to) {
            this(name, from, to, false);
        }

        Field asCreateOnly() {
            return new Field(name, from, to, true);
        }
    }

    public Change {
        fields = List.copyOf(fields);
    }
}
