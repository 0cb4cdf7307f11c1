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
import dev.terrace.table.Releases;
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
    private final Releases releases;

    ClusterWorkloads(ClusterLogin login, Releases releases) {
        this(login::open, releases);
    }

    /** @param login from the name of an EKS cluster */
    ClusterWorkloads(Function<String, ClusterAccess> login, Releases releases) {
        this.login = login;
        this.releases = releases;
    }

    @Override
    public Optional<String> missing(String platform, String component) {
        return switch (login.apply(platform)) {
            case ClusterAccess.Absent _ -> Optional.of("The platform %s has no cluster.".formatted(platform));
            case ClusterAccess.NotReady(String status) ->
                Optional.of("The cluster of %s is not ready: it is %s.".formatted(platform, status));
            case ClusterAccess.Open(var client) ->
                runsSomewhere(client, platform, component)
                        ? Optional.empty()
                        : Optional.of("The platform %s runs no component %s.".formatted(platform, component));
        };
    }

    @Override
    public void deploy(Release release) {
        var client = client(release.platform());
        set(client, deployments(client, release), release);
    }

    @Override
    public void schedule(Release release) {
        var client = client(release.platform());
        set(client, list(client, Kind.CRON_JOB, release), release);
    }

    private void set(KubernetesClient client, List<Workload> workloads, Release release) {
        var problems = sideBySide(workloads, workload -> set(client, workload, release)).stream()
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new ProblemException(together(problems, left(release)));
        }
    }

    /** What is in the way, if anything is. */
    private static Optional<Problem> set(KubernetesClient client, Workload workload, Release release) {
        try {
            if (!workload.isAt(release) || hasFailed(client, workload)) {
                client.genericKubernetesResources(workload.kind().api())
                        .resource(workload.object())
                        .patch(PATCH, workload.patch(release));
            }
            return Optional.empty();
        } catch (KubernetesClientException refused) {
            return Optional.of(KubernetesProblems.of(refused).about(workload.address()));
        }
    }

    private static boolean hasFailed(KubernetesClient client, Workload workload) {
        return workload.kind() == Kind.DEPLOYMENT && rollout(client, workload).state() == Rollout.State.FAILED;
    }

    /** To try again helps when it helps with each of them. */
    private static Problem together(List<Problem> problems, String left) {
        var gravest =
                problems.stream().min(Comparator.comparing(Problem::retryable)).orElseThrow();
        return new Problem(
                gravest.code(),
                gravest.category(),
                "",
                problems.stream().map(Problem::sentence).collect(Collectors.joining(" ")),
                left);
    }

    @Override
    public Rollout rollout(Release release) {
        var client = client(release.platform());
        var rollouts = new TreeMap<String, Rollout>();
        sideBySide(deployments(client, release), it -> Map.entry(it.path(), rollout(client, it, release)))
                .forEach(it -> rollouts.put(it.getKey(), it.getValue()));
        return Rollout.together(rollouts);
    }

    private static Rollout rollout(KubernetesClient client, Workload workload, Release release) {
        return workload.runs(release)
                ? rollout(client, workload)
                : new Rollout(Rollout.State.FAILED, 0, 0, "something else has set its image to " + workload.image());
    }

    private static Rollout rollout(KubernetesClient client, Workload deployment) {
        return Rollout.of(
                client.getKubernetesSerialization().convertValue(deployment.object(), Deployment.class), client);
    }

    @Override
    public String left(Release release) {
        var client = client(release.platform());
        var all = sideBySide(List.of(Kind.values()), kind -> list(client, kind, release)).stream()
                .flatMap(List::stream)
                .toList();
        var deployments =
                all.stream().filter(it -> it.kind() == Kind.DEPLOYMENT).toList();
        var changed = all.stream().filter(it -> it.runs(release)).toList();
        if (changed.isEmpty()) {
            return "";
        }
        if (changed.equals(deployments)
                && changed.size() == 1
                && changed.getFirst().servesAsBefore()) {
            return "What ran before serves on.";
        }
        return "%s %s was set in %s. %s"
                .formatted(
                        release.component(),
                        release.image().version(),
                        changed.stream().map(Workload::address).collect(Collectors.joining(", ")),
                        whatToDo(release));
    }

    private String whatToDo(Release release) {
        return releases.current(release.platform(), release.component()).isPresent()
                ? "Apply the platform: it puts back what is current."
                : "Nothing was released before, so an apply would only put back what stands in for it: mend what is in the way, and release again with `./terrace push`.";
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

    /** Those that run the component's image: none where only CronJobs do. */
    private static List<Workload> deployments(KubernetesClient client, Release release) {
        var found = list(client, Kind.DEPLOYMENT, release);
        if (found.isEmpty() && !runsSomewhere(client, release.platform(), release.component())) {
            throw new ProblemException(Problem.user(
                    "NoDeployment",
                    LayerName.WORKLOADS + "/" + release.component(),
                    "The component's Deployment is gone.",
                    "Apply the platform."));
        }
        return found;
    }

    private static boolean runsSomewhere(KubernetesClient client, String platform, String component) {
        var labels = labels(platform, component);
        if (!list(client, Kind.DEPLOYMENT, labels).isEmpty()) {
            return true;
        }
        // Before CronJobs are listed: what an earlier version has applied does not grant that.
        refuseAnEarlierVersions(client, platform, component);
        return !list(client, Kind.CRON_JOB, labels).isEmpty();
    }

    /**
     * What an earlier version of Terrace has applied does not say whose image it runs. Whether to release it, only an apply can tell: to
     * say that there is nothing would lose what was pushed.
     */
    private static void refuseAnEarlierVersions(KubernetesClient client, String platform, String component) {
        var all = list(client, Kind.DEPLOYMENT, OwnerLabels.of(platform, LayerName.WORKLOADS.toString()));
        if (all.stream().anyMatch(Workload::saysItsImage)) {
            return;
        }
        all.stream().filter(it -> component.equals(it.name())).findFirst().ifPresent(its -> {
            throw new ProblemException(Problem.user(
                    "AppliedByEarlierVersion",
                    its.address(),
                    "An earlier version of Terrace has applied the platform, and nothing says which image runs where.",
                    "Apply the platform, then release the image again with `./terrace push`."));
        });
    }

    private static List<Workload> list(KubernetesClient client, Kind kind, Release release) {
        return list(client, kind, labels(release.platform(), release.component()));
    }

    private static Map<String, String> labels(String platform, String component) {
        var labels = OwnerLabels.of(platform, LayerName.WORKLOADS.toString());
        labels.put(OwnerLabels.IMAGE, component);
        return labels;
    }

    private static List<Workload> list(KubernetesClient client, Kind kind, Map<String, String> labels) {
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
