package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Declaration;
import dev.terrace.aws.Home;
import dev.terrace.blueprint.Documents;
import dev.terrace.cluster.AccessEntry.AccessPolicy;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Records;
import dev.terrace.iam.Role;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterLayerTest {
    private static final Home HOME = new Home("aws", "us-east-1", "111122223333");
    private static final FunctionRoles ROLES = FunctionRoles.from(Map.of(FunctionRoles.VARIABLE, """
            workloads=arn:aws:iam::111122223333:role/workloads release=arn:aws:iam::111122223333:role/release
            status=arn:aws:iam::111122223333:role/status
            """));

    private static final String PERMISSIONS =
            "        permissions: [{ actions: [\"s3:GetObject\"], resources: [\"arn:aws:s3:::assets/*\"] }]\n";

    @Test
    void functions_that_the_template_does_not_name_with_their_roles_are_an_error() {
        assertThatThrownBy(() -> FunctionRoles.from(Map.of())).hasMessageContaining("CLUSTER_ACCESS is not set");
        assertThatThrownBy(() ->
                        FunctionRoles.from(Map.of(FunctionRoles.VARIABLE, "status=arn:aws:iam::1:role/s release=")))
                .hasMessageContaining("release=");
    }

    @ParameterizedTest
    @MethodSource("dev.terrace.blueprint.Documents#all")
    void each_document_is_declared_as_in_its_golden_file(String document) {
        Declaration.assertMatches(getClass(), document, layer(Documents.platform(document)));
    }

    @Test
    void without_a_cluster_nothing_is_declared() {
        var platform = platform();
        var without = new Platform(
                platform.name(),
                platform.environment(),
                platform.region(),
                platform.tags(),
                platform.network(),
                platform.security(),
                platform.registry(),
                platform.data(),
                null,
                Map.of(),
                platform.deletion(),
                List.of());

        assertThat(declare(without)).isEmpty();
    }

    @Test
    void a_component_that_is_allowed_something_has_a_role_that_only_its_service_account_can_take() {
        var specs = declare(platform("        metrics: true", PERMISSIONS + "        metrics: true"));

        var role = (Role) specs.get("backend-role");
        assertThat(role.policies().get("permissions").text())
                .contains("\"Action\":\"s3:GetObject\"", "\"Resource\":\"arn:aws:s3:::assets/*\"");
        assertThat(role.assumeRolePolicyDocument().text())
                .contains("\"${cluster/oidc-provider.Issuer}:sub\":\"system:serviceaccount:task-manager:backend\"")
                .contains("\"${cluster/oidc-provider.Issuer}:aud\":\"sts.amazonaws.com\"");
        assertThat(specs).doesNotContainKey("frontend-role");
    }

    @Test
    void a_job_that_is_allowed_something_has_a_role_in_the_namespace_of_its_application() {
        var specs = declare(platform("\ndelivery:", """

                  reports:
                    namespace: accounting
                    components: { ledger: { image: "docker.io/library/nginx:1.29-alpine", port: 80 } }
                    jobs:
                      monthly:
                        image: backend
                        schedule: "0 6 1 * *"
                %1$s
                      migrate:
                        image: backend
                        before: release
                %1$s
                delivery:""".formatted(PERMISSIONS)));

        var role = (Role) specs.get("monthly-role");
        assertThat(role.assumeRolePolicyDocument().text()).contains("\"system:serviceaccount:accounting:monthly\"");
        assertThat(role.description()).isEqualTo("The job monthly of task-manager");
        assertThat(specs)
                .doesNotContainKey("ledger-role")
                .as("nothing runs it yet")
                .doesNotContainKey("migrate-role");
    }

    @Test
    void with_pod_identity_roles_are_associated_instead_of_tokens_being_trusted() {
        var specs = declare(platform("  nodeGroups:", "  podIdentity: pod-identity\n  nodeGroups:"));

        assertThat(specs).doesNotContainKey("oidc-provider").containsKey("addon-eks-pod-identity-agent");
        assertThat(specs.get("addon-aws-node-association"))
                .isEqualTo(new PodIdentityAssociation(
                        "${cluster/cluster}", "kube-system", "aws-node", "${cluster/addon-aws-node-role.Arn}"));
        assertThat(((Addon) specs.get("addon-vpc-cni")).serviceAccountRoleArn()).isEmpty();
        assertThat(((Role) specs.get("addon-aws-node-role"))
                        .assumeRolePolicyDocument()
                        .text())
                .contains("pods.eks.amazonaws.com", "${cluster/cluster.Arn}");
    }

    @Test
    void who_is_let_in_has_an_entry_beside_those_of_terraces_functions() {
        var specs = declare(platform(
                "\n  nodeGroups:",
                "\n  access:\n"
                        + "    - { principal: role/ops/Admin, role: admin }\n"
                        + "    - { principal: user/dev, role: view, namespace: task-manager }\n"
                        + "  nodeGroups:"));

        assertThat(specs.keySet())
                .filteredOn(name -> name.startsWith("access-"))
                .containsExactly(
                        "access-workloads",
                        "access-release",
                        "access-status",
                        "access-admin-111122223333-role-ops-admin",
                        "access-111122223333-user-dev");
        assertThat(specs.get("access-111122223333-user-dev"))
                .isEqualTo(new AccessEntry(
                        "${cluster/cluster}",
                        "arn:aws:iam::111122223333:user/dev",
                        Set.of(),
                        Set.of(AccessPolicy.of(HOME, "AmazonEKSViewPolicy", Set.of("task-manager")))));
    }

    @Test
    void nodes_have_the_labels_and_taints_of_their_group_and_say_which_it_is() {
        var specs = declare(platform("max: 5 }", """
                max: 5 }
                    burst:
                      instanceTypes: [t3.large, t3a.large]
                      capacity: spot
                      min: 0
                      max: 10
                      repair: false
                      labels: { size: large }
                      taints: { burst: NoSchedule, example.com/cheap: PreferNoSchedule }"""));

        assertThat((Nodegroup) specs.get("nodes-burst")).satisfies(group -> {
            assertThat(group.labels()).isEqualTo(Map.of("size", "large", "terrace.dev/node-group", "burst"));
            assertThat(group.taints())
                    .containsExactlyInAnyOrder(
                            new Nodegroup.Taint("burst", "", "NO_SCHEDULE"),
                            new Nodegroup.Taint("example.com/cheap", "", "PREFER_NO_SCHEDULE"));
            assertThat(group.nodeRepairConfig().enabled()).isFalse();
        });
        assertThat((Nodegroup) specs.get("nodes-general")).satisfies(group -> {
            assertThat(group.labels()).isEqualTo(Map.of("terrace.dev/node-group", "general"));
            assertThat(group.taints()).isEmpty();
            assertThat(group.nodeRepairConfig().enabled()).isTrue();
        });
    }

    /** Docs: IAM's role names, 64; EC2's launch templates, 128; EKS's clusters, 100. */
    @Test
    void with_the_longest_names_that_a_blueprint_takes_all_physical_names_fit() {
        var longest = "x".repeat(30);
        var platform = platform(
                "platform: task-manager",
                "platform: " + "t".repeat(24),
                "    general:",
                "    " + longest + ":",
                "  nodeGroups:",
                "  addons: { amazon-cloudwatch-observability: true, aws-efs-csi-driver: true }\n  nodeGroups:",
                "        metrics: true",
                PERMISSIONS + "        metrics: true",
                "backend",
                longest);
        var owner = new Owner(platform.name(), ClusterLayer.NAME, platform.tags());

        declare(platform).forEach((name, spec) -> {
            switch (spec) {
                case Role _ -> assertThat(owner.key(name).physicalName()).hasSizeLessThanOrEqualTo(64);
                case LaunchTemplate template ->
                    assertThat(template.launchTemplateName()).hasSizeLessThanOrEqualTo(128);
                case Cluster cluster -> assertThat(cluster.name()).hasSizeLessThanOrEqualTo(100);
                default -> {}
            }
        });
        assertThat(declare(platform)).containsKeys("addon-cloudwatch-agent-role", longest + "-role");
    }

    @Test
    void self_managed_add_ons_stay_out_only_where_managed_ones_take_their_place() {
        assertThat(cluster(platform()).bootstrapSelfManagedAddons()).isFalse();
        var all = platform();
        var addons = new LinkedHashMap<>(all.cluster().addons());
        addons.put("vpc-cni", false);
        assertThat(cluster(Records.with(all, Map.of("cluster", Records.with(all.cluster(), Map.of("addons", addons)))))
                        .bootstrapSelfManagedAddons())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "t3.medium, AL2023_x86_64_STANDARD",
        "g5.xlarge, AL2023_x86_64_STANDARD",
        "m7i-flex.large, AL2023_x86_64_STANDARD",
        "t4g.medium, AL2023_ARM_64_STANDARD",
        "m7gd.large, AL2023_ARM_64_STANDARD",
        "im4gn.large, AL2023_ARM_64_STANDARD",
        "a1.large, AL2023_ARM_64_STANDARD"
    })
    void the_image_has_the_architecture_of_the_instances(String instanceType, String amiType) {
        assertThat(ClusterLayer.amiType(List.of(instanceType))).isEqualTo(amiType);
    }

    /** {@code NetworkLayerTest} shows that the network layer exports these. */
    @Test
    void of_the_network_it_takes_what_that_exports() {
        assertThat(layer(platform()).imports())
                .filteredOn(address -> address.startsWith("network/"))
                .containsExactlyInAnyOrder(
                        "network/private-a",
                        "network/private-b",
                        "network/private-c",
                        "network/cluster-sg",
                        "network/nodes-sg");
    }

    @Test
    void the_cluster_is_never_replaced_under_what_is_in_it_though_no_application_is_declared() {
        var withoutApplication = Records.with(platform(), Map.of("applications", Map.of()));

        assertThat(layer(withoutApplication).exports()).containsExactly("cluster/cluster");
        assertThat(layer(platform()).exports()).containsExactly("cluster/cluster");
    }

    private static Cluster cluster(Platform platform) {
        return (Cluster) declare(platform).get("cluster");
    }

    private static Map<String, Record> declare(Platform platform) {
        return layer(platform).specs();
    }

    private static Layer layer(Platform platform) {
        return Declaration.of(
                LayerName.CLUSTER, platform, (declared, layer) -> ClusterLayer.declare(HOME, ROLES, declared, layer));
    }

    /** @param replacements texts of the task manager's blueprint, each followed by what to write instead */
    private static Platform platform(String... replacements) {
        return Documents.platform(Documents.TASK_MANAGER, replacements);
    }
}
