package dev.terrace.kubernetes;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.LayerFunction;
import dev.terrace.aws.LayerRequest;
import dev.terrace.aws.LayerResponse;
import dev.terrace.engine.Deadline;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import dev.terrace.kubernetes.KubernetesReconciler.Applied;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The function of a layer that is made of Kubernetes objects: it names its declaration and its kinds. */
public abstract class KubernetesLayerFunction extends LayerFunction {
    private static final Duration POLL = Duration.ofSeconds(10);

    private final ClusterLogin login;
    private final List<Set<Class<? extends HasMetadata>>> stages;

    /** @param stages all kinds that the layer declares or ever declared, see {@link KubernetesReconciler} */
    protected KubernetesLayerFunction(Aws aws, List<Set<Class<? extends HasMetadata>>> stages) {
        super(aws.calls());
        this.login = new ClusterLogin(aws);
        this.stages = stages;
    }

    /** Says what should be there; not asked when everything is to be taken down. */
    protected abstract List<HasMetadata> declare(LayerRequest request);

    @Override
    protected final Reconciled reconcile(LayerRequest request, Deadline deadline) {
        try {
            var applied =
                    switch (login.open(request.platform().name())) {
                        case ClusterAccess.Open(var client) -> reconcile(client, request, deadline);
                        case ClusterAccess.Absent _ -> withoutCluster(request);
                        case ClusterAccess.NotReady(var status) -> beforeCluster(request, status);
                    };
            return new Reconciled(applied.result(), pods(applied));
        } catch (ProblemException e) {
            return new Reconciled(KubernetesReconciler.resultOf(e.problem()));
        } catch (RuntimeException e) {
            var problem = AwsProblems.of(e);
            if (problem == null) {
                throw e;
            }
            return new Reconciled(KubernetesReconciler.resultOf(problem));
        }
    }

    private Applied reconcile(KubernetesClient client, LayerRequest request, Deadline deadline) {
        var reconciler = new KubernetesReconciler(client, stages);
        return switch (request.mode()) {
            case PLAN -> {
                var declared = declare(request);
                yield both(reconciler.plan(request.owner(), declared), reconciler.planPrune(request.owner(), declared));
            }
            case APPLY -> forwardsAndBackwards(reconciler, request.owner(), declare(request), deadline);
            case DESTROY -> reconciler.prune(request.owner(), List.of(), deadline);
        };
    }

    private static Applied forwardsAndBackwards(
            KubernetesReconciler reconciler, Owner owner, List<HasMetadata> declared, Deadline deadline) {
        var forwards = reconciler.apply(owner, declared, Mandate.PLAIN.until(deadline));
        return forwards.result().outcome() instanceof Outcome.Done
                        && forwards.result().unwanted() > 0
                ? both(forwards, reconciler.prune(owner, declared, deadline))
                : forwards;
    }

    private static Applied both(Applied forwards, Applied backwards) {
        var first = forwards.result();
        var then = backwards.result();
        var outcome = first.outcome() instanceof Outcome.Done ? then.outcome() : first.outcome();
        var changes =
                Stream.concat(first.changes().stream(), then.changes().stream()).toList();
        return new Applied(
                new Result(
                        outcome,
                        changes,
                        first.resources(),
                        first.outputs(),
                        List.of(),
                        then.unwanted(),
                        Set.of(),
                        first.notes()),
                forwards.rollouts());
    }

    private Applied withoutCluster(LayerRequest request) {
        return switch (request.mode()) {
            case PLAN -> KubernetesReconciler.planWithoutCluster(request.owner(), declare(request));
            // A platform without an application needs no cluster.
            case APPLY -> declare(request).isEmpty() ? nothing() : noCluster(request);
            // What was in it is gone with it.
            case DESTROY -> nothing();
        };
    }

    private static Applied nothing() {
        return new Applied(new Result(new Outcome.Done(), List.of(), 0, Map.of()));
    }

    private static Applied noCluster(LayerRequest request) {
        return new Applied(Result.failed(Problem.user(
                "NoCluster",
                "",
                "EKS has no cluster " + request.platform().name() + ".",
                "Apply the platform as a whole: the cluster layer makes it.")));
    }

    private Applied beforeCluster(LayerRequest request, String status) {
        return switch (request.mode()) {
            case PLAN -> KubernetesReconciler.planWithoutCluster(request.owner(), declare(request));
            case APPLY, DESTROY ->
                new Applied(new Result(
                        new Outcome.Pending(List.of("cluster/cluster (" + status + ")"), POLL),
                        List.of(),
                        0,
                        Map.of()));
        };
    }

    private static Map<String, LayerResponse.Pods> pods(Applied reconciled) {
        return reconciled.rollouts().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        it -> new LayerResponse.Pods(
                                it.getValue().ready(), it.getValue().wanted())));
    }
}
