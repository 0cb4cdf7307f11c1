package dev.terrace.workloads;

import dev.terrace.kubernetes.FirstRelease;
import dev.terrace.platform.Job;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a job with a schedule is made of, beside what every workload has: a CronJob. A run that another would overlap is left out, and
 * one that could not begin in time as well: the next one comes.
 */
record JobObjects(WorkloadObjects workload, Job job) {
    private static final String UNTIL_RELEASED = "until the first release of its image";

    private static final long LATEST_START_SECONDS = 300;
    private static final int RETRIES = 2;
    private static final int RUNS_KEPT = 3;

    List<HasMetadata> declare() {
        var objects = new ArrayList<>(workload.declare());
        objects.add(cronJob());
        return objects;
    }

    private HasMetadata cronJob() {
        var isAwaited = workload.images().isAwaited(workload.name());
        var cronJob = new CronJobBuilder()
                .withMetadata(workload.metadataOfPods())
                .withNewSpec()
                .withSchedule(job.schedule())
                .withTimeZone("Etc/UTC")
                .withConcurrencyPolicy("Forbid")
                .withStartingDeadlineSeconds(LATEST_START_SECONDS)
                .withSuspend(isAwaited)
                .withSuccessfulJobsHistoryLimit(RUNS_KEPT)
                .withFailedJobsHistoryLimit(RUNS_KEPT)
                .withNewJobTemplate()
                .withNewSpec()
                .withBackoffLimit(RETRIES)
                .withActiveDeadlineSeconds((long) job.deadlineSeconds())
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(workload.labels())
                .endMetadata()
                .withSpec(workload.pods(workload.container().build())
                        .withRestartPolicy("Never")
                        .build())
                .endTemplate()
                .endSpec()
                .endJobTemplate()
                .endSpec();
        if (isAwaited) {
            cronJob.editMetadata()
                    .addToAnnotations(FirstRelease.SUSPENDED, UNTIL_RELEASED)
                    .endMetadata();
        }
        return cronJob.build();
    }
}
