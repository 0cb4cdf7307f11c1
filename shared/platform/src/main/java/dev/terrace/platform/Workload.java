package dev.terrace.platform;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What runs in pods: a {@link Component}, all the time, or a {@link Job}, to its end. */
public sealed interface Workload permits Component, Job {

    /**
     * Whose image it runs: null for its own, which is pushed to its repository; the name of a component that has one; or a
     * reference to somebody else's, which is never released.
     */
    String image();

    /** Replaces the image's entry point; empty for the image's own. */
    List<String> command();

    /** Replaces the image's arguments; empty for the image's own. */
    List<String> args();

    Resources resources();

    /** Variables; a value may hold references such as <code>${postgres.host}</code>, see {@link Value}. */
    Map<String, String> env();

    /** To whom it may open connections beside what its variables refer to: {@code host:port}. */
    List<Egress> egress();

    /** Null when any node will do that takes everything. */
    Placement placement();

    /** What its IAM role allows. */
    List<Permission> permissions();

    /** What its variables refer to, each once. */
    default Set<Value.Reference> references() {
        return env().values().stream()
                .flatMap(text -> Value.parse(text).references().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param nodeGroup the one node group whose nodes it runs on; it tolerates the group's taints */
    record Placement(String nodeGroup) {}

    /** An IAM policy statement with the effect Allow. */
    record Permission(List<String> actions, List<String> resources) {
        public Permission {
            actions = Ordered.list(actions);
            resources = Ordered.list(resources);
        }
    }
}
