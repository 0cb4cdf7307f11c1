package dev.terrace.cluster;

import java.util.Map;

/**
 * The roles of Terrace's own functions that log into the cluster.
 *
 * @param workloads ARN; is cluster administrator, since it also makes namespaces and RBAC
 * @param release ARN; is in the group {@link #RELEASE_GROUP}, to which the workloads layer binds what a release needs
 * @param status ARN; is in the group {@link #STATUS_GROUP}, which may only read
 */
record FunctionRoles(String workloads, String release, String status) {
    static final String RELEASE_GROUP = "terrace-release";
    static final String STATUS_GROUP = "terrace-status";

    /** @throws IllegalStateException when one is not set */
    static FunctionRoles from(Map<String, String> environment) {
        return new FunctionRoles(
                read(environment, "WORKLOADS_ROLE_ARN"),
                read(environment, "RELEASE_ROLE_ARN"),
                read(environment, "STATUS_ROLE_ARN"));
    }

    private static String read(Map<String, String> environment, String variable) {
        var value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("the environment variable " + variable + " is not set");
        }
        return value;
    }
}
