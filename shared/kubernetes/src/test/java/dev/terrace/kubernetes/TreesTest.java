package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Change.Field;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class TreesTest {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final String DECLARED = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {app: web}}
            spec:
              replicas: 0
              template:
                spec:
                  containers:
                  - name: web
                    image: web:1
                    ports: [{containerPort: 80}]
                    resources: {limits: {cpu: "0.5", memory: 1024Mi}}
                  tolerations: [{key: spot, operator: Exists}]
            """;

    /** What the API server makes of it: defaults, its own way to write quantities, and who owns which field. */
    private static final String LIVE = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: shop
              uid: 1f0
              labels: {app: web}
              annotations: {somebody: else}
              managedFields:
              - manager: kubectl
                operation: Update
                fieldsV1: {"f:metadata": {"f:annotations": {"f:somebody": {}}}}
              - manager: terrace
                operation: Apply
                fieldsV1:
                  f:metadata: {"f:labels": {"f:app": {}}}
                  f:spec:
                    f:replicas: {}
                    f:template:
                      f:spec:
                        f:containers:
                          'k:{"name":"web"}':
                            .: {}
                            f:name: {}
                            f:image: {}
                            f:ports:
                              'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}}
                            f:resources: {"f:limits": {"f:cpu": {}, "f:memory": {}}}
                        f:tolerations: {}
            spec:
              template:
                spec:
                  containers:
                  - name: sidecar
                    image: mesh:7
                  - name: web
                    image: web:1
                    imagePullPolicy: IfNotPresent
                    ports: [{containerPort: 80, protocol: TCP}]
                    resources: {limits: {cpu: 500m, memory: 1Gi}}
                  tolerations: [{key: spot, operator: Exists}]
            status: {replicas: 1}
            """;

    private final Trees trees = new Trees(YAML);

    @Test
    void what_the_server_filled_in_and_what_others_added_is_no_difference() {
        assertThat(asDeclared(DECLARED, LIVE)).isTrue();
    }

    @Test
    void another_value_is_a_difference() {
        assertThat(asDeclared(
                        DECLARED, LIVE.replace("image: web:1\n        imagePull", "image: web:2\n        imagePull")))
                .isFalse();
        assertThat(asDeclared(DECLARED.replace("0.5", "0.6"), LIVE)).isFalse();
    }

    @Test
    void a_field_that_is_new_in_the_declaration_is_a_difference() {
        assertThat(asDeclared(DECLARED.replace("labels: {app: web}", "labels: {app: web, tier: one}"), LIVE))
                .isFalse();
        assertThat(asDeclared(DECLARED.replace("tolerations:", "nodeSelector: {a: b}\n      tolerations:"), LIVE))
                .isFalse();
    }

    @Test
    void a_field_that_terrace_applied_and_declares_no_longer_is_a_difference() {
        assertThat(asDeclared(DECLARED.replace("  replicas: 0\n", ""), LIVE)).isFalse();
        assertThat(asDeclared(DECLARED.replace(", memory: 1024Mi", ""), LIVE)).isFalse();
    }

    @Test
    void an_item_more_or_less_in_a_list_with_keys_is_a_difference() {
        assertThat(asDeclared(
                        DECLARED.replace("[{containerPort: 80}]", "[{containerPort: 80}, {containerPort: 81}]"), LIVE))
                .isFalse();
        assertThat(asDeclared(DECLARED.replace("[{containerPort: 80}]", "[{containerPort: 81}]"), LIVE))
                .isFalse();
    }

    @Test
    void a_list_that_is_one_value_and_that_somebody_else_has_set_is_a_difference() {
        assertThat(asDeclared(DECLARED, LIVE.replace("            f:tolerations: {}\n", "")))
                .isFalse();
        assertThat(asDeclared(
                        DECLARED, LIVE.replace("operator: Exists}]\nstatus", "operator: Exists}, {key: b}]\nstatus")))
                .isFalse();
    }

    @Test
    void an_object_that_terrace_never_applied_is_not_as_declared() {
        assertThat(asDeclared(DECLARED, LIVE.replace("manager: terrace", "manager: helm")))
                .isFalse();
    }

    @Test
    void it_knows_which_fields_terrace_owns() {
        assertThat(Trees.owns(object(LIVE), "spec", "replicas")).isTrue();
        assertThat(Trees.owns(object(LIVE), "spec", "paused")).isFalse();
    }

    @Test
    void differences_are_named_field_by_field_and_items_by_their_names() {
        var after = LIVE.replace("image: web:1\n", "image: web:2\n")
                .replace("containerPort: 80, protocol", "containerPort: 81, protocol")
                .replace("annotations: {somebody: else}", "annotations: {example.com/a: b}")
                .replace("uid: 1f0", "uid: 2f0");

        assertThat(trees.differences(object(LIVE), object(after)))
                .containsExactlyInAnyOrder(
                        Field.of("metadata.annotations[example.com/a]", null, "b"),
                        Field.of("metadata.annotations.somebody", "else", null),
                        Field.of("spec.template.spec.containers[web].image", "web:1", "web:2"),
                        Field.of("spec.template.spec.containers[web].ports[80].containerPort", 80, null),
                        Field.of("spec.template.spec.containers[web].ports[80].protocol", "TCP", null),
                        Field.of("spec.template.spec.containers[web].ports[81].containerPort", null, 81),
                        Field.of("spec.template.spec.containers[web].ports[81].protocol", null, "TCP"));
    }

    @Test
    void what_is_created_is_named_without_what_identifies_it() {
        assertThat(trees.fields(object("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: web}
                data: {PORT: "80"}
                """))).containsExactly(Field.of("data.PORT", null, "80"));
    }

    private boolean asDeclared(String declared, String live) {
        return trees.asDeclared(object(declared), object(live));
    }

    private static HasMetadata object(String yaml) {
        return YAML.unmarshal(yaml);
    }
}
