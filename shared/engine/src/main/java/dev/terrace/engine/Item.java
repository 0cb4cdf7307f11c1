package dev.terrace.engine;

import java.util.List;
import java.util.Set;

/** A found resource together with its type, so that the verbs can be called on it. */
record Item<S extends Record>(Owner owner, ResourceType<S> type, Found<S> found) {

    String address() {
        return owner.address(found.name().isEmpty() ? found.id() : found.name());
    }

    State state() {
        return found.state();
    }

    Result.Output output() {
        return new Result.Output(found.id(), found.attributes());
    }

    /** The id with the address, as a person would look for it. */
    String named() {
        return address() + " (" + found.id() + ")";
    }

    boolean isRetained() {
        return type.deletionPolicy() == DeletionPolicy.RETAIN;
    }

    /** Data goes with it, if only into a snapshot: its successor would begin empty. */
    boolean holdsData() {
        return type.deletionPolicy() != DeletionPolicy.DELETE;
    }

    /** Whether one of these is an id, an ARN or a name of it. */
    boolean isAmong(Set<String> names) {
        return found.names().stream().anyMatch(names::contains);
    }

    /** What {@code wanted} means, given what is there. */
    @SuppressWarnings("unchecked")
    S settle(Record wanted) {
        return type.settle((S) wanted, found);
    }

    List<Specs.Difference> compare(Record wanted) {
        return Specs.compare(wanted, found.spec());
    }

    @SuppressWarnings("unchecked")
    boolean isExcludedBy(Record wanted) {
        return wanted.getClass() == type.spec() && type.excludes((S) wanted, found.spec());
    }

    List<String> holders() {
        return type.holders(found);
    }

    Change change(Change.Action action, List<Specs.Difference> differences) {
        return new Change(
                address(),
                type.typeName(),
                action,
                found.id(),
                differences.stream().map(Specs.Difference::field).toList());
    }

    Change deletion() {
        var fields = type.deletionPolicy() == DeletionPolicy.SNAPSHOT
                ? List.of(Change.LAST_SNAPSHOT)
                : List.<Change.Field>of();
        return new Change(address(), type.typeName(), Change.Action.DELETE, found.id(), fields);
    }
}
