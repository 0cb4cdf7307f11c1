package dev.terrace.workloads;

import dev.terrace.platform.Component;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Workload;
import java.util.Map;
import java.util.Optional;

/**
 * Which image a component or a job runs.
 *
 * @param released the image that was released last, by digest, of each component that has one of its own and was released
 */
record Images(Platform platform, Map<String, String> released) {

    /** Whose image it is, which decides by whose releases it changes; empty for somebody else's. */
    Optional<String> owner(String workload) {
        return platform.imageOwner(workload);
    }

    String of(String workload) {
        return owner(workload)
                .map(owner ->
                        released.getOrDefault(owner, platform.component(owner).initialImage()))
                .orElseGet(() -> platform.workloads().get(workload).image());
    }

    /**
     * Whether it cannot run before the first release of its image: the initial image answers requests at a port, and knows no command
     * of the image to come.
     */
    boolean isAwaited(String workload) {
        return owner(workload)
                .filter(owner -> !released.containsKey(owner))
                .map(_ -> !canStandIn(platform.workloads().get(workload)))
                .orElse(false);
    }

    private static boolean canStandIn(Workload workload) {
        return workload instanceof Component component
                && component.image() == null
                && component.port() != null
                && component.command().isEmpty()
                && component.args().isEmpty();
    }
}
