package dev.terrace.kubernetes;

import dev.terrace.engine.Ledger;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether what was applied has an effect.
 *
 * @param rollouts where each Deployment stands that was looked at, by its name
 */
record Readiness(World world, Ledger ledger, Map<String, Rollout> rollouts) {
    void await(Deployment deployment) {
        var rollout = world.api().rollout(deployment);
        rollouts.put(deployment.getMetadata().getName(), rollout);
        var address = world.address(deployment);
        switch (rollout.state()) {
            case COMPLETE -> {}
            case PROGRESSING -> ledger.pending(address + ": " + rollout.reason());
            case FAILED ->
                throw new ProblemException(Problem.user(
                        "RolloutFailed",
                        address,
                        "The new pods did not become ready in time: " + rollout.reason() + ".",
                        "Pods that were ready before serve on. "
                                + (rollout.lacksRoom()
                                        ? room()
                                        : "Look at the logs of the new ones, and apply again.")));
        }
    }

    /** How there comes to be room: what is not declared any more goes only after all that is declared has come up. */
    private String room() {
        var old = world.undeclared()
                .filter(it -> it instanceof Deployment deployment
                        && !Integer.valueOf(0).equals(deployment.getSpec().getReplicas()))
                .map(Readiness::deletion)
                .sorted()
                .toList();
        return old.isEmpty()
                ? "No node has room for the new ones, and nothing adds nodes by itself: raise `min` of a node group on which they may run, and apply again."
                : "What is not declared any more may still take room: %s. Then apply again."
                        .formatted(String.join("; ", old));
    }

    private static String deletion(HasMetadata object) {
        var id = ObjectId.of(object);
        return "kubectl delete %s -n %s %s".formatted(id.kind().toLowerCase(Locale.ROOT), id.namespace(), id.name());
    }

    /** An Ingress is waited for where there is something to wait for. */
    void await(Ingress ingress) {
        if (Ingresses.address(ingress).isPresent()) {
            return;
        }
        var address = world.address(ingress);
        switch (world.api().ask(Controllers::loadBalancing)) {
            case ABSENT -> ledger.note(address + ": " + Controllers.withoutLoadBalancing(List.of(ingress)));
            case UNAVAILABLE ->
                ledger.refused(address + ": no address, and no pod of the AWS Load Balancer Controller is available");
            case AVAILABLE -> {
                var warning = world.api().ask(client -> Controllers.lastWarning(ingress, client));
                ledger.refused(address + ": no address yet"
                        + warning.map(it -> "; " + it + besideIt(ingress)).orElse(""));
            }
        }
    }

    /**
     * The controller refuses all of a load balancer where its Ingresses do not agree, and one that is not declared any more goes only
     * after all that is declared has come up.
     */
    private String besideIt(Ingress ingress) {
        return world.undeclared()
                .filter(it -> it instanceof Ingress other && Ingresses.shareLoadBalancer(ingress, other))
                .map(it ->
                        "; %s, which is not declared any more, still shares its load balancer: if they do not agree, %s"
                                .formatted(world.address(it), deletion(it)))
                .sorted()
                .collect(Collectors.joining());
    }

    /** An autoscaler that cannot act is told: pods stay as many as they are. */
    void noteIdleAutoscalers() {
        var idle = world.living(HorizontalPodAutoscaler.class).stream()
                .filter(it -> !Controllers.acts(it))
                .toList();
        if (idle.isEmpty()) {
            return;
        }
        var those = idle.stream().map(world::address).collect(Collectors.joining(", "));
        // What they say themselves is known already; a new one has not said anything yet.
        if (idle.stream().allMatch(Controllers::missesMetrics)) {
            ledger.note(those + ": " + Controllers.WITHOUT_METRICS);
        } else {
            world.api().ask(Controllers::withoutMetrics).ifPresent(why -> ledger.note(those + ": " + why));
        }
    }
}
