package dev.terrace.release;

import dev.terrace.kubernetes.Rollout;
import dev.terrace.table.Release;
import java.util.Optional;

/** What a release needs of the cluster: all that runs a component's image, the component itself and what shares it. */
interface Workloads {

    /**
     * Why nothing can be deployed: the cluster is not there, or nothing in it runs the component's image; empty when both are.
     *
     * @throws dev.terrace.engine.ProblemException when that cannot be told before the platform is applied
     */
    Optional<String> missing(String platform, String component);

    /**
     * Makes all Deployments that run the component's image run the release's, and lets begin what waited for the first; nothing else.
     * To do it again is no error.
     */
    void deploy(Release release);

    /** How far the rollout of all of them is. */
    Rollout rollout(Release release);

    /** Does the same as {@link #deploy} with all CronJobs: what they start runs unseen, so the image has come up somewhere else before. */
    void schedule(Release release);

    /** What a release that failed leaves behind, and what to do about it, in sentences; empty when nothing has its image. */
    String left(Release release);
}
