package dev.terrace.cluster;

import dev.terrace.platform.LayerName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The roles of Terrace's own functions that log into the cluster. One of a layer is cluster administrator, since it also makes
 * namespaces and RBAC; another is in the {@link FunctionGroup} that is called after it, which the workloads layer gives its rights.
 *
 * @param arns by what the functions are called, in the order of the template
 */
record FunctionRoles(Map<String, String> arns) {
    static final String VARIABLE = "CLUSTER_ACCESS";

    private static final Pattern ENTRY = Pattern.compile("([a-z-]+)=(arn:\\S+)");

    /** @throws IllegalStateException when it is not set, or not what the template sets */
    static FunctionRoles from(Map<String, String> environment) {
        var arns = new LinkedHashMap<String, String>();
        Arrays.stream(environment.getOrDefault(VARIABLE, "").strip().split("\\s+"))
                .forEach(entry -> {
                    var parts = ENTRY.matcher(entry);
                    if (!parts.matches()) {
                        throw new IllegalStateException(
                                "the environment variable %s is not set to <function>=<ARN of its role> …: %s"
                                        .formatted(VARIABLE, entry));
                    }
                    arns.put(parts.group(1), parts.group(2));
                });
        return new FunctionRoles(arns);
    }

    static boolean isLayer(String function) {
        return Arrays.stream(LayerName.values())
                .anyMatch(layer -> layer.toString().equals(function));
    }
}
