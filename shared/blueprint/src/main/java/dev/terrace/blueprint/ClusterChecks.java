package dev.terrace.blueprint;

import dev.terrace.platform.Cluster;
import dev.terrace.platform.Platform;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import tools.jackson.core.JsonPointer;

/** What EKS asks of a cluster and its nodes. */
final class ClusterChecks {
    private static final Pattern INSTANCE_TYPE = Pattern.compile("([a-z][a-z0-9-]*)\\.[a-z0-9-]+");

    /** A family's name says by a g after its generation that it is Graviton's: t4g, m7gd, c6gn; g4dn is not. */
    private static final Pattern ARM = Pattern.compile("(a1|[a-z]+[0-9]+g[a-z]*)\\..*");

    private static final String DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private static final Pattern LABEL = Pattern.compile("((?=[^/]{1,253}/)" + DNS_LABEL + "(\\." + DNS_LABEL
            + ")*/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");

    private ClusterChecks() {}

    static void kubernetesCanBeReached(Platform platform, Report report) {
        var cluster = platform.cluster();
        if (cluster == null) {
            return;
        }
        if (!cluster.endpoint().publicAccess()) {
            report.add(
                    Path.of("cluster", "endpoint", "public"),
                    "true",
                    "Terrace's functions run outside the VPC and reach Kubernetes by its public endpoint.");
        }
        var blocks = cluster.endpoint().allowedCidrs();
        for (int i = 0; i < blocks.size(); i++) {
            if (Cidr.parse(blocks.get(i)).filter(Cidr::isAligned).isEmpty()) {
                report.add(Path.of("cluster", "endpoint", "allowedCidrs", i), "an IPv4 block such as 203.0.113.0/24");
            }
        }
    }

    static void nodeGroupsHaveMinDesiredAndMaxInOrder(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> {
            if (group.min() > group.max()) {
                report.add(nodeGroup(name, "min"), "at most max, which is " + group.max());
            } else if (group.desired() < group.min() || group.desired() > group.max()) {
                report.add(nodeGroup(name, "desired"), "from min to max, %d to %d".formatted(group.min(), group.max()));
            }
        });
    }

    static void instanceTypesAreOfOneArchitecture(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> {
            var types = group.instanceTypes();
            for (int i = 0; i < types.size(); i++) {
                var path = Path.of("cluster", "nodeGroups", name, "instanceTypes", i);
                if (!INSTANCE_TYPE.matcher(types.get(i)).matches()) {
                    report.add(path, "an EC2 instance type such as t3.medium");
                } else if (isArm(types.get(i)) != isArm(types.getFirst())) {
                    report.add(path, "a type of the same architecture as " + types.getFirst(), "Use two node groups.");
                }
            }
        });
    }

    static void labelsAreThoseOfKubernetes(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> group.labels().forEach((key, value) -> {
            var path = Path.of("cluster", "nodeGroups", name, "labels", key);
            if (!LABEL.matcher(key).matches() || key.contains("kubernetes.io/") || key.contains("k8s.io/")) {
                report.addKey(
                        path,
                        "the key \"" + key + "\"",
                        "a label's key such as example.com/role, outside kubernetes.io and k8s.io",
                        "");
            }
            if (!LABEL_VALUE.matcher(value).matches()) {
                report.add(path, "at most 63 letters, digits, hyphens, underscores and dots");
            }
        }));
    }

    static void podIdentityHasItsAgent(Platform platform, Report report) {
        var cluster = platform.cluster();
        if (cluster != null
                && cluster.podIdentity() == Cluster.PodIdentity.POD_IDENTITY
                && !cluster.addons().contains("eks-pod-identity-agent")) {
            report.add(Path.of("cluster", "podIdentity"), "irsa, or else eks-pod-identity-agent among cluster.addons");
        }
    }

    private static boolean isArm(String instanceType) {
        return ARM.matcher(instanceType).matches();
    }

    private static JsonPointer nodeGroup(String name, String key) {
        return Path.of("cluster", "nodeGroups", name, key);
    }

    private static void forEachNodeGroup(Platform platform, BiConsumer<String, Cluster.NodeGroup> check) {
        if (platform.cluster() != null) {
            platform.cluster().nodeGroups().forEach(check);
        }
    }
}
