package dev.terrace.kubernetes;

import static dev.terrace.kubernetes.Trees.FIELD_MANAGER;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Deadline;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The engine's walk for Kubernetes objects: finds them by label with one call per kind, compares them here, and applies what
 * differs server-side, as field manager {@code terrace}. A plan sends the same patches as dry runs, so that the API server
 * itself, with its defaults and its admission, says what would change.
 *
 * <p>Fields that Terrace does not declare belong to others: the replicas of a Deployment that has an autoscaler, a label
 * that somebody added. Objects of the owner that are not declared any more are deleted on the way back, by
 * {@link #prune}.
 */
public final class KubernetesReconciler {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String PLATFORM = "terrace.dev/platform";
    static final String LAYER = "terrace.dev/layer";

    /** Owns the replicas at first where an autoscaler is going to. */
    private static final String INITIAL_FIELD_MANAGER = "terrace-initial";

    private static final int PARALLEL_CALLS = 16;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final List<Set<Class<? extends HasMetadata>>> stages;
    private final Trees trees;

    /**
     * @param stages all kinds that the layer declares or ever declared; a stage is applied when the one before is through,
     *     and deleted the other way round
     */
    public KubernetesReconciler(KubernetesClient client, List<Set<Class<? extends HasMetadata>>> stages) {
        this.client = client;
        this.stages = List.copyOf(stages);
        this.trees = new Trees(client.getKubernetesSerialization());
    }

    /**
     * What was found and done, or in a plan would be.
     *
     * @param rollouts where each declared Deployment stands, by its name; empty unless all was applied
     */
    public record Applied(Result result, Map<String, Rollout> rollouts) {
        Applied(Result result) {
            this(result, Map.of());
        }
    }

    /** An object's identity. */
    private record Id(String kind, String namespace, String name) {
        static Id of(HasMetadata object) {
            var metadata = object.getMetadata();
            return new Id(
                    object.getKind(),
                    Optional.ofNullable(metadata.getNamespace()).orElse(""),
                    metadata.getName());
        }

        /** The name of the resource within its layer: {@code deployment-backend}. */
        String resource() {
            return kind.toLowerCase(Locale.ROOT) + "-" + name;
        }

        String path() {
            return namespace.isEmpty() ? name : namespace + "/" + name;
        }
    }

    /** Says what {@link #apply} would do, and does none of it. */
    public Applied plan(Owner owner, List<HasMetadata> declared) {
        return orFailed(() -> {
            var walk = new Walk(owner, declared, Deadline.NONE);
            walk.visit(walk.declared.values(), walk::planned);
            return new Applied(walk.result());
        });
    }

    /** The plan where there is no cluster yet: everything is to be created. */
    public static Applied planWithoutCluster(Owner owner, List<HasMetadata> declared) {
        var trees = new Trees(new KubernetesSerialization());
        var changes = declared.stream()
                .map(object -> change(owner, object, Action.CREATE, trees.fields(object)))
                .toList();
        return new Applied(new Result(new Outcome.Done(), changes, declared.size(), Map.of()));
    }

    /**
     * Creates and changes what is declared, as far as it goes now. What is no longer declared is counted, and stays until
     * {@link #prune}.
     */
    public Applied apply(Owner owner, List<HasMetadata> declared, Mandate mandate) {
        return orFailed(() -> {
            var walk = new Walk(owner, declared, mandate.deadline());
            for (var stage : stages) {
                if (walk.complete()) {
                    walk.visit(ofKinds(stage, walk.declared.values()), walk::applied);
                }
            }
            var rollouts = walk.complete() ? walk.rollouts() : Map.<String, Rollout>of();
            return new Applied(walk.result(), rollouts);
        });
    }

    /** Says what {@link #prune} would delete, and deletes none of it. */
    public Applied planPrune(Owner owner, List<HasMetadata> declared) {
        return orFailed(() -> {
            var walk = new Walk(owner, declared, Deadline.NONE);
            walk.unwanted().forEach(object -> walk.changes.add(change(owner, object, Action.DELETE, List.of())));
            return new Applied(walk.result());
        });
    }

    /**
     * Deletes what the owner has and does not declare any more; done when a look shows that nothing of it is left. With nothing
     * declared, it takes down everything.
     */
    public Applied prune(Owner owner, List<HasMetadata> declared, Deadline deadline) {
        return orFailed(() -> {
            var walk = new Walk(owner, declared, deadline);
            walk.prune();
            return new Applied(walk.result());
        });
    }

    // ---------------------------------------------------------------- what there is

    private Map<Id, HasMetadata> find(Owner owner) {
        var kinds = stages.stream().flatMap(Collection::stream).toList();
        var found = new LinkedHashMap<Id, HasMetadata>();
        inParallel(kinds, kind -> list(owner, kind))
                .forEach(objects -> objects.forEach(it -> found.put(Id.of(it), it)));
        return found;
    }

    private List<? extends HasMetadata> list(Owner owner, Class<? extends HasMetadata> kind) {
        return client.resources(kind)
                .inAnyNamespace()
                .withLabels(labels(owner))
                .list()
                .getItems();
    }

    private static Map<String, String> labels(Owner owner) {
        return Map.of(MANAGED_BY, FIELD_MANAGER, PLATFORM, owner.platform(), LAYER, owner.layer());
    }

    /** The declared objects with the owner's labels. */
    private Map<Id, HasMetadata> labelled(Owner owner, List<HasMetadata> declared) {
        var labelled = new LinkedHashMap<Id, HasMetadata>();
        for (var object : declared) {
            var copy = client.getKubernetesSerialization().clone(object);
            var labels = new TreeMap<String, String>();
            Optional.ofNullable(copy.getMetadata().getLabels()).ifPresent(labels::putAll);
            labels.putAll(labels(owner));
            copy.getMetadata().setLabels(labels);
            if (labelled.put(Id.of(copy), copy) != null) {
                throw new IllegalArgumentException(Id.of(copy).resource() + " is declared twice");
            }
            if (stages.stream().noneMatch(stage -> stage.contains(copy.getClass()))) {
                throw new IllegalArgumentException(
                        "no stage has the kind of " + Id.of(copy).resource());
            }
        }
        return labelled;
    }

    private static List<HasMetadata> ofKinds(Set<Class<? extends HasMetadata>> kinds, Collection<HasMetadata> objects) {
        return objects.stream()
                .filter(object -> kinds.contains(object.getClass()))
                .toList();
    }

    private static Change change(Owner owner, HasMetadata object, Action action, List<Change.Field> fields) {
        var id = Id.of(object);
        return new Change(
                owner.key(id.resource()).address(),
                id.kind(),
                action,
                action == Action.CREATE ? "" : id.path(),
                fields);
    }

    // ---------------------------------------------------------------- errors and threads

    private Applied orFailed(Supplier<Applied> walk) {
        try {
            return walk.get();
        } catch (RuntimeException e) {
            return new Applied(resultOf(problemOf(e)));
        }
    }

    /** The result of a walk that could not begin. */
    static Result resultOf(Problem problem) {
        return problem.retryable()
                ? new Result(new Outcome.Pending(List.of(problem.sentence()), POLL), List.of(), 0, Map.of())
                : Result.failed(problem);
    }

    private static Problem problemOf(RuntimeException error) {
        var problem = KubernetesProblems.of(error);
        if (problem == null) {
            throw error;
        }
        return problem;
    }

    private static <T, R> List<R> inParallel(Collection<T> items, Function<T, R> function) {
        var permits = new Semaphore(PARALLEL_CALLS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = items.stream()
                    .map(item -> threads.submit(within(permits, () -> function.apply(item))))
                    .toList();
            return futures.stream().map(KubernetesReconciler::await).toList();
        }
    }

    private static <R> Callable<R> within(Semaphore permits, Supplier<R> call) {
        return () -> {
            permits.acquire();
            try {
                return call.get();
            } finally {
                permits.release();
            }
        };
    }

    private static <R> R await(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    // ---------------------------------------------------------------- the walk

    private final class Walk {
        private final Owner owner;
        private final Map<Id, HasMetadata> declared;
        private final Deadline deadline;

        /** What is there, as far as it is known: brought up to date by each patch. */
        private final Map<Id, HasMetadata> live;

        private final List<Change> changes = new ArrayList<>();
        private final Set<String> waitingFor = new LinkedHashSet<>();
        private final List<Problem> problems = new ArrayList<>();
        private Duration retryAfter = POLL;

        Walk(Owner owner, List<HasMetadata> declared, Deadline deadline) {
            this.owner = owner;
            this.declared = labelled(owner, declared);
            this.deadline = deadline;
            this.live = new ConcurrentHashMap<>(find(owner));
        }

        /** Visits objects in parallel; what changed is kept in the objects' order. */
        void visit(Collection<HasMetadata> objects, Function<HasMetadata, Optional<Change>> visit) {
            inParallel(objects, object -> attempt(object, visit)).forEach(change -> change.ifPresent(changes::add));
        }

        private Optional<Change> attempt(HasMetadata object, Function<HasMetadata, Optional<Change>> visit) {
            try {
                return visit.apply(object);
            } catch (RuntimeException e) {
                var problem = problemOf(e).about(address(object));
                if (problem.retryable()) {
                    pending(problem.sentence(), POLL);
                } else {
                    failed(problem);
                }
                return Optional.empty();
            }
        }

        Optional<Change> planned(HasMetadata object) {
            var found = live.get(Id.of(object));
            if (found == null) {
                return Optional.of(change(owner, object, Action.CREATE, trees.fields(object)));
            }
            return trees.asDeclared(object, found)
                    ? Optional.empty()
                    : update(found, patch(object, FIELD_MANAGER, true));
        }

        Optional<Change> applied(HasMetadata object) {
            var found = live.get(Id.of(object));
            if (found != null && found.getMetadata().getDeletionTimestamp() != null) {
                pending(address(object) + " (still being deleted)", POLL);
                return Optional.empty();
            }
            if (found != null && trees.asDeclared(object, found) || timeIsUp(object)) {
                return Optional.empty();
            }
            if (found != null && object instanceof Deployment deployment && leavesReplicas(deployment, found)) {
                replicas(deployment, ((Deployment) found).getSpec().getReplicas());
            }
            var result = patch(object, FIELD_MANAGER, false);
            if (found == null && object instanceof Deployment deployment) {
                minReplicas(deployment).ifPresent(replicas -> replicas(deployment, replicas));
            }
            return found == null
                    ? Optional.of(change(owner, object, Action.CREATE, trees.fields(object)))
                    : update(found, result);
        }

        private Optional<Change> update(HasMetadata before, HasMetadata after) {
            var fields = trees.differences(before, after);
            return fields.isEmpty() ? Optional.empty() : Optional.of(change(owner, after, Action.UPDATE, fields));
        }

        /** Applied by force: what somebody else has set is set back. */
        private HasMetadata patch(HasMetadata object, String fieldManager, boolean dryRun) {
            var patch = PatchContext.of(PatchType.SERVER_SIDE_APPLY);
            patch.setFieldManager(fieldManager);
            patch.setForce(true);
            if (dryRun) {
                patch.setDryRun(List.of("All"));
            }
            var result = client.resource(object).patch(patch);
            if (!dryRun) {
                live.put(Id.of(object), result);
            }
            return result;
        }

        /**
         * Whether the autoscaler takes over the replicas with this change. A field that its last manager gives up falls back to
         * its default: all pods but one would end until the autoscaler looks again.
         */
        private boolean leavesReplicas(Deployment deployment, HasMetadata found) {
            return deployment.getSpec().getReplicas() == null && Trees.owns(found, "spec", "replicas");
        }

        /** Sets the replicas as another field manager, from which the autoscaler takes them. */
        private void replicas(Deployment deployment, Integer replicas) {
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
                    INITIAL_FIELD_MANAGER,
                    false);
        }

        private Optional<Integer> minReplicas(Deployment deployment) {
            var name = deployment.getMetadata().getName();
            return declared.values().stream()
                    .filter(HorizontalPodAutoscaler.class::isInstance)
                    .map(it -> ((HorizontalPodAutoscaler) it).getSpec())
                    .filter(it -> it.getScaleTargetRef().getName().equals(name))
                    .map(HorizontalPodAutoscalerSpec::getMinReplicas)
                    .findFirst();
        }

        /** Looks at each declared Deployment, and waits for those whose pods are not ready. */
        Map<String, Rollout> rollouts() {
            var deployments = declared.keySet().stream()
                    .map(live::get)
                    .filter(Deployment.class::isInstance)
                    .map(Deployment.class::cast)
                    .toList();
            var rollouts = new TreeMap<String, Rollout>();
            var looks = inParallel(deployments, deployment -> Rollout.of(deployment, client));
            for (var i = 0; i < looks.size(); i++) {
                rollouts.put(deployments.get(i).getMetadata().getName(), looks.get(i));
                judge(address(deployments.get(i)), looks.get(i));
            }
            return rollouts;
        }

        private void judge(String address, Rollout rollout) {
            switch (rollout.state()) {
                case COMPLETE -> {}
                case PROGRESSING -> pending(address + ": " + rollout.reason(), POLL);
                case FAILED ->
                    failed(
                            Problem.user(
                                    "RolloutFailed",
                                    address,
                                    "The new pods did not become ready in time: " + rollout.reason() + ".",
                                    "Pods that were ready before serve on. Look at the logs of the new ones, and apply again."));
            }
        }

        List<HasMetadata> unwanted() {
            return live.entrySet().stream()
                    .filter(it -> !declared.containsKey(it.getKey()))
                    .sorted(Comparator.comparing(it -> it.getKey().toString()))
                    .map(Map.Entry::getValue)
                    .toList();
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
                            it -> namespaces.containsKey(Id.of(it).namespace())));
            visit(namespaces.values(), this::deleted);
            var begun = changes.stream().map(Change::id).collect(Collectors.toSet());
            inside.get(true).stream()
                    .filter(it -> begun.contains(Id.of(it).namespace()))
                    .forEach(it -> changes.add(change(owner, it, Action.DELETE, List.of())));
            stages.reversed().stream()
                    .map(stage -> ofKinds(stage, inside.get(false)).stream()
                            .filter(it -> !(it instanceof Namespace))
                            .toList())
                    .filter(objects -> !objects.isEmpty())
                    .findFirst()
                    .ifPresent(objects -> visit(objects, this::deleted));
        }

        private Optional<Change> deleted(HasMetadata object) {
            var going = object.getMetadata().getDeletionTimestamp() != null;
            if (!going && timeIsUp(object)) {
                return Optional.empty();
            }
            pending(address(object) + " (being deleted)", going ? POLL : SOON);
            if (going) {
                return Optional.empty();
            }
            client.resource(object)
                    .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                    .delete();
            return Optional.of(change(owner, object, Action.DELETE, List.of()));
        }

        private boolean timeIsUp(HasMetadata object) {
            if (!deadline.passed()) {
                return false;
            }
            pending(address(object) + " (out of time)", Duration.ZERO);
            return true;
        }

        private String address(HasMetadata object) {
            return owner.key(Id.of(object).resource()).address();
        }

        private synchronized void pending(String what, Duration after) {
            waitingFor.add(what);
            retryAfter = after.compareTo(retryAfter) < 0 ? after : retryAfter;
        }

        private synchronized void failed(Problem problem) {
            problems.add(problem);
        }

        boolean complete() {
            return problems.isEmpty() && waitingFor.isEmpty();
        }

        Result result() {
            Outcome outcome = new Outcome.Done();
            if (!problems.isEmpty()) {
                outcome = new Outcome.Failed(problems);
            } else if (!waitingFor.isEmpty()) {
                outcome = new Outcome.Pending(List.copyOf(waitingFor), retryAfter);
            }
            return new Result(
                    outcome,
                    changes,
                    declared.size(),
                    outputs(),
                    List.of(),
                    unwanted().size(),
                    Set.of(),
                    List.of());
        }

        /** The load balancers' addresses, for layers that point to them. */
        private Map<String, Result.Output> outputs() {
            var outputs = new TreeMap<String, Result.Output>();
            declared.keySet().stream()
                    .map(live::get)
                    .filter(Ingress.class::isInstance)
                    .forEach(ingress -> outputs.put(
                            address(ingress),
                            new Result.Output(
                                    Id.of(ingress).path(),
                                    Ingresses.address((Ingress) ingress)
                                            .map(it -> Map.of("Hostname", it))
                                            .orElse(Map.of()))));
            return outputs;
        }
    }
}
