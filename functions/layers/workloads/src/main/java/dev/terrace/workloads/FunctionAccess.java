package dev.terrace.workloads;

import dev.terrace.platform.FunctionGroup;
import dev.terrace.platform.Platform;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one of Terrace's other functions may do in the cluster; its access entry puts it into the group.
 *
 * @param find in all namespaces: it knows the platform's name and not its namespaces, and finds by label what runs
 * @param act in the namespaces of the platform
 */
record FunctionAccess(String group, List<PolicyRule> find, List<PolicyRule> act) {
    private static final String API = "rbac.authorization.k8s.io";

    private static final List<FunctionAccess> ALL = List.of(
            new FunctionAccess(
                    FunctionGroup.of("release"),
                    List.of(rule("apps", "deployments", "list"), rule("batch", "cronjobs", "list")),
                    List.of(
                            rule("apps", "deployments", "patch"),
                            rule("batch", "cronjobs", "patch"),
                            rule("", "pods", "list"))),
            new FunctionAccess(
                    FunctionGroup.of("status"),
                    List.of(rule("apps", "deployments", "list"), rule("batch", "cronjobs", "list")),
                    List.of(rule("", "pods", "list"), rule("networking.k8s.io", "ingresses", "list"))));

    static List<HasMetadata> inCluster(Platform platform) {
        return ALL.stream().flatMap(access -> access.toFind(platform)).toList();
    }

    static List<HasMetadata> inNamespace(Platform platform, String namespace) {
        return ALL.stream().flatMap(access -> access.toAct(platform, namespace)).toList();
    }

    private Stream<HasMetadata> toFind(Platform platform) {
        var metadata = Labels.metadata(null, group, Labels.of(platform.name()));
        return Stream.of(
                new ClusterRoleBuilder().withMetadata(metadata).withRules(find).build(),
                new ClusterRoleBindingBuilder()
                        .withMetadata(metadata)
                        .withNewRoleRef(API, "ClusterRole", group)
                        .withSubjects(subject())
                        .build());
    }

    private Stream<HasMetadata> toAct(Platform platform, String namespace) {
        var metadata = Labels.metadata(namespace, group, Labels.of(platform.name()));
        return Stream.of(
                new RoleBuilder().withMetadata(metadata).withRules(act).build(),
                new RoleBindingBuilder()
                        .withMetadata(metadata)
                        .withNewRoleRef(API, "Role", group)
                        .withSubjects(subject())
                        .build());
    }

    private Subject subject() {
        return new SubjectBuilder()
                .withApiGroup(API)
                .withKind("Group")
                .withName(group)
                .build();
    }

    private static PolicyRule rule(String apiGroup, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(apiGroup)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }
}
