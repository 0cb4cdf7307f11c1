package dev.terrace.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.release.Workload.Kind;
import dev.terrace.table.Image;
import dev.terrace.table.Release;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkloadTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Release RELEASE = Release.begun(
            "shop",
            new Image("web", "registry/shop-web", "sha256:2", "2.0.0", Instant.EPOCH),
            "a-push",
            "an-event",
            Instant.EPOCH);

    @Test
    void of_a_deployment_a_release_sets_the_image_and_says_who_did_it() {
        assertThat(patch(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker}
                spec: {replicas: 5, template: {spec: {containers: [{name: sidecar, image: other}, {name: worker, image: old}]}}}
                """))).isEqualTo(JSON.readTree("""
                {"metadata": {"annotations": {
                   "terrace.dev/release": "a-push", "terrace.dev/version": "2.0.0",
                   "kubernetes.io/change-cause": "release of web 2.0.0"}},
                 "spec": {"template": {"spec": {"containers": [{"name": "worker", "image": "registry/shop-web@sha256:2"}]}}}}
                """));
    }

    @Test
    void a_deployment_that_lost_its_labels_by_hand_is_released_all_the_same() {
        assertThat(patch(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker, labels: {terrace.dev/image: web}}
                spec: {template: {spec: {containers: [{name: sidecar, image: other}, {name: worker, image: old}]}}}
                """))
                        .at("/spec/template/spec/containers/0/name")
                        .stringValue())
                .isEqualTo("worker");
    }

    @Test
    void a_deployment_that_waited_for_the_first_release_gets_its_replicas() {
        var patch = patch(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker, annotations: {terrace.dev/replicas: "2"}}
                spec: {replicas: 0, template: {spec: {containers: [{name: worker, image: old}]}}}
                """));

        assertThat(patch.at("/spec/replicas").intValue()).isEqualTo(2);
        assertThat(patch.at("/metadata/annotations/terrace.dev~1replicas").isNull())
                .isTrue();
    }

    @Test
    void of_a_cron_job_a_release_sets_the_image_of_the_jobs_to_come() {
        assertThat(patch(workload(Kind.CRON_JOB, """
                metadata: {name: digest}
                spec: {suspend: true, jobTemplate: {spec: {template: {spec: {containers: [{name: digest, image: old}]}}}}}
                """)).path("spec")).isEqualTo(JSON.readTree("""
                {"jobTemplate": {"spec": {"template": {"spec": {"containers": [
                   {"name": "digest", "image": "registry/shop-web@sha256:2"}]}}}}}
                """));
    }

    @Test
    void a_cron_job_that_waited_for_the_first_release_is_suspended_no_more() {
        var patch = patch(workload(Kind.CRON_JOB, """
                metadata:
                  name: digest
                  annotations: {terrace.dev/suspend: until the first release}
                spec: {suspend: true, jobTemplate: {spec: {template: {spec: {containers: [{name: digest, image: old}]}}}}}
                """));

        assertThat(patch.at("/spec/suspend").isBoolean()).isTrue();
        assertThat(patch.at("/spec/suspend").booleanValue()).isFalse();
        assertThat(patch.at("/metadata/annotations/terrace.dev~1suspend").isNull())
                .isTrue();
    }

    @Test
    void what_has_the_image_already_and_waits_for_nothing_is_left_alone() {
        assertThat(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker}
                spec: {template: {spec: {containers: [{name: worker, image: "registry/shop-web@sha256:2"}]}}}
                """).isAt(RELEASE)).isTrue();
        assertThat(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker, annotations: {terrace.dev/replicas: "2"}}
                spec: {template: {spec: {containers: [{name: worker, image: "registry/shop-web@sha256:2"}]}}}
                """).isAt(RELEASE)).isFalse();
    }

    @Test
    void what_has_the_image_already_and_is_to_begin_anew_gets_new_pods() {
        assertThat(patch(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker}
                spec: {template: {spec: {containers: [{name: worker, image: "registry/shop-web@sha256:2"}]}}}
                """)).at("/spec/template/metadata/annotations"))
                .isEqualTo(JSON.readTree("""
                {"terrace.dev/release": "a-push"}
                """));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            what ran before is ready as it was,        4, 1, 3, true
            the new ones are partly up as well,        4, 3, 3, false
            all are new,                               2, 2, 1, false
            nothing is ready,                          4, 1, 0, false
            it has no status yet,                      0, 0, 0, false
            """)
    void what_ran_before_serves_on_where_all_that_is_ready_may_be_of_it(
            String situation, int replicas, int updated, int ready, boolean servesAsBefore) {
        assertThat(workload(Kind.DEPLOYMENT, """
                metadata: {name: worker}
                status: {replicas: %d, updatedReplicas: %d, readyReplicas: %d}
                """.formatted(replicas, updated, ready))
                        .servesAsBefore())
                .isEqualTo(servesAsBefore);
    }

    @Test
    void it_is_called_as_plans_call_it_though_a_list_does_not_tell_the_kind_of_its_items() {
        var workload = workload(Kind.CRON_JOB, "metadata: {name: digest, namespace: mail}");

        assertThat(workload.address()).isEqualTo("workloads/mail/cronjob-digest");
        assertThat(workload.path()).isEqualTo("mail/digest");
    }

    private static JsonNode patch(Workload workload) {
        return JSON.readTree(workload.patch(RELEASE));
    }

    private static Workload workload(Kind kind, String yaml) {
        return new Workload(kind, YAML.unmarshal(yaml, GenericKubernetesResource.class));
    }
}
