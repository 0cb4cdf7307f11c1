package dev.terrace.platform;

import java.util.List;
import java.util.Map;

/**
 * A container that runs all the time, in a Deployment.
 *
 * @param repository the name of the ECR repository that its own image is pushed to; null when it runs another's
 * @param initialImage runs until the first push, where it can stand in for what is to come: it serves every path on the component's
 *     port; null when the image is another's
 * @param port on which it serves; null when it serves nothing and so has no Service
 * @param replicas null when {@code autoscaling} decides
 * @param autoscaling null when the number of replicas is fixed
 * @param probes null when only the process's end counts
 * @param disruption null when a drain may take all pods at once
 */
public record Component(
        String image,
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
        List<Egress> egress,
        Spread spread,
        Placement placement,
        Disruption disruption,
        Rollout rollout,
        List<Permission> permissions)
        implements Workload {

    public Component {
        command = Ordered.list(command);
        args = Ordered.list(args);
        env = Ordered.map(env);
        egress = Ordered.list(egress);
        permissions = Ordered.list(permissions);
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
     * @param cpu of the requested CPU, as the average of all pods; null when CPU does not count
     * @param memory of the requested memory; null when memory does not count
     * @param scaleUp null for Kubernetes' own behaviour
     * @param scaleDown null for Kubernetes' own behaviour
     */
    public record Autoscaling(int min, int max, Percent cpu, Percent memory, Scaling scaleUp, Scaling scaleDown) {}

    /** @param stabilizationSeconds how long the past is looked at before the number of pods is changed; 0 to 3600 */
    public record Scaling(int stabilizationSeconds) {}

    /** Each may be null. */
    public record Probes(Probe liveness, Probe readiness, Probe startup) {}

    /**
     * @param path of an HTTP GET on the component's port; null for another kind
     * @param command that runs inside the container; empty for another kind. With neither, the port is connected to
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

    /**
     * How many pods a drain may take; one of the two is null.
     *
     * @param minAvailable how many it must leave, less than the fewest replicas
     * @param maxUnavailable how many may be missing
     */
    public record Disruption(IntOrPercent minAvailable, IntOrPercent maxUnavailable) {}

    /**
     * @param maxSurge pods beyond the wanted number during a rollout
     * @param maxUnavailable pods that may be missing during a rollout; not 0 together with maxSurge
     * @param deadlineSeconds without progress for so long, the rollout has failed
     */
    public record Rollout(IntOrPercent maxSurge, IntOrPercent maxUnavailable, int deadlineSeconds) {}
}
