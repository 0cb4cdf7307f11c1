package dev.terrace.kubernetes;

import static dev.terrace.kubernetes.KubernetesReconciler.POLL;
import static dev.terrace.kubernetes.Trees.FIELD_MANAGER;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.OutOfTimeException;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One walk over the objects of an owner: looks, compares, acts, and tells. */
final class Walk {
    /** Owns the replicas at first where an autoscaler is going to. */
    private static final String INITIAL_FIELD_MANAGER = "terrace-initial";

    /** How often a plan looks at an object that moves on while it is looked at. */
    private static final int MOST_LOOKS = 3;

    /** Kubernetes' own finalizers, which its garbage collector takes away when it is through. */
    private static final Set<String> GARBAGE_COLLECTION = Set.of("foregroundDeletion", "orphan", "kubernetes");

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Owner owner;
    private final Map<ObjectId, HasMetadata> declared;
    private final Mandate mandate;
    private final List<Set<Class<? extends HasMetadata>>> stages;
    private final Trees trees;
    private final ClusterApi api;

    /** What is there, as far as it is known: brought up to date by each patch. */
    private final Map<ObjectId, HasMetadata> live;

    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Rollout> rollouts = new ConcurrentHashMap<>();
    private final Set<String> waitingFor = new TreeSet<>();
    private final Set<String> refusals = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> notes = new TreeSet<>();
    private Duration retryAfter = POLL;

    /** What is done about one object. What it changed counts also when it could not go on after that. */
    @FunctionalInterface
    private interface Step {
        void take(HasMetadata object, List<Change> done);
    }

    Walk(
            Owner owner,
            Map<ObjectId, HasMetadata> declared,
            Mandate mandate,
            List<Set<Class<? extends HasMetadata>>> stages,
            Trees trees,
            ClusterApi api,
            Map<ObjectId, HasMetadata> found) {
        this.owner = owner;
        this.declared = declared;
        this.mandate = mandate;
        this.stages = stages;
        this.trees = trees;
        this.api = api;
        this.live = new ConcurrentHashMap<>(found);
    }

    void plan() {
        visit(declared.values(), this::planned);
        tellNeedlessConsent();
    }

    void apply() {
        for (var stage : stages) {
            if (complete()) {
                visit(ofKinds(stage, declared.values()), this::applied);
            }
        }
        if (complete()) {
            visit(livingOf(Deployment.class), this::rolledOut);
            visit(livingOf(Ingress.class), this::balanced);
            autoscalers();
            tellNeedlessConsent();
        }
    }

    private void tellNeedlessConsent() {
        mandate.needless(owner.layer(), changes).forEach(this::note);
    }

    void planPrune() {
        unwanted().forEach(object -> changes.add(change(object, Action.DELETE, List.of())));
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
        visit(namespaces.values(), this::deleted);
        var begun = changes.stream().map(Change::id).collect(Collectors.toSet());
        inside.get(true).stream()
                .filter(it -> begun.contains(ObjectId.of(it).namespace()))
                .forEach(it -> changes.add(change(it, Action.DELETE, List.of())));
        stages.reversed().stream()
                .map(stage -> ofKinds(stage, inside.get(false)).stream()
                        .filter(it -> !(it instanceof Namespace))
                        .toList())
                .filter(objects -> !objects.isEmpty())
                .findFirst()
                .ifPresent(objects -> visit(objects, this::deleted));
    }

    // ---------------------------------------------------------------- what is wanted

    private void planned(HasMetadata object, List<Change> done) {
        rivals(object).forEach(rival -> done.add(change(rival, Action.DELETE, List.of())));
        var found = found(object);
        if (found == null || isGoing(found)) {
            done.add(change(object, Action.CREATE, trees.fields(object)));
        } else if (!trees.asDeclared(object, found)) {
            try {
                planUpdate(object, found, done);
            } catch (KubernetesClientException refused) {
                var replacement = replacement(object, found, refused);
                done.add(replacement);
                refusal(object, found, replacement)
                        .ifPresent(refusal -> note("An apply refuses: " + refusal.sentence()));
            }
        }
    }

    private void applied(HasMetadata object, List<Change> done) {
        for (var rival : rivals(object)) {
            api.delete(rival, DeletionPropagation.BACKGROUND);
            done.add(change(rival, Action.DELETE, List.of()));
        }
        var found = found(object);
        if (found == null) {
            patch(object, FIELD_MANAGER);
            done.add(change(object, Action.CREATE, trees.fields(object)));
            minReplicas(object).ifPresent(replicas -> replicas(object, replicas));
        } else if (isGoing(found)) {
            waitForEnd(found);
        } else if (!trees.asDeclared(object, found)) {
            if (leavesReplicas(object, found)) {
                replicas(object, ((Deployment) found).getSpec().getReplicas());
            }
            try {
                update(found, patch(object, FIELD_MANAGER), done);
            } catch (KubernetesClientException refused) {
                replace(object, found, replacement(object, found, refused), done);
            }
        }
    }

