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

/** What Terrace's other functions may do in the cluster; their access entries put them into these groups. */
final class FunctionAccess {
    private static final String RELEASE_GROUP = FunctionGroup.of("release");
    private static final String STATUS_GROUP = FunctionGroup.of("status");
    private static final String FINDER = "terrace-find-deployments";
    private static final String API = "rbac.authorization.k8s.io";

    private FunctionAccess() {}

    static List<HasMetadata> declare(Platform platform) {
        var namespace = platform.application().namespace();
        var labels = Labels.of(platform.name());
        return List.of(
                // They know the platform's name but not its namespace: they find Deployments by label.
                new ClusterRoleBuilder()
                        .withMetadata(Labels.metadata(null, FINDER, labels))
                        .withRules(rule("apps", "deployments", "list"))
                        .build(),
                new ClusterRoleBindingBuilder()
                        .withMetadata(Labels.metadata(null, FINDER, labels))
                        .withNewRoleRef(API, "ClusterRole", FINDER)
                        .withSubjects(group(RELEASE_GROUP), group(STATUS_GROUP))
                        .build(),
                new RoleBuilder()
                        .withMetadata(Labels.metadata(namespace, RELEASE_GROUP, labels))
                        .withRules(
                                rule("apps", "deployments", "get", "list", "watch", "patch"),
                                rule("apps", "replicasets", "get", "list"),
                                rule("", "pods", "get", "list"),
                                rule("", "events", "get", "list"))
                        .build(),
                binding(platform, RELEASE_GROUP),
                new RoleBuilder()
                        .withMetadata(Labels.metadata(namespace, STATUS_GROUP, labels))
                        .withRules(
                                rule("apps", "deployments", "get", "list"),
                                rule("", "pods", "get", "list"),
                                rule("networking.k8s.io", "ingresses", "get", "list"))
                        .build(),
                binding(platform, STATUS_GROUP));
    }

    private static HasMetadata binding(Platform platform, String group) {
        return new RoleBindingBuilder()
                .withMetadata(Labels.metadata(platform.application().namespace(), group, Labels.of(platform.name())))
                .withNewRoleRef(API, "Role", group)
                .withSubjects(group(group))
                .build();
    }

    private static PolicyRule rule(String apiGroup, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(apiGroup)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    private static Subject group(String name) {
        return new SubjectBuilder()
                .withApiGroup(API)
                .withKind("Group")
                .withName(name)
                .build();
    }
}
