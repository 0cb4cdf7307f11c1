package dev.terrace.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;

/** What became of a login to an EKS cluster. */
public sealed interface ClusterAccess {

    /** @param client shared with later logins to the same cluster: not to be closed */
    record Open(KubernetesClient client) implements ClusterAccess {}

    /** The platform has no cluster, or it is going away with all that is in it. */
    record Absent() implements ClusterAccess {}

    /** @param status EKS' own word: {@code CREATING}, {@code FAILED} … */
    record NotReady(String status) implements ClusterAccess {}
}
