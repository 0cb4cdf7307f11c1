package dev.terrace.kubernetes;

import static dev.terrace.kubernetes.KubernetesReconciler.POLL;
import static dev.terrace.kubernetes.Trees.FIELD_MANAGER;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Ledger;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** One walk over the objects of an owner: compares what there is with what is declared, acts, and tells. */
final class Walk {
    static final Duration SOON = Duration.ofSeconds(1);

    /** How often a plan looks at an object that moves on while it is looked at. */
    private static final int MOST_LOOKS = 3;

    private final World world;
    private final Mandate mandate;
    private final List<Set<Class<? extends HasMetadata>>> stages;
    private final Trees trees;
    private final Ledger ledger = new Ledger(POLL, KubernetesProblems.TRANSLATOR);
    private final Map<String, Rollout> rollouts = new ConcurrentSkipListMap<>();
    private final Replicas replicas;
    private final Deletion deletion;
    private final Readiness readiness;

    Walk(World world, Mandate mandate, List<Set<Class<? extends HasMetadata>>> stages, Trees trees) {
        this.world = world;
        this.mandate = mandate;
        this.stages = stages;
        this.trees = trees;
        this.replicas = new Replicas(world);
        this.deletion = new Deletion(world, ledger);
        this.readiness = new Readiness(world, ledger, rollouts);
    }

    void plan() {
        visit(world.declared().values(), this::plan);
        tellNeedlessConsent();
    }

    void apply() {
        for (var stage : stages) {
            if (ledger.isClear()) {
                visit(ofKinds(stage, world.declared().values()), this::apply);
            }
        }
        if (ledger.isClear()) {
            visit(world.living(Deployment.class), (deployment, _) -> readiness.await(deployment));
            visit(world.living(Ingress.class), (ingress, _) -> readiness.await(ingress));
            ledger.attempt("", false, readiness::noteIdleAutoscalers);
            tellNeedlessConsent();
        }
    }

    private void tellNeedlessConsent() {
        mandate.needless(world.owner().layer(), ledger.changes()).forEach(ledger::note);
    }

    void planPrune() {
        unwanted().forEach(object -> ledger.changed(world.change(object, Action.DELETE, List.of())));
    }

    /**
     * Deletes namespaces, with which all goes that is in them, and what else there is stage after stage, from the last to
     * the first: a stage begins when the one after it is seen to be gone.
     */
    void prune() {
        var unwanted = unwanted();
        var namespaces = unwanted.stream()
                .filter(Namespace.class::isInstance)
                .collect(Collectors.toMap(it -> it.getMetadata().getName(), it -> it));
        var inside = unwanted.stream()
                .collect(Collectors.partitioningBy(
                        it -> namespaces.containsKey(ObjectId.of(it).namespace())));
        visit(namespaces.values(), deletion::begin);
        var begun = ledger.changes().stream().map(Change::id).collect(Collectors.toSet());
        inside.get(true).stream()
                .filter(it -> begun.contains(ObjectId.of(it).namespace()))
                .forEach(it -> ledger.changed(world.change(it, Action.DELETE, List.of())));
        stages.reversed().stream()
                .map(stage -> ofKinds(stage, inside.get(false)).stream()
                        .filter(it -> !(it instanceof Namespace))
                        .toList())
                .filter(objects -> !objects.isEmpty())
                .findFirst()
                .ifPresent(objects -> visit(objects, deletion::begin));
    }

    /** What is there and not declared. What is in the way of something declared goes with that, and is not among them. */
    private List<HasMetadata> unwanted() {
        var rivals = world.declared().values().stream()
                .flatMap(it -> replicas.rivals(it).stream())
                .map(ObjectId::of)
                .collect(Collectors.toSet());
        return world.undeclared()
                .filter(it -> !rivals.contains(ObjectId.of(it)))
                .sorted(Comparator.comparing(it -> ObjectId.of(it).toString()))
                .toList();
    }

    private static List<HasMetadata> ofKinds(Set<Class<? extends HasMetadata>> kinds, Collection<HasMetadata> objects) {
        return objects.stream()
                .filter(object -> kinds.contains(object.getClass()))
                .toList();
    }

    /** Takes a step about each object. What it has done counts also when it cannot go on after that, and the next look sees it. */
    private <T extends HasMetadata> void visit(Collection<T> objects, BiConsumer<T, List<Change>> step) {
        ClusterApi.inParallel(objects, object -> {
                    var done = new ArrayList<Change>();
                    ledger.attempt(world.address(object), false, () -> step.accept(object, done));
                    return done;
                })
                .forEach(done -> done.forEach(ledger::changed));
    }

    // ---------------------------------------------------------------- what is wanted

