package dev.terrace.kubernetes;

import dev.terrace.aws.Aws;
import dev.terrace.aws.Bucket;
import dev.terrace.aws.LayerFunction;
import dev.terrace.aws.LayerTask;
import dev.terrace.aws.Mode;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Result;
import dev.terrace.kubernetes.KubernetesReconciler.Applied;
import dev.terrace.report.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The function of a layer that is made of Kubernetes objects: it names its declaration and its kinds. */
public abstract class KubernetesLayerFunction extends LayerFunction {
    private static final Duration POLL = Duration.ofSeconds(10);

    private final ClusterLogin login;
    private final List<Set<Class<? extends HasMetadata>>> stages;

    /** @param stages all kinds that the layer declares or ever declared, see {@link KubernetesReconciler} */
    protected KubernetesLayerFunction(Aws aws, Bucket bucket, List<Set<Class<? extends HasMetadata>>> stages) {
        super(aws.calls(), bucket, Clock.systemUTC());
        this.login = new ClusterLogin(aws);
        this.stages = stages;
    }

    /** Says what should be there; not asked when everything is to be taken down. */
    protected abstract List<HasMetadata> declare(LayerTask task);

    @Override
    protected final Reconciled reconcile(LayerTask task) {
        var applied =
                switch (login.open(task.platform().name())) {
                    case ClusterAccess.Open(var client) -> reconcile(client, task);
                    case ClusterAccess.Absent _ -> withoutCluster(task);
                    case ClusterAccess.NotReady(var status) -> beforeCluster(task, status);
                };
        return new Reconciled(applied.result(), pods(applied));
    }

    @Override
    protected final Problem problem(RuntimeException error) {
        var known = super.problem(error);
        return known == null ? KubernetesProblems.of(error) : known;
    }

    private Applied reconcile(KubernetesClient client, LayerTask task) {
        var reconciler = new KubernetesReconciler(client, stages);
        var owner = task.owner();
        var declared = task.mode() == Mode.DESTROY ? List.<HasMetadata>of() : declare(task);
        var looks = task.mode() == Mode.PLAN;
        return switch (task.direction()) {
            case FORWARDS ->
                looks
                        ? reconciler.plan(owner, declared, task.mandate())
                        : reconciler.apply(owner, declared, task.mandate());
            case BACKWARDS ->
                looks
                        ? reconciler.planPrune(owner, declared)
                        : reconciler.prune(owner, declared, task.mandate().deadline());
        };
    }

    private Applied withoutCluster(LayerTask task) {
        return switch (task.direction()) {
            case FORWARDS -> {
                var declared = declare(task);
                yield task.mode() == Mode.PLAN
                        ? KubernetesReconciler.planWithoutCluster(task.owner(), declared, task.mandate())
                        // A platform without an application needs no cluster.
                        : declared.isEmpty() ? nothing() : noCluster(task);
            }
            // What was in it is gone with it.
            case BACKWARDS -> nothing();
        };
    }

    private static Applied nothing() {
        return new Applied(new Result(new Outcome.Done()));
    }

    private static Applied noCluster(LayerTask task) {
        var problem = Problem.user(
                "NoCluster",
                "",
                "EKS has no cluster " + task.platform().name() + ".",
                "Apply the platform as a whole: the cluster layer makes it.");
        return new Applied(new Result(new Outcome.Failed(List.of(problem))));
    }

    private Applied beforeCluster(LayerTask task, String status) {
        return task.mode() == Mode.PLAN
                ? withoutCluster(task)
                : new Applied(new Result(new Outcome.Pending(List.of("cluster/cluster (" + status + ")"), POLL)));
    }

    private static Map<String, Pods> pods(Applied reconciled) {
        return reconciled.rollouts().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        it -> new Pods(it.getValue().ready(), it.getValue().wanted())));
    }
}
