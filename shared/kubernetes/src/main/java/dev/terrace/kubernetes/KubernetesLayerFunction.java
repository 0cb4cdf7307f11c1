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

    private static final String LOCKED_OUT =
            "The cluster %s gives the function's role no rights (it has no access entry, or one without a policy), so that what is in it"
                    + " is not seen. Objects go with the cluster; volumes of claims and load balancers stay: apply first, so that a"
                    + " destroy sees to those too.";

    private static final String ROLE = "ROLE";

    private final ClusterLogin login;
    private final String role;
    private final List<Set<Class<? extends HasMetadata>>> stages;

    /** @param stages all kinds that the layer declares or ever declared, see {@link KubernetesReconciler} */
    protected KubernetesLayerFunction(Aws aws, List<Set<Class<? extends HasMetadata>>> stages) {
        this(aws, Bucket.fromEnvironment(), role(System.getenv()), stages);
    }

    /** @param role the ARN of the function's own role */
    protected KubernetesLayerFunction(
            Aws aws, Bucket bucket, String role, List<Set<Class<? extends HasMetadata>>> stages) {
        super(aws.calls(), bucket, Clock.systemUTC());
        this.login = new ClusterLogin(aws);
        this.role = role;
        this.stages = stages;
    }

    /** @throws IllegalStateException when it is not set: asked without a role, EKS would tell of another */
    static String role(Map<String, String> environment) {
        var role = environment.getOrDefault(ROLE, "");
        if (!role.startsWith("arn:")) {
            throw new IllegalStateException(
                    "the environment variable %s is not set to the ARN of the function's own role: %s"
                            .formatted(ROLE, role));
        }
        return role;
    }

    /** Says what should be there; not asked when everything is to be taken down. */
    protected abstract List<HasMetadata> declare(LayerTask task);

    @Override
    protected final Reconciled reconcile(LayerTask task) {
        var name = task.platform().name();
        var applied =
                switch (login.open(name)) {
                    case ClusterAccess.Open _
                    when !letsItselfIn(task) && !login.letsIn(role, name) ->
                        withoutCluster(task).noting(LOCKED_OUT.formatted(name));
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

    /**
     * Whether the run gives the function's role its rights before this layer has its turn, so that they are worth waiting for.
     * Where it does not, rights that are missing do not come.
     *
     * <p>What is in a cluster that lets nobody in is left to it and goes with it. No data is lost by that, since the volumes behind
     * claims are EBS' and outlive their cluster; nor is a load balancer of an Ingress forgotten: it holds the network layer up, which
     * names it.
     */
    private static boolean letsItselfIn(LayerTask task) {
        return task.mode() == Mode.APPLY && task.platform().cluster() != null;
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
