package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Map;

/**
 * What a blueprint describes: one application and all that it runs on, in one region of one account.
 *
 * @param name the blueprint's key {@code platform}; at most 24 characters of {@code a-z0-9-}, since the names of resources are
 *     made from it. It never changes: another name is another platform
 * @param environment e.g. {@code production}; becomes the tag {@code terrace:environment}
 * @param region the AWS region, e.g. {@code us-east-1}
 * @param tags the user's own tags, put on every resource beside Terrace's
 * @param data the stores; null when the platform has none
 * @param cluster null when the platform has none
 * @param application what runs in the cluster; null when nothing does
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
        Application application,
        Deletion deletion,
        List<String> notBuiltYet) {

    public Platform {
        tags = Ordered.map(tags);
        notBuiltYet = Ordered.list(notBuiltYet);
    }

    /** All components by name, in the blueprint's order; empty without an application. */
    public Map<String, Component> components() {
        return application == null ? Map.of() : application.components();
    }

    /** @throws IllegalArgumentException when the application has no such component */
    public Component component(String component) {
        var found = components().get(component);
        if (found == null) {
            throw new IllegalArgumentException("%s has no component %s; it has %s"
                    .formatted(name, component, String.join(", ", components().keySet())));
        }
        return found;
    }

    /** The name of the component's ECR repository. */
    public String repository(String component) {
        return component(component).repository();
    }

    /** The database, or null when the platform has none. */
    public Postgres postgres() {
        return data == null ? null : data.postgres();
    }
}
