package dev.terrace.kubernetes;

import static dev.terrace.kubernetes.Walk.SOON;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Ledger;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How an object goes: it is asked to, and takes its time, or is held. */
record Deletion(World world, Ledger ledger) {
    /** Kubernetes' own finalizers, which its garbage collector takes away when it is through. */
    private static final Set<String> GARBAGE_COLLECTION = Set.of("foregroundDeletion", "orphan", "kubernetes");

    void begin(HasMetadata object, List<Change> done) {
        if (isUnderWay(object)) {
            await(object);
            return;
        }
        if (object instanceof Namespace namespace) {
            refuseToLoseVolumes(namespace);
        }
        world.api().delete(object, DeletionPropagation.FOREGROUND);
        done.add(world.change(object, Action.DELETE, List.of()));
        ledger.pending(world.address(object) + " (being deleted)", SOON);
    }

    /** With a namespace all goes that is in it, and with a claim its volume: Terrace claims none, so they are somebody's own. */
    private void refuseToLoseVolumes(Namespace namespace) {
        var name = namespace.getMetadata().getName();
        var claims =
                world
                        .api()
                        .ask(client -> client.persistentVolumeClaims()
                                .inNamespace(name)
                                .list())
                        .getItems()
                        .stream()
                        .map(claim -> claim.getMetadata().getName())
                        .collect(Collectors.joining(", "));
        if (!claims.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "HoldsData",
                    world.address(namespace),
                    "Volumes that Terrace did not make would be deleted with the namespace %s: %s."
                            .formatted(name, claims),
                    "Save what is in them, delete the claims (kubectl delete pvc -n %s …), and try again."
                            .formatted(name)));
        }
    }

    static boolean isUnderWay(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** What is held does not end by itself, other than pods that take their time. */
    void await(HasMetadata object) {
        var holders = holders(object).collect(Collectors.joining("; "));
        if (holders.isEmpty()) {
            ledger.pending(world.address(object) + " (being deleted)");
        } else {
            ledger.refused(world.address(object) + ": being deleted, and held by " + holders);
        }
    }

    private static Stream<String> holders(HasMetadata object) {
        if (object instanceof Namespace namespace) {
            return Stream.ofNullable(namespace.getStatus())
                    .flatMap(status -> status.getConditions().stream())
                    .filter(it -> it.getStatus().equals("True") && !it.getType().equals("NamespaceContentRemaining"))
                    .map(NamespaceCondition::getMessage);
        }
        return object.getMetadata().getFinalizers().stream()
                .filter(it -> !GARBAGE_COLLECTION.contains(it))
                .map(it -> "the finalizer " + it + ", which only its controller takes away");
    }
}
