package dev.terrace.release;

import dev.terrace.kubernetes.Rollout;
import dev.terrace.table.Release;
import java.util.Optional;

/** What a release needs of the cluster: the Deployments of a platform's components. */
interface Deployments {

    /** Why nothing can be deployed: the cluster, or the component's Deployment, is not there; empty when both are. */
    Optional<String> missing(String platform, String component);

    /** Makes the component's pods run the release's image, and nothing else. To do it again is no error. */
    void deploy(Release release);

    /** How far the rollout of the component is. */
    Rollout rollout(Release release);
}
