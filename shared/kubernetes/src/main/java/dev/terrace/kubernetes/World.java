package dev.terrace.kubernetes;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an owner declares, and what it has.
 *
 * @param live as far as it is known: brought up to date by each patch
 */
record World(Owner owner, Map<ObjectId, HasMetadata> declared, Map<ObjectId, HasMetadata> live, ClusterApi api) {
    World {
        live = new ConcurrentHashMap<>(live);
    }

    /** What there is of what is declared, of one kind. */
    <T extends HasMetadata> List<T> living(Class<T> kind) {
        return declared.keySet().stream()
                .map(live::get)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    Stream<HasMetadata> undeclared() {
        return live.entrySet().stream()
                .filter(it -> !declared.containsKey(it.getKey()))
                .map(Map.Entry::getValue);
    }

    /**
     * The object as it is there; null if it is not. One that lost its labels by hand is still known by its field manager; one that
     * somebody else made is not touched.
     */
    HasMetadata find(HasMetadata object) {
        var id = ObjectId.of(object);
        var found = live.get(id);
        if (found == null) {
            found = api.get(object);
            if (found == null) {
                return null;
            }
            if (label(found, OwnerLabels.LAYER).isPresent() || !Trees.isApplied(found)) {
                throw new ProblemException(alreadyExists(id, found));
            }
            live.put(id, found);
        }
        return found;
    }

    private Problem alreadyExists(ObjectId id, HasMetadata namesake) {
        var whose = label(namesake, OwnerLabels.LAYER)
                .map(layer -> "of layer %s of platform %s"
                        .formatted(layer, label(namesake, OwnerLabels.PLATFORM).orElse(null)))
                .orElse("that Terrace did not make");
        var owners = OwnerLabels.of(owner).entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
        return Problem.user(
                "AlreadyExists",
                owner.address(id.resource()),
                "There already is a %s %s %s.".formatted(id.kind(), id.path(), whose),
                "Delete it, or choose another name. To hand it over to Terrace, which then changes and deletes it: kubectl label "
                        + id.kind().toLowerCase(Locale.ROOT) + " " + id.name()
                        + (id.namespace().isEmpty() ? "" : " -n " + id.namespace()) + " --overwrite " + owners);
    }

    private static Optional<String> label(HasMetadata object, String name) {
        return Optional.ofNullable(object.getMetadata().getLabels()).map(labels -> labels.get(name));
    }

    HasMetadata patch(HasMetadata object, String fieldManager) {
        var result = api.patch(object, fieldManager, false);
        live.put(ObjectId.of(object), result);
        return result;
    }

    String address(HasMetadata object) {
        return owner.address(ObjectId.of(object).resource());
    }

    Change change(HasMetadata object, Action action, List<Change.Field> fields) {
        return change(owner, object, action, fields);
    }

    static Change change(Owner owner, HasMetadata object, Action action, List<Change.Field> fields) {
        var id = ObjectId.of(object);
        return new Change(
                owner.address(id.resource()), id.kind(), action, action == Action.CREATE ? "" : id.path(), fields);
    }
}
