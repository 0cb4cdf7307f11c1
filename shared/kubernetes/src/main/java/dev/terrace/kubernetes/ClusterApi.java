package dev.terrace.kubernetes;

import dev.terrace.engine.Deadline;
import dev.terrace.engine.Futures;
import dev.terrace.engine.OutOfTimeException;
import dev.terrace.engine.Owner;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/** The calls of the Kubernetes API that a walk makes. None is begun when the deadline has passed. */
final class ClusterApi {
    private static final int PARALLEL_CALLS = 16;

    private final KubernetesClient client;
    private final Deadline deadline;

    ClusterApi(KubernetesClient client, Deadline deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    /** Everything of these kinds that the owner has, with one call per kind. */
    Map<ObjectId, HasMetadata> find(Owner owner, Collection<Class<? extends HasMetadata>> kinds) {
        var found = new LinkedHashMap<ObjectId, HasMetadata>();
        inParallel(
                        kinds,
                        kind -> call(() -> client.resources(kind)
                                .inAnyNamespace()
                                .withLabels(OwnerLabels.of(owner))
                                .list()
                                .getItems()))
                .forEach(objects -> objects.forEach(it -> found.put(ObjectId.of(it), it)));
        return found;
    }

    /** The object that is called the same; null if there is none. */
    HasMetadata get(HasMetadata object) {
        return call(() -> client.resource(object).get());
    }

    /** Applies server-side, by force: what somebody else has set is set back. */
    HasMetadata patch(HasMetadata object, String fieldManager, boolean dryRun) {
        var patch = PatchContext.of(PatchType.SERVER_SIDE_APPLY);
        patch.setFieldManager(fieldManager);
        patch.setForce(true);
        if (dryRun) {
            patch.setDryRun(List.of("All"));
        }
        return call(() -> client.resource(object).patch(patch));
    }

    void delete(HasMetadata object, DeletionPropagation propagation) {
        call(() -> client.resource(object).withPropagationPolicy(propagation).delete());
    }

    Rollout rollout(Deployment deployment) {
        return Rollout.of(deployment, () -> call(() -> Rollout.pods(deployment, client)));
    }

    <T> T ask(Function<KubernetesClient, T> question) {
        return call(() -> question.apply(client));
    }

    private <T> T call(Supplier<T> call) {
        if (deadline.passed()) {
            throw new OutOfTimeException();
        }
        return call.get();
    }

    /**
     * What had to wait for its permit asks for the time when it has it.
     *
     * @throws RuntimeException when some fail, one that says why: a server that refuses the caller answers one call, and cuts off those
     *     that share its connection
     */
    static <T, R> List<R> inParallel(Collection<T> items, Function<T, R> function) {
        var permits = new Semaphore(PARALLEL_CALLS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = items.stream()
                    .map(item -> threads.submit(() -> {
                        permits.acquire();
                        try {
                            return function.apply(item);
                        } finally {
                            permits.release();
                        }
                    }))
                    .toList();
            var results = new ArrayList<R>();
            var failures = new ArrayList<RuntimeException>();
            for (var future : futures) {
                try {
                    results.add(Futures.await(future));
                } catch (RuntimeException e) {
                    failures.add(e);
                }
            }
            failures.stream().min(Comparator.comparing(ClusterApi::isCutOff)).ifPresent(failure -> {
                throw failure;
            });
            return results;
        }
    }

    private static boolean isCutOff(RuntimeException failure) {
        return failure instanceof KubernetesClientException call && call.getCode() <= 0;
    }
}
