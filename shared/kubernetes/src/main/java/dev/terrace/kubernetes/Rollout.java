package dev.terrace.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the rollout of a Deployment stands, or of several.
 *
 * @param ready pods that are ready, of the old and the new kind
 * @param wanted pods that are asked for
 * @param reason why it is not complete, in words; empty when it is
 */
public record Rollout(State state, int ready, int wanted, String reason) {

    /** The later, the graver. */
    public enum State {
        /** All pods are of the newest kind, and available. */
        COMPLETE,
        PROGRESSING,
        /** It made no progress within the Deployment's {@code progressDeadlineSeconds}. */
        FAILED
    }

    private static final String UNSCHEDULABLE = "cannot be scheduled: ";

    /** Whether some of its pods are on no node. */
    boolean lacksRoom() {
        return reason.contains(UNSCHEDULABLE);
    }

    /** Looks at a Deployment's pods only when its own status does not say that all is well. */
    public static Rollout of(Deployment deployment, KubernetesClient client) {
        return of(deployment, () -> pods(deployment, client));
    }

    /**
     * Several as one: complete when all are, failed when one has.
     *
     * @param rollouts by the names of what is rolled out; where there are several, the reason says which it is about
     */
    public static Rollout together(SortedMap<String, Rollout> rollouts) {
        if (rollouts.size() == 1) {
            return rollouts.firstEntry().getValue();
        }
        var state = rollouts.values().stream()
                .map(Rollout::state)
                .max(Comparator.naturalOrder())
                .orElse(State.COMPLETE);
        return new Rollout(
                state,
                rollouts.values().stream().mapToInt(Rollout::ready).sum(),
                rollouts.values().stream().mapToInt(Rollout::wanted).sum(),
                rollouts.entrySet().stream()
                        .filter(it -> it.getValue().state() == state && state != State.COMPLETE)
                        .map(it -> it.getKey() + ": " + it.getValue().reason())
                        .collect(Collectors.joining("; ")));
    }

    static List<Pod> pods(Deployment deployment, KubernetesClient client) {
        return client.pods()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems();
    }

    static Rollout of(Deployment deployment, Supplier<List<Pod>> pods) {
        var wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
        var status = deployment.getStatus();
        if (status == null || !observed(deployment)) {
            return new Rollout(State.PROGRESSING, 0, wanted, "it has not begun");
        }
        var ready = zero(status.getReadyReplicas());
        var updated = zero(status.getUpdatedReplicas());
        var available = zero(status.getAvailableReplicas());
        var progressing = condition(deployment, "Progressing");
        if (progressing
                .filter(it -> "ProgressDeadlineExceeded".equals(it.getReason()))
                .isPresent()) {
            return new Rollout(State.FAILED, ready, wanted, reason(deployment, ready, wanted, pods.get()));
        }
        if (updated >= wanted && zero(status.getReplicas()) == updated && available >= wanted) {
            return new Rollout(State.COMPLETE, ready, wanted, "");
        }
        return new Rollout(State.PROGRESSING, ready, wanted, reason(deployment, ready, wanted, pods.get()));
    }

    private static boolean observed(Deployment deployment) {
        var observed = deployment.getStatus().getObservedGeneration();
        return observed != null && observed >= deployment.getMetadata().getGeneration();
    }

    private static String reason(Deployment deployment, int ready, int wanted, List<Pod> pods) {
        var refused = condition(deployment, "ReplicaFailure").map(DeploymentCondition::getMessage).stream();
        var troubles = pods.stream()
                .flatMap(pod -> trouble(pod).stream())
                .collect(Collectors.groupingBy(trouble -> trouble, TreeMap::new, Collectors.counting()));
        var counted = troubles.entrySet().stream()
                .map(trouble ->
                        trouble.getValue() + (trouble.getValue() == 1 ? " pod: " : " pods: ") + trouble.getKey());
        var reasons = Stream.concat(refused, counted).collect(Collectors.joining("; "));
        return ready + " of " + wanted + " pods ready" + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }

    /** Why a pod is not ready, if it says so. */
    private static Optional<String> trouble(Pod pod) {
        var status = pod.getStatus();
        if (status == null || pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        var unschedulable = status.getConditions().stream()
                .filter(it ->
                        it.getType().equals("PodScheduled") && it.getStatus().equals("False"))
                .map(it -> UNSCHEDULABLE + it.getMessage());
        var containers = Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                .flatMap(Collection::stream)
                .flatMap(container -> trouble(container).stream());
        return Stream.concat(unschedulable, containers).findFirst();
    }

    private static Optional<String> trouble(ContainerStatus container) {
        var state = Optional.ofNullable(container.getState());
        var waiting = state.map(ContainerState::getWaiting).map(it -> said(it.getReason(), it.getMessage()));
        var terminated = state.map(ContainerState::getTerminated)
                .filter(it -> it.getExitCode() != 0)
                .map(it -> said(it.getReason(), "exit code " + it.getExitCode()));
        var unready = state.map(ContainerState::getRunning)
                .filter(_ -> !Boolean.TRUE.equals(container.getReady()))
                .map(_ -> "runs, and its readiness probe does not succeed");
        return waiting.or(() -> terminated).or(() -> unready);
    }

    private static String said(String reason, String message) {
        return message == null ? reason : reason + ": " + message;
    }

    private static Optional<DeploymentCondition> condition(Deployment deployment, String type) {
        return deployment.getStatus().getConditions().stream()
                .filter(it -> it.getType().equals(type))
                .findFirst();
    }

    private static int zero(Integer number) {
        return number == null ? 0 : number;
    }
}
