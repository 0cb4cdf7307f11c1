package dev.terrace.platform;

import java.util.List;
import java.util.Map;

/**
 * A container the application is made of, run by a Deployment.
 *
 * @param repository the name of its ECR repository
 * @param initialImage runs until the first push; must answer the probes
 * @param command replaces the image's entry point; empty for the image's own
 * @param args replaces the image's arguments; empty for the image's own
 * @param port on which it serves; null when it serves nothing and so has no Service
 * @param replicas null when {@code autoscaling} decides
 * @param autoscaling null when the number of replicas is fixed
 * @param probes null when only the process's end counts
 * @param env values may hold tokens such as <code>${postgres.host}</code>
 * @param disruption null when a drain may take all pods at once
 * @param permissions what its IAM role allows
 * @param allowFrom who may open connections to it: components, or {@code load-balancer}
 * @param allowTo to whom it may open connections: components, {@code postgres}, {@code dns} or {@code https}
 */
public record Component(
        String repository,
        String initialImage,
        List<String> command,
        List<String> args,
        Integer port,
        Integer replicas,
        Autoscaling autoscaling,
        Resources resources,
        Probes probes,
        Map<String, String> env,
        Spread spread,
        Disruption disruption,
        Rollout rollout,
        List<Permission> permissions,
        List<String> allowFrom,
        List<String> allowTo) {

    public Component {
        command = Ordered.list(command);
        args = Ordered.list(args);
        env = Ordered.map(env);
        permissions = Ordered.list(permissions);
        allowFrom = Ordered.list(allowFrom);
        allowTo = Ordered.list(allowTo);
    }

    /** The fewest pods that run when all is well. */
    public int minReplicas() {
        return autoscaling == null ? replicas : autoscaling.min();
    }

    /** The most pods that run, a rollout's surge aside. */
    public int maxReplicas() {
        return autoscaling == null ? replicas : autoscaling.max();
    }

    /**
     * A HorizontalPodAutoscaler.
     *
     * @param cpuPercent of the requested CPU, as the average of all pods; null when CPU does not count
     * @param memoryPercent of the requested memory; null when memory does not count
     * @param scaleUp null for Kubernetes' own behaviour
     * @param scaleDown null for Kubernetes' own behaviour
     */
    public record Autoscaling(
            int min, int max, Integer cpuPercent, Integer memoryPercent, Scaling scaleUp, Scaling scaleDown) {}

    /** @param stabilizationSeconds how long the past is looked at before the number of pods is changed; 0 to 3600 */
    public record Scaling(int stabilizationSeconds) {}

    /** Each may be null. */
    public record Probes(Probe liveness, Probe readiness, Probe startup) {}

    /**
     * @param path of an HTTP GET on the component's port; null for a command
     * @param command that runs inside the container; empty for HTTP
     */
    public record Probe(
            String path,
            List<String> command,
            int initialDelaySeconds,
            int periodSeconds,
            int timeoutSeconds,
            int failureThreshold) {
        public Probe {
            command = Ordered.list(command);
        }
    }

    /**
     * @param zones whether pods are spread over availability zones (a topology spread constraint)
     * @param nodes whether pods avoid nodes that already run one (preferred anti-affinity)
     */
    public record Spread(boolean zones, boolean nodes) {}

    /** @param minAvailable how many pods a drain must leave, less than the fewest replicas */
    public record Disruption(int minAvailable) {}

    /**
     * @param maxSurge pods beyond the wanted number during a rollout
     * @param maxUnavailable pods that may be missing during a rollout; not 0 together with maxSurge
     * @param deadlineSeconds without progress for so long, the rollout has failed
     */
    public record Rollout(int maxSurge, int maxUnavailable, int deadlineSeconds) {}

    /** An IAM policy statement with the effect Allow. */
    public record Permission(List<String> actions, List<String> resources) {
        public Permission {
            actions = Ordered.list(actions);
            resources = Ordered.list(resources);
        }
    }
}