    private void plan(HasMetadata object, List<Change> done) {
        replicas.rivals(object).forEach(rival -> done.add(world.change(rival, Action.DELETE, List.of())));
        var found = world.find(object);
        if (found == null || Deletion.isUnderWay(found)) {
            done.add(world.change(object, Action.CREATE, trees.fields(object)));
        } else if (!trees.asDeclared(object, found)) {
            try {
                planUpdate(object, found, done);
            } catch (KubernetesClientException refused) {
                var replacement = replacement(object, found, refused);
                done.add(replacement);
                refusal(object, found, replacement)
                        .ifPresent(refusal -> ledger.note("An apply refuses: " + refusal.sentence()));
            }
        }
    }

    private void apply(HasMetadata object, List<Change> done) {
        for (var rival : replicas.rivals(object)) {
            world.api().delete(rival, DeletionPropagation.BACKGROUND);
            done.add(world.change(rival, Action.DELETE, List.of()));
        }
        var found = world.find(object);
        if (found == null) {
            world.patch(object, FIELD_MANAGER);
            done.add(world.change(object, Action.CREATE, trees.fields(object)));
            replicas.begin(object);
        } else if (Deletion.isUnderWay(found)) {
            deletion.await(found);
        } else if (!trees.asDeclared(object, found)) {
            replicas.leave(object, found);
            try {
                update(found, world.patch(object, FIELD_MANAGER), done);
            } catch (KubernetesClientException refused) {
                replace(object, found, replacement(object, found, refused), done);
            }
        }
    }

    /** Of an object that its controller changes in between, the dry run would tell that change for its own. */
    private void planUpdate(HasMetadata object, HasMetadata found, List<Change> done) {
        var before = found;
        var after = world.api().patch(object, FIELD_MANAGER, true);
        for (int looks = 1; looks < MOST_LOOKS && !version(before).equals(version(after)); looks++) {
            var now = world.api().get(object);
            if (now == null) {
                break;
            }
            before = now;
            after = world.api().patch(object, FIELD_MANAGER, true);
        }
        update(before, after, done);
    }

    private static String version(HasMetadata object) {
        return String.valueOf(object.getMetadata().getResourceVersion());
    }

    private void update(HasMetadata before, HasMetadata after, List<Change> done) {
        var fields = trees.differences(before, after);
        if (!fields.isEmpty()) {
            done.add(world.change(after, Action.UPDATE, fields));
        }
    }

    // ---------------------------------------------------------------- what Kubernetes never changes

    /**
     * The replacement that a refused change needs.
     *
     * @throws KubernetesClientException when it was refused for another reason
     */
    private Change replacement(HasMetadata object, HasMetadata found, KubernetesClientException refused) {
        var immutable = KubernetesProblems.immutableFields(refused);
        if (immutable.isEmpty()) {
            throw refused;
        }
        var fields = immutable.stream()
                .flatMap(path -> trees.differencesAt(path, found, object).stream())
                .toList();
        return world.change(found, Action.REPLACE, fields);
    }

    /** Why the object may not be replaced. */
    private Optional<Problem> refusal(HasMetadata object, HasMetadata found, Change replacement) {
        var fields = replacement.fields().stream().map(Change.Field::name).collect(Collectors.joining(", "));
        return mandate.refusal(
                world.address(object),
                "Kubernetes never changes %s of a %s: %s must be deleted and created again"
                        .formatted(fields, found.getKind(), ObjectId.of(found).path()));
    }

    /** Deletes the object and creates it anew at once: what a controller made of the old one goes while the new one comes. */
    private void replace(HasMetadata object, HasMetadata found, Change replacement, List<Change> done) {
        refusal(object, found, replacement).ifPresent(refusal -> {
            throw new ProblemException(refusal);
        });
        world.api().delete(found, DeletionPropagation.BACKGROUND);
        done.add(replacement);
        world.live().remove(ObjectId.of(found));
        if (world.api().get(found) != null) {
            ledger.pending(world.address(object) + " (being deleted, to be created again)", SOON);
            return;
        }
        world.patch(object, FIELD_MANAGER);
        replicas.keep(object, found);
    }

    // ---------------------------------------------------------------- what came of it

    KubernetesReconciler.Applied applied() {
        var result = new Result(
                ledger.outcome(),
                ledger.changes(),
                world.declared().size(),
                outputs(),
                List.of(),
                unwanted().size(),
                Set.of(),
                ledger.notes());
        return new KubernetesReconciler.Applied(result, rollouts);
    }

    /** The load balancers' addresses, for layers that point to them. */
    private Map<String, Result.Output> outputs() {
        var outputs = new HashMap<String, Result.Output>();
        for (var ingress : world.living(Ingress.class)) {
            var attributes =
                    Ingresses.address(ingress).map(it -> Map.of("Hostname", it)).orElse(Map.of());
            outputs.put(
                    world.address(ingress),
                    new Result.Output(ObjectId.of(ingress).path(), attributes));
        }
        return outputs;
    }
}
