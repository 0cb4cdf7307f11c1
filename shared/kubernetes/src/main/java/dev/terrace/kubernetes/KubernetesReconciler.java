package dev.terrace.kubernetes;

import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Deadline;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.OutOfTimeException;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Result;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The engine's walk for Kubernetes objects: finds them by label with one call per kind, compares them here, and applies what
 * differs server-side, as field manager {@code terrace}. A plan sends the same patches as dry runs, so that the API server
 * itself, with its defaults and its admission, says what would change.
 *
 * <p>Fields that Terrace does not declare belong to others: the replicas of a Deployment that has an autoscaler, a label
 * that somebody added. An object that somebody else made is left to them, also where it is called as a declared one. Objects of the
 * owner that are not declared any more are deleted on the way back, by {@link #prune}.
 */
public final class KubernetesReconciler {
    static final Duration POLL = Duration.ofSeconds(5);

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

        Applied noting(String note) {
            return new Applied(result.noting(note), rollouts);
        }
    }

    /** Says what {@link #apply} would do, and does none of it. What would be refused is among the notes. */
    public Applied plan(Owner owner, List<HasMetadata> declared, Mandate mandate) {
        return walk(owner, declared, mandate, Walk::plan);
    }

    /** The plan where there is no cluster yet: everything is to be created. */
    public static Applied planWithoutCluster(Owner owner, List<HasMetadata> declared, Mandate mandate) {
        var trees = new Trees(new KubernetesSerialization());
        var changes = declared.stream()
                .map(object -> World.change(owner, object, Action.CREATE, trees.fields(object)))
                .toList();
        return new Applied(new Result(
                new Outcome.Done(),
                changes,
                declared.size(),
                Map.of(),
                List.of(),
                0,
                Set.of(),
                mandate.needless(owner.layer(), changes)));
    }

    /**
     * Creates and changes what is declared, as far as it goes now. What is no longer declared is counted, and stays until
     * {@link #prune}.
     */
    public Applied apply(Owner owner, List<HasMetadata> declared, Mandate mandate) {
        return walk(owner, declared, mandate, Walk::apply);
    }

    /** Says what {@link #prune} would delete, and deletes none of it. */
    public Applied planPrune(Owner owner, List<HasMetadata> declared) {
        return walk(owner, declared, Mandate.PLAIN, Walk::planPrune);
    }

    /**
     * Deletes what the owner has and does not declare any more; done when a look shows that nothing of it is left. With nothing
     * declared, it takes down everything.
     */
    public Applied prune(Owner owner, List<HasMetadata> declared, Deadline deadline) {
        return walk(owner, declared, Mandate.PLAIN.until(deadline), Walk::prune);
    }

    /** A walk that could not even look waits for what is in its way, or fails by it. */
    private Applied walk(Owner owner, List<HasMetadata> declared, Mandate mandate, Consumer<Walk> way) {
        try {
            var api = new ClusterApi(client, mandate.deadline());
            var kinds = stages.stream().flatMap(Collection::stream).toList();
            var world = new World(owner, labelled(owner, declared), api.find(owner, kinds), api);
            var walk = new Walk(world, mandate, stages, trees);
            way.accept(walk);
            return walk.applied();
        } catch (OutOfTimeException _) {
            return new Applied(new Result(new Outcome.Pending(List.of("out of time"), Duration.ZERO)));
        } catch (RuntimeException e) {
            return new Applied(new Result(Outcome.of(KubernetesProblems.TRANSLATOR.problem(e, false), POLL)));
        }
    }

    /** The declared objects with the owner's labels. */
    private Map<ObjectId, HasMetadata> labelled(Owner owner, List<HasMetadata> declared) {
        var labelled = new LinkedHashMap<ObjectId, HasMetadata>();
        for (var object : declared) {
            var copy = client.getKubernetesSerialization().clone(object);
            var labels = new TreeMap<String, String>();
            Optional.ofNullable(copy.getMetadata().getLabels()).ifPresent(labels::putAll);
            labels.putAll(OwnerLabels.of(owner));
            copy.getMetadata().setLabels(labels);
            if (labelled.put(ObjectId.of(copy), copy) != null) {
                throw new IllegalArgumentException(ObjectId.of(copy).resource() + " is declared twice");
            }
            if (stages.stream().noneMatch(stage -> stage.contains(copy.getClass()))) {
                throw new IllegalArgumentException(
                        "no stage has the kind of " + ObjectId.of(copy).resource());
            }
        }
        return labelled;
    }
}