    /** Of an object that its controller changes in between, the dry run would tell that change for its own. */
    private void planUpdate(HasMetadata object, HasMetadata found, List<Change> done) {
        var before = found;
        var after = api.patch(object, FIELD_MANAGER, true);
        for (int looks = 1; looks < MOST_LOOKS && !version(before).equals(version(after)); looks++) {
            var now = api.get(object);
            if (now == null) {
                break;
            }
            before = now;
            after = api.patch(object, FIELD_MANAGER, true);
        }
        update(before, after, done);
    }

    private static String version(HasMetadata object) {
        return String.valueOf(object.getMetadata().getResourceVersion());
    }

    private void update(HasMetadata before, HasMetadata after, List<Change> done) {
        var fields = trees.differences(before, after);
        if (!fields.isEmpty()) {
            done.add(change(after, Action.UPDATE, fields));
        }
    }

    private HasMetadata patch(HasMetadata object, String fieldManager) {
        var result = api.patch(object, fieldManager, false);
        live.put(ObjectId.of(object), result);
        return result;
    }

    /**
     * The object as it is there; null if it is not. One that lost its labels by hand is still known by its field manager; one that
     * somebody else made is not touched.
     */
    private HasMetadata found(HasMetadata object) {
        var id = ObjectId.of(object);
        var found = live.get(id);
        if (found != null) {
            return found;
        }
        var namesake = api.get(object);
        if (namesake == null) {
            return null;
        }
        var labels = Optional.ofNullable(namesake.getMetadata().getLabels()).orElse(Map.of());
        if (labels.containsKey(OwnerLabels.LAYER) || !Trees.isApplied(namesake)) {
            var owners = OwnerLabels.of(owner).entrySet().stream()
                    .map(label -> label.getKey() + "=" + label.getValue())
                    .sorted()
                    .collect(Collectors.joining(" "));
            var of = labels.containsKey(OwnerLabels.LAYER)
                    ? "of layer %s of platform %s"
                            .formatted(labels.get(OwnerLabels.LAYER), labels.get(OwnerLabels.PLATFORM))
                    : "that Terrace did not make";
            throw new ProblemException(Problem.user(
                    "AlreadyExists",
                    address(object),
                    "There already is a %s %s %s.".formatted(id.kind(), id.path(), of),
                    "Delete it, or choose another name. To hand it over to Terrace, which then changes and deletes it: kubectl label "
                            + id.kind().toLowerCase(Locale.ROOT) + " " + id.name()
                            + (id.namespace().isEmpty() ? "" : " -n " + id.namespace()) + " --overwrite " + owners));
        }
        live.put(id, namesake);
        return namesake;
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
        return change(found, Action.REPLACE, fields);
    }

    /** Why the object may not be replaced. */
    private Optional<Problem> refusal(HasMetadata object, HasMetadata found, Change replacement) {
        var fields = replacement.fields().stream().map(Change.Field::name).collect(Collectors.joining(", "));
        return mandate.refusal(
                address(object),
                "Kubernetes never changes %s of a %s: %s must be deleted and created again"
                        .formatted(fields, found.getKind(), ObjectId.of(found).path()));
    }

    /** Deletes the object and creates it anew at once: what a controller made of the old one goes while the new one comes. */
    private void replace(HasMetadata object, HasMetadata found, Change replacement, List<Change> done) {
        refusal(object, found, replacement).ifPresent(refusal -> {
            throw new ProblemException(refusal);
        });
        api.delete(found, DeletionPropagation.BACKGROUND);
        done.add(replacement);
        live.remove(ObjectId.of(found));
        if (api.get(found) != null) {
            pending(address(object) + " (being deleted, to be created again)", SOON);
            return;
        }
        patch(object, FIELD_MANAGER);
        if (object instanceof Deployment deployment && deployment.getSpec().getReplicas() == null) {
            replicas(object, ((Deployment) found).getSpec().getReplicas());
        }
    }

    // ---------------------------------------------------------------- who decides about replicas

    /**
     * The autoscalers that are not declared any more of a Deployment that now declares its replicas. They go first: only one can
     * decide about them, and the autoscaler would do it again.
     */
    private List<HasMetadata> rivals(HasMetadata object) {
        if (!(object instanceof Deployment deployment) || deployment.getSpec().getReplicas() == null) {
            return List.of();
        }
        return live.entrySet().stream()
                .filter(it -> !declared.containsKey(it.getKey()))
                .map(Map.Entry::getValue)
                .filter(it -> it instanceof HorizontalPodAutoscaler autoscaler && scales(autoscaler, deployment))
                .toList();
    }

