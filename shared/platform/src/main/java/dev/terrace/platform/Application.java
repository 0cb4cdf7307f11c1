package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What runs in the cluster, in a namespace of its own.
 *
 * @param quota the most that all pods of the namespace may take together; null when there is no limit
 * @param components by name, in the blueprint's order
 * @param jobs by name, in the blueprint's order
 * @param ingress null when nothing is reached from outside
 */
public record Application(
        String namespace, Quota quota, Map<String, Component> components, Map<String, Job> jobs, Ingress ingress) {
    public Application {
        components = Ordered.map(components);
        jobs = Ordered.map(jobs);
    }

    /** The ingress that a load balancer is for; empty without one, or where a port of the nodes stands in its place. */
    public Optional<Ingress> loadBalancer() {
        return Optional.ofNullable(ingress).filter(it -> it.nodePort() == null);
    }

    /** All that it is made of, by name: components, then jobs. */
    public Map<String, Workload> workloads() {
        var all = new LinkedHashMap<String, Workload>(components);
        all.putAll(jobs);
        return Collections.unmodifiableMap(all);
    }

    /** Those of them that run by themselves: a job without a schedule waits for a release, and nothing runs it yet. */
    public Map<String, Workload> running() {
        var running = new LinkedHashMap<>(workloads());
        running.values().removeIf(workload -> workload instanceof Job job && job.schedule() == null);
        return Collections.unmodifiableMap(running);
    }

    /**
     * @param requests null when requests are not limited
     * @param limits null when limits are not limited
     * @param pods null when the number of pods is not limited
     */
    public record Quota(Resources.Amounts requests, Resources.Amounts limits, Integer pods) {}

    /**
     * What is reached from outside, through an Application Load Balancer in front of components: see {@link IngressGroup}.
     *
     * @param nodePort the port of every node that leads to the component of the path {@code /} in the place of a load balancer; null
     *     for a load balancer
     * @param host the host name that is answered where a path names none; null for all
     * @param paths component by path prefix, {@code /api}, which a host name may stand before: {@code admin.example.com/}; the longest
     *     prefix wins
     */
    public record Ingress(Scheme scheme, Integer nodePort, String host, Map<String, String> paths) {
        public Ingress {
            paths = Ordered.map(paths);
        }

        /** What is answered, in the blueprint's order. */
        public List<Route> routes() {
            return paths.entrySet().stream()
                    .map(entry -> Route.of(host, entry.getKey(), entry.getValue()))
                    .toList();
        }

        /** The components that it leads to. */
        public Set<String> components() {
            return new LinkedHashSet<>(paths.values());
        }
    }

    /**
     * Requests that go to a component.
     *
     * @param host null for all; {@code *.example.com} for those that end so
     * @param path a prefix, by elements: {@code /api} takes {@code /api/v2}, and not {@code /apiary}
     */
    public record Route(String host, String path, String component) {
        /** Kubernetes and the load balancer know no difference between {@code /api} and {@code /api/}. */
        static Route of(String host, String written, String component) {
            int slash = Math.max(0, written.indexOf('/'));
            var path = written.substring(slash);
            return new Route(
                    slash == 0 ? host : written.substring(0, slash),
                    path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                    component);
        }

        /**
         * Whether there are requests that both take, of which this one says more: by the host first, then by the path.
         *
         * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches">multiple matches</a>
         */
        public boolean comesBefore(Route other) {
            return Objects.equals(host, other.host)
                    ? !path.equals(other.path) && other.takesPathOf(this)
                    : other.takesHostOf(this) && (takesPathOf(other) || other.takesPathOf(this));
        }

        private boolean takesPathOf(Route other) {
            return path.equals("/")
                    || other.path.startsWith(path)
                            && (other.path.length() == path.length() || other.path.charAt(path.length()) == '/');
        }

        private boolean takesHostOf(Route other) {
            return host == null
                    || host.equals(other.host)
                    || host.startsWith("*.") && other.host != null && other.host.endsWith(host.substring(1));
        }

        @Override
        public String toString() {
            return (host == null ? "" : host) + path;
        }
    }

    public enum Scheme {
        @JsonProperty("internet-facing")
        INTERNET_FACING,
        @JsonProperty("internal")
        INTERNAL
    }
}
