package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What runs in the cluster, in a namespace of its own.
 *
 * @param quota the most that all pods of the namespace may take together; null when there is no limit
 * @param components by name, in the blueprint's order
 * @param ingress null when nothing is reached from outside
 */
public record Application(String namespace, Quota quota, Map<String, Component> components, Ingress ingress) {
    public Application {
        components = Ordered.map(components);
    }

    /**
     * @param requests null when requests are not limited
     * @param limits null when limits are not limited
     * @param pods null when the number of pods is not limited
     */
    public record Quota(Resources.Amounts requests, Resources.Amounts limits, Integer pods) {}

    /**
     * An Application Load Balancer in front of components.
     *
     * @param host the only host name that is answered; null for all
     * @param paths component by path prefix; the longest prefix wins
     */
    public record Ingress(Scheme scheme, String host, Map<String, String> paths) {
        public Ingress {
            paths = Ordered.map(paths);
        }
    }

    public enum Scheme {
        @JsonProperty("internet-facing")
        INTERNET_FACING,
        @JsonProperty("internal")
        INTERNAL
    }
}