    private static boolean scales(HorizontalPodAutoscaler autoscaler, Deployment deployment) {
        return autoscaler
                        .getMetadata()
                        .getNamespace()
                        .equals(deployment.getMetadata().getNamespace())
                && autoscaler
                        .getSpec()
                        .getScaleTargetRef()
                        .getName()
                        .equals(deployment.getMetadata().getName());
    }

    /**
     * Whether the autoscaler takes over the replicas with this change. A field that its last manager gives up falls back to
     * its default: all pods but one would end until the autoscaler looks again.
     */
    private static boolean leavesReplicas(HasMetadata object, HasMetadata found) {
        return object instanceof Deployment deployment
                && deployment.getSpec().getReplicas() == null
                && Trees.owns(found, "spec", "replicas");
    }

    /** Sets the replicas as another field manager, from which the autoscaler takes them. */
    private void replicas(HasMetadata deployment, Integer replicas) {
        var metadata = deployment.getMetadata();
        patch(
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(metadata.getName())
                        .withNamespace(metadata.getNamespace())
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(replicas)
                        .endSpec()
                        .build(),
                INITIAL_FIELD_MANAGER);
    }

    /** How many pods the autoscaler of a new Deployment would begin with. */
    private Optional<Integer> minReplicas(HasMetadata object) {
        return object instanceof Deployment deployment
                ? declared.values().stream()
                        .filter(it ->
                                it instanceof HorizontalPodAutoscaler autoscaler && scales(autoscaler, deployment))
                        .map(it -> ((HorizontalPodAutoscaler) it).getSpec())
                        .map(HorizontalPodAutoscalerSpec::getMinReplicas)
                        .findFirst()
                : Optional.empty();
    }

    // ---------------------------------------------------------------- whether it has an effect

    private void rolledOut(HasMetadata deployment, List<Change> done) {
        var rollout = api.rollout((Deployment) deployment);
        rollouts.put(deployment.getMetadata().getName(), rollout);
        switch (rollout.state()) {
            case COMPLETE -> {}
            case PROGRESSING -> pending(address(deployment) + ": " + rollout.reason(), POLL);
            case FAILED ->
                throw new ProblemException(Problem.user(
                        "RolloutFailed",
                        address(deployment),
                        "The new pods did not become ready in time: " + rollout.reason() + ".",
                        "Pods that were ready before serve on. Look at the logs of the new ones, and apply again."));
        }
    }

    /** An Ingress is waited for where there is something to wait for. */
    private void balanced(HasMetadata object, List<Change> done) {
        var ingress = (Ingress) object;
        if (Ingresses.address(ingress).isPresent()) {
            return;
        }
        switch (api.ask(Controllers::loadBalancing)) {
            case ABSENT -> note(address(ingress) + ": " + Controllers.withoutLoadBalancing(ingress));
            case UNAVAILABLE ->
                refused(address(ingress) + ": no address, and no pod of the AWS Load Balancer Controller is available");
            case AVAILABLE ->
                refused(address(ingress) + ": no address yet"
                        + api.ask(client -> Controllers.lastWarning(ingress, client))
                                .map(warning -> "; " + warning)
                                .orElse(""));
        }
    }

    private void autoscalers() {
        var idle = livingOf(HorizontalPodAutoscaler.class).stream()
                .map(HorizontalPodAutoscaler.class::cast)
                .filter(it -> !Controllers.acts(it))
                .toList();
        if (idle.isEmpty()) {
            return;
        }
        var those = idle.stream().map(this::address).collect(Collectors.joining(", "));
        // What they say themselves is known already; a new one has not said anything yet.
        if (idle.stream().allMatch(Controllers::missesMetrics)) {
            note(those + ": " + Controllers.WITHOUT_METRICS);
        } else {
            attempt("", () -> api.ask(Controllers::withoutMetrics).ifPresent(why -> note(those + ": " + why)));
        }
    }

    // ---------------------------------------------------------------- what is not wanted

