package dev.terrace.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
        return deletionPolicy() == DeletionPolicy.RETAIN;
    }

    /** Data goes with it, if only into a snapshot: its successor would begin empty. */
    boolean holdsData() {
        return deletionPolicy() != DeletionPolicy.DELETE;
    }

    /** What failed while it was created holds nothing that could be kept. */
    private DeletionPolicy deletionPolicy() {
        return state() == State.CREATE_FAILED ? DeletionPolicy.DELETE : type.deletionPolicy();
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

    /** Why it needs a person. */
    Problem failure(String address) {
        return Problem.user(
                "ResourceFailed",
                address,
                "%s %s has failed: %s".formatted(type.typeName(), found.id(), reason()),
                "Mend the cause; if AWS does not recover it then, delete it, and apply again.");
    }

    /** Why it failed, as a sentence. */
    String reason() {
        return sentence(found.reason());
    }

    static String sentence(String text) {
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }

    Change change(Change.Action action, List<Specs.Difference> differences, Change.Field... more) {
        var fields = Stream.concat(differences.stream().map(Specs.Difference::field), Stream.of(more))
                .toList();
        return new Change(address(), type.typeName(), action, found.id(), fields);
    }

    Change deletion() {
        var fields =
                deletionPolicy() == DeletionPolicy.SNAPSHOT ? List.of(Change.LAST_SNAPSHOT) : List.<Change.Field>of();
        return new Change(address(), type.typeName(), Change.Action.DELETE, found.id(), fields);
    }
}
