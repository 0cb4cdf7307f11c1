package dev.terrace.release;

import dev.terrace.engine.Futures;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.kubernetes.KubernetesProblems;
import dev.terrace.kubernetes.OwnerLabels;
import dev.terrace.kubernetes.Rollout;
import dev.terrace.platform.LayerName;
import dev.terrace.release.Workload.Kind;
import dev.terrace.table.Release;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the workloads layer made, found by its labels in the EKS cluster that is named as the platform is. */
final class ClusterWorkloads implements Workloads {
    private static final PatchContext PATCH = new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager("terrace-release")
            .build();

    private final Function<String, ClusterAccess> login;

    ClusterWorkloads(ClusterLogin login) {
        this(login::open);
    }

    /** @param login from the name of an EKS cluster */
    ClusterWorkloads(Function<String, ClusterAccess> login) {
        this.login = login;
    }

    @Override
    public Optional<String> missing(String platform, String component) {
        return switch (login.apply(platform)) {
            case ClusterAccess.Absent _ -> Optional.of("The platform %s has no cluster.".formatted(platform));
            case ClusterAccess.NotReady(String status) ->
                Optional.of("The cluster of %s is not ready: it is %s.".formatted(platform, status));
            case ClusterAccess.Open(var client) ->
                list(client, Kind.DEPLOYMENT, platform, component).isEmpty()
                        ? Optional.of("The platform %s runs no component %s.".formatted(platform, component))
                        : Optional.empty();
        };
    }

    @Override
    public void deploy(Release release) {
        var client = client(release.platform());
        var workloads = workloads(client, release);
        var problems = sideBySide(workloads, workload -> deploy(client, workload, release)).stream()
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new ProblemException(together(problems, workloads, release));
        }
    }

    /** What is in the way, if anything is. */
    private static Optional<Problem> deploy(KubernetesClient client, Workload workload, Release release) {
        try {
            if (!workload.isAt(release)) {
                client.genericKubernetesResources(workload.kind().api())
                        .resource(workload.object())
                        .patch(PATCH, workload.patch(release));
            }
            return Optional.empty();
        } catch (KubernetesClientException refused) {
            return Optional.of(KubernetesProblems.of(refused).about(address(workload.name())));
        }
    }

    /** To try again helps when it helps with each of them. */
    private static Problem together(List<Problem> problems, List<Workload> workloads, Release release) {
        var gravest =
                problems.stream().min(Comparator.comparing(Problem::retryable)).orElseThrow();
        var failed = problems.stream().map(Problem::resource).toList();
        var deployed = workloads.stream()
                .map(Workload::name)
                .filter(name -> !failed.contains(address(name)))
                .toList();
        return new Problem(
                gravest.code(),
                gravest.category(),
                "",
                problems.stream().map(Problem::sentence).collect(Collectors.joining(" ")),
                deployed.isEmpty()
                        ? ""
                        : "%s %s was set in %s: the next apply puts back what is current."
                                .formatted(
                                        release.component(), release.image().version(), String.join(", ", deployed)));
    }

    private static String address(String workload) {
        return LayerName.WORKLOADS + "/" + workload;
    }

    /** A CronJob has no rollout: what it starts from now on runs the image. */
    @Override
    public Rollout rollout(Release release) {
        var client = client(release.platform());
        var reference = release.image().reference();
        var watched = workloads(client, release).stream()
                .filter(it -> it.kind() == Kind.DEPLOYMENT || !it.image().equals(reference))
                .toList();
        var rollouts = new TreeMap<String, Rollout>();
        sideBySide(watched, it -> Map.entry(it.name(), rollout(client, it, reference)))
                .forEach(it -> rollouts.put(it.getKey(), it.getValue()));
        return Rollout.together(rollouts);
    }

    private static Rollout rollout(KubernetesClient client, Workload workload, String reference) {
        return workload.image().equals(reference)
                ? Rollout.of(
                        client.getKubernetesSerialization().convertValue(workload.object(), Deployment.class), client)
                : new Rollout(Rollout.State.FAILED, 0, 0, "something else has set its image to " + workload.image());
    }

    private KubernetesClient client(String platform) {
        return switch (login.apply(platform)) {
            case ClusterAccess.Open(var client) -> client;
            case ClusterAccess.Absent _ ->
                throw new ProblemException(Problem.user(
                        "NoCluster", "cluster/cluster", "The platform's cluster is gone.", "Apply the platform."));
            case ClusterAccess.NotReady(String status) ->
                throw new ProblemException(new Problem(
                        "ClusterNotReady",
                        Problem.Category.RETRYABLE,
                        "cluster/cluster",
                        "The cluster of %s is %s.".formatted(platform, status),
                        ""));
        };
    }

    /** All that runs the component's image; of Deployments there is one at least, the component's own. */
    private static List<Workload> workloads(KubernetesClient client, Release release) {
        var found =
                sideBySide(List.of(Kind.values()), kind -> list(client, kind, release.platform(), release.component()))
                        .stream()
                        .flatMap(List::stream)
                        .toList();
        if (found.stream().noneMatch(it -> it.kind() == Kind.DEPLOYMENT)) {
            throw new ProblemException(Problem.user(
                    "NoDeployment",
                    address(release.component()),
                    "The component's Deployment is gone.",
                    "Apply the platform."));
        }
        return found;
    }

    private static List<Workload> list(KubernetesClient client, Kind kind, String platform, String component) {
        var labels = OwnerLabels.of(platform, LayerName.WORKLOADS.toString());
        labels.put(OwnerLabels.IMAGE, component);
        return client
                .genericKubernetesResources(kind.api())
                .inAnyNamespace()
                .withLabels(labels)
                .list()
                .getItems()
                .stream()
                .map(object -> new Workload(kind, object))
                .toList();
    }

    /** A push is to be fast. */
    private static <T, R> List<R> sideBySide(List<T> items, Function<T, R> call) {
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = items.stream()
                    .map(item -> calls.submit(() -> call.apply(item)))
                    .toList();
            return results.stream().map(Futures::await).toList();
        }
    }
}