    /** What is there and not declared. What is in the way of something declared goes with that, and is not among them. */
    private List<HasMetadata> unwanted() {
        var rivals = declared.values().stream()
                .flatMap(it -> rivals(it).stream())
                .map(ObjectId::of)
                .collect(Collectors.toSet());
        return live.entrySet().stream()
                .filter(it -> !declared.containsKey(it.getKey()) && !rivals.contains(it.getKey()))
                .sorted(Comparator.comparing(it -> it.getKey().toString()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void deleted(HasMetadata object, List<Change> done) {
        if (isGoing(object)) {
            waitForEnd(object);
            return;
        }
        if (object instanceof Namespace namespace) {
            refuseToLoseVolumes(namespace);
        }
        api.delete(object, DeletionPropagation.FOREGROUND);
        done.add(change(object, Action.DELETE, List.of()));
        pending(address(object) + " (being deleted)", SOON);
    }

    /** With a namespace all goes that is in it, and with a claim its volume: Terrace claims none, so they are somebody's own. */
    private void refuseToLoseVolumes(Namespace namespace) {
        var name = namespace.getMetadata().getName();
        var claims = api
                .ask(client -> client.persistentVolumeClaims().inNamespace(name).list())
                .getItems()
                .stream()
                .map(PersistentVolumeClaim::getMetadata)
                .map(it -> it.getName())
                .collect(Collectors.joining(", "));
        if (!claims.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "HoldsData",
                    address(namespace),
                    "Volumes that Terrace did not make would be deleted with the namespace %s: %s."
                            .formatted(name, claims),
                    "Save what is in them, delete the claims (kubectl delete pvc -n %s …), and try again."
                            .formatted(name)));
        }
    }

    private static boolean isGoing(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    /** What is held does not end by itself, other than pods that take their time. */
    private void waitForEnd(HasMetadata object) {
        var holders = holders(object).collect(Collectors.joining("; "));
        if (holders.isEmpty()) {
            pending(address(object) + " (being deleted)", POLL);
        } else {
            refused(address(object) + ": being deleted, and held by " + holders);
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

    // ---------------------------------------------------------------- the walk itself

    private void visit(Collection<? extends HasMetadata> objects, Step step) {
        ClusterApi.inParallel(objects, object -> {
                    var done = new ArrayList<Change>();
                    attempt(address(object), () -> step.take(object, done));
                    return done;
                })
                .forEach(changes::addAll);
    }

    private void attempt(String address, Runnable step) {
        try {
            step.run();
        } catch (OutOfTimeException _) {
            pending((address + " (out of time)").strip(), Duration.ZERO);
        } catch (RuntimeException e) {
            var problem = KubernetesProblems.orThrow(e).about(address);
            if (problem.retryable()) {
                refused(problem.sentence());
            } else {
                failed(problem);
            }
        }
    }

    private List<HasMetadata> livingOf(Class<? extends HasMetadata> kind) {
        return declared.keySet().stream()
                .map(live::get)
                .filter(kind::isInstance)
                .toList();
    }

    private static List<HasMetadata> ofKinds(Set<Class<? extends HasMetadata>> kinds, Collection<HasMetadata> objects) {
        return objects.stream()
                .filter(object -> kinds.contains(object.getClass()))
                .toList();
    }

    private Change change(HasMetadata object, Action action, List<Change.Field> fields) {
        var id = ObjectId.of(object);
        return new Change(address(object), id.kind(), action, action == Action.CREATE ? "" : id.path(), fields);
    }

    private String address(HasMetadata object) {
        return owner.key(ObjectId.of(object).resource()).address();
    }

    private synchronized void pending(String what, Duration after) {
        waitingFor.add(what);
        retryAfter = after.compareTo(retryAfter) < 0 ? after : retryAfter;
    }

    private synchronized void refused(String what) {
        refusals.add(what);
        pending(what, POLL);
    }

    private synchronized void failed(Problem problem) {
        problems.add(problem);
    }

    private synchronized void note(String what) {
        notes.add(what);
    }

    private synchronized boolean complete() {
        return problems.isEmpty() && waitingFor.isEmpty();
    }

    KubernetesReconciler.Applied applied() {
        Outcome outcome = new Outcome.Done();
        if (!problems.isEmpty()) {
            outcome = new Outcome.Failed(problems);
        } else if (!waitingFor.isEmpty()) {
            outcome = new Outcome.Pending(List.copyOf(waitingFor), List.copyOf(refusals), retryAfter);
        }
        var result = new Result(
                outcome,
                changes,
                declared.size(),
                outputs(),
                List.of(),
                unwanted().size(),
                Set.of(),
                List.copyOf(notes));
        return new KubernetesReconciler.Applied(result, new TreeMap<>(rollouts));
    }

    /** The load balancers' addresses, for layers that point to them. */
    private Map<String, Result.Output> outputs() {
        var outputs = new TreeMap<String, Result.Output>();
        livingOf(Ingress.class)
                .forEach(ingress -> outputs.put(
                        address(ingress),
                        new Result.Output(
                                ObjectId.of(ingress).path(),
                                Ingresses.address((Ingress) ingress)
                                        .map(it -> Map.of("Hostname", it))
                                        .orElse(Map.of()))));
        return outputs;
    }
}
