package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a blueprint describes: applications and all that they run on, in one region of one account.
 *
 * @param name the blueprint's key {@code platform}; at most 24 characters of {@code a-z0-9-}, since the names of resources are
 *     made from it. It never changes: another name is another platform
 * @param environment the last that releases go to, e.g. {@code production}; becomes the tag {@code terrace:environment}
 * @param region the AWS region, e.g. {@code us-east-1}
 * @param tags the user's own tags, put on every resource beside Terrace's
 * @param data the stores; null when the platform has none
 * @param cluster null when the platform has none
 * @param applications what runs in the cluster, by name. The names of all components and jobs differ
 * @param notBuiltYet what the blueprint asks for and no layer builds yet, as {@code data.redis: ElastiCache for Redis}
 */
public record Platform(
        @JsonAlias("platform") String name,
        String environment,
        String region,
        Map<String, String> tags,
        Network network,
        Security security,
        Registry registry,
        Data data,
        Cluster cluster,
        Map<String, Application> applications,
        Deletion deletion,
        List<String> notBuiltYet) {

    public Platform {
        tags = Ordered.map(tags);
        applications = Ordered.map(applications);
        notBuiltYet = Ordered.list(notBuiltYet);
    }

    /** All components of all applications by name, in the blueprint's order. */
    public Map<String, Component> components() {
        return all(Application::components);
    }

    /** All components and jobs by name. */
    public Map<String, Workload> workloads() {
        return all(Application::workloads);
    }

    /** Those of them that run by themselves: for the others nothing is built. */
    public Map<String, Workload> running() {
        return all(Application::running);
    }

    private <T> Map<String, T> all(Function<Application, Map<String, T>> those) {
        var all = new LinkedHashMap<String, T>();
        applications.values().forEach(application -> all.putAll(those.apply(application)));
        return Collections.unmodifiableMap(all);
    }

    /** @throws IllegalArgumentException when no application has such a component */
    public Component component(String component) {
        var found = components().get(component);
        if (found == null) {
            throw new IllegalArgumentException("%s has no component %s; it has %s"
                    .formatted(name, component, String.join(", ", components().keySet())));
        }
        return found;
    }

    /** The application that a component or a job is of; empty when none has it. */
    public Optional<Application> applicationOf(String workload) {
        return applications.values().stream()
                .filter(application -> application.workloads().containsKey(workload))
                .findFirst();
    }

    /** What is reached through one load balancer each; for a scheme that no application's ingress is of, a group of none. */
    public IngressGroup ingressGroup(Application.Scheme scheme) {
        var ingresses = new LinkedHashMap<String, Application.Ingress>();
        applications.forEach((name, application) -> application
                .loadBalancer()
                .filter(ingress -> ingress.scheme() == scheme)
                .ifPresent(ingress -> ingresses.put(name, ingress)));
        return new IngressGroup(ingresses);
    }

    /** The components that have an image of their own, to which it is pushed and released, by name. */
    public Map<String, Component> released() {
        var released = new LinkedHashMap<>(components());
        released.values().removeIf(component -> component.image() != null);
        return Collections.unmodifiableMap(released);
    }

    /** Whose image a component or job runs: its own name or another's of those that are {@link #released}; empty for somebody else's. */
    public Optional<String> imageOwner(String workload) {
        var image = workloads().get(workload).image();
        return Optional.of(image == null ? workload : image).filter(released()::containsKey);
    }

    /** The database, or null when the platform has none. */
    public Postgres postgres() {
        return data == null ? null : data.postgres();
    }
}
