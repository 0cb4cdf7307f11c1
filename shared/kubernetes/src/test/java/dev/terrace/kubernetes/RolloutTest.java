package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final Supplier<List<Pod>> NOT_ASKED = () -> {
        throw new AssertionError("the pods are looked at without need");
    };

    @Test
    void it_is_complete_when_all_pods_are_new_and_available() {
        assertThat(Rollout.of(
                        deployment(2, "replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3"),
                        NOT_ASKED))
                .isEqualTo(new Rollout(Rollout.State.COMPLETE, 3, 3, ""));
    }

    @Test
    void it_is_complete_when_no_pods_are_wanted() {
        var deployment = deployment(2, "conditions: []");
        deployment.getSpec().setReplicas(0);
        assertThat(Rollout.of(deployment, NOT_ASKED).state()).isEqualTo(Rollout.State.COMPLETE);
    }

    @Test
    void what_the_controller_has_not_seen_yet_has_not_begun() {
        var rollout = Rollout.of(
                deployment(1, "replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3"), NOT_ASKED);
        assertThat(rollout).isEqualTo(new Rollout(Rollout.State.PROGRESSING, 0, 3, "it has not begun"));
    }

    @Test
    void old_pods_that_still_run_make_it_go_on() {
        var rollout = Rollout.of(
                deployment(2, "replicas: 4, updatedReplicas: 3, readyReplicas: 4, availableReplicas: 4"), List::of);
        assertThat(rollout.state()).isEqualTo(Rollout.State.PROGRESSING);
    }

    @Test
    void several_are_complete_when_all_are() {
        assertThat(Rollout.together(new TreeMap<>(Map.of(
                        "web", new Rollout(Rollout.State.COMPLETE, 3, 3, ""),
                        "worker", new Rollout(Rollout.State.COMPLETE, 2, 2, "")))))
                .isEqualTo(new Rollout(Rollout.State.COMPLETE, 5, 5, ""));
    }

    @Test
    void several_go_on_while_one_does_and_say_which() {
        assertThat(Rollout.together(new TreeMap<>(Map.of(
                        "mailer", new Rollout(Rollout.State.PROGRESSING, 0, 1, "0 of 1 pods ready"),
                        "web", new Rollout(Rollout.State.COMPLETE, 3, 3, ""),
                        "worker", new Rollout(Rollout.State.PROGRESSING, 1, 2, "1 of 2 pods ready")))))
                .isEqualTo(new Rollout(
                        Rollout.State.PROGRESSING, 4, 6, "mailer: 0 of 1 pods ready; worker: 1 of 2 pods ready"));
    }

    @Test
    void several_have_failed_when_one_has_and_say_which() {
        assertThat(Rollout.together(new TreeMap<>(Map.of(
                        "web", new Rollout(Rollout.State.PROGRESSING, 2, 3, "2 of 3 pods ready"),
                        "worker", new Rollout(Rollout.State.FAILED, 1, 2, "1 of 2 pods ready")))))
                .isEqualTo(new Rollout(Rollout.State.FAILED, 3, 5, "worker: 1 of 2 pods ready"));
    }

    @Test
    void of_one_alone_the_reason_is_its_own() {
        var rollout = new Rollout(Rollout.State.FAILED, 1, 2, "1 of 2 pods ready");

        assertThat(Rollout.together(new TreeMap<>(Map.of("web", rollout)))).isEqualTo(rollout);
    }

    @Test
    void pods_tell_why_they_are_not_ready_and_like_reasons_are_counted() {
        var pulling = """
                containerStatuses: [{name: web, ready: false, state: {waiting: {reason: ErrImagePull, message: not found}}}]""";
        var unschedulable = """
                conditions: [{type: PodScheduled, status: "False", message: Insufficient cpu.}]""";
        var unready = """
                containerStatuses: [{name: web, ready: false, state: {running: {}}}]""";
        var crashed = """
                containerStatuses: [{name: web, ready: false, state: {terminated: {reason: Error, exitCode: 1}}}]""";

        var rollout = Rollout.of(
                deployment(2, "replicas: 4, updatedReplicas: 4, readyReplicas: 0"),
                pods(pulling, pulling, unschedulable, unready, crashed));

        assertThat(rollout.reason())
                .isEqualTo("0 of 3 pods ready (2 pods: ErrImagePull: not found; 1 pod: Error: exit code 1;"
                        + " 1 pod: cannot be scheduled: Insufficient cpu.;"
                        + " 1 pod: runs, and its readiness probe does not succeed)");
    }

    @Test
    void pods_that_are_not_even_made_have_a_reason_too() {
        var rollout = Rollout.of(
                deployment(2, "conditions: [{type: ReplicaFailure, status: 'True', message: 'exceeded quota'}]"),
                List::of);
        assertThat(rollout.reason()).isEqualTo("0 of 3 pods ready (exceeded quota)");
    }

    @Test
    void it_has_failed_when_its_deadline_has_passed() {
        var rollout = Rollout.of(deployment(2, """
                        readyReplicas: 3,
                        conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]"""), List::of);
        assertThat(rollout).isEqualTo(new Rollout(Rollout.State.FAILED, 3, 3, "3 of 3 pods ready"));
    }

    private static Deployment deployment(int observed, String status) {
        return YAML.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, generation: 2}
                spec: {replicas: 3}
                status: {observedGeneration: %d, %s}
                """.formatted(observed, status));
    }

    private static Supplier<List<Pod>> pods(String... statuses) {
        return () -> Stream.of(statuses)
                .map(status -> (Pod) YAML.unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: web}
                        status: {%s}
                        """.formatted(status)))
                .toList();
    }
}
