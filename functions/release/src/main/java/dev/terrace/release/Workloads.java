package dev.terrace.release;

import dev.terrace.kubernetes.Rollout;
import dev.terrace.table.Release;
import java.util.Optional;

/** What a release needs of the cluster: all that runs a component's image, the component itself and what shares it. */
interface Workloads {

    /** Why nothing can be deployed: the cluster is not there, or nothing in it runs the component's image; empty when both are. */
    Optional<String> missing(String platform, String component);

    /**
     * Makes all that runs the component's image run the release's, and lets begin what waited for the first; nothing else. To do it
     * again is no error.
     */
    void deploy(Release release);

    /** How far the rollout of all of them is. */
    Rollout rollout(Release release);
}
