package dev.terrace.blueprint;

import dev.terrace.platform.Application;
import dev.terrace.platform.Cluster;
import dev.terrace.platform.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;

/** What EKS asks of a cluster and its nodes. */
final class ClusterChecks {
    /** Kubernetes' form of a label's key and value; docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html bounds them. */
    private static final Pattern LABEL = Pattern.compile(
            "([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");

    private static final int LONGEST_LABEL = 63;
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

    /** Wherever they stand in a key: github.com/aws/containers-roadmap/issues/1451. */
    private static final List<String> RESERVED =
            List.of("kubernetes.io/", "k8s.io/", "eks.amazonaws.com/", "terrace.dev/");

    private static final String LABEL_WORDS =
            "a key of at most 63 characters such as example.com/role, outside kubernetes.io, k8s.io, eks.amazonaws.com and terrace.dev";

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

    /** Of types that are not known, nothing is said. */
    static void instanceTypesAreOfOneArchitecture(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> {
            InstanceType first = null;
            for (int i = 0; i < group.instanceTypes().size(); i++) {
                var type = Catalogue.get()
                        .instanceType(group.instanceTypes().get(i))
                        .orElse(first);
                if (first == null) {
                    first = type;
                } else if (type.architecture() != first.architecture()) {
                    report.add(
                            nodeGroup(name, "instanceTypes").appendIndex(i),
                            "a type of the same architecture as " + first.name(),
                            "Use two node groups.");
                }
            }
        });
    }

    /** docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html */
    static void instanceTypesAreThoseOfNodes(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> {
            for (int i = 0; i < group.instanceTypes().size(); i++) {
                if (!Catalogue.get().canBeANode(group.instanceTypes().get(i))) {
                    report.add(
                            nodeGroup(name, "instanceTypes").appendIndex(i),
                            "an instance type that a node can be, such as t3.medium",
                            "EKS has no image that boots on it.");
                }
            }
        });
    }

    static void labelsAreThoseThatEksTakes(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> group.labels().forEach((key, value) -> {
            var path = nodeGroup(name, "labels").appendProperty(key);
            if (!isLabel(key)) {
                report.addKey(path, "the key \"" + key + "\"", LABEL_WORDS, "");
            }
            if (!LABEL_VALUE.matcher(value).matches()) {
                report.add(
                        path, "1 to 63 letters, digits, hyphens, underscores and dots, a letter or digit at both ends");
            }
        }));
    }

    /** What is switched off here, nodes and pods cannot do without. */
    static void addonsThatAllNeedAreOn(Platform platform, Report report) {
        if (platform.cluster() == null) {
            return;
        }
        var needed = new ArrayList<>(List.of("vpc-cni", "coredns", "kube-proxy"));
        if (platform.cluster().podIdentity() == Cluster.PodIdentity.POD_IDENTITY) {
            needed.add("eks-pod-identity-agent");
        }
        needed.stream()
                .filter(addon -> !platform.cluster().addons().getOrDefault(addon, false))
                .forEach(addon ->
                        report.add(Path.of("cluster", "addons", addon), "true", "No pod could run without it."));
    }

    static void accessIsToNamespacesThatAreThere(Platform platform, Report report) {
        if (platform.cluster() == null) {
            return;
        }
        var namespaces = platform.applications().values().stream()
                .map(Application::namespace)
                .collect(Collectors.toCollection(TreeSet::new));
        var principals = new HashSet<String>();
        var access = platform.cluster().access();
        for (int i = 0; i < access.size(); i++) {
            var one = access.get(i);
            if (one.namespace() != null && !namespaces.contains(one.namespace())) {
                report.add(
                        Path.of("cluster", "access", i, "namespace"),
                        ApplicationChecks.oneOf(namespaces),
                        () -> Suggestion.of(one.namespace(), namespaces));
            }
            if (!principals.add(one.principal() + " " + one.namespace())) {
                report.addFound(
                        Path.of("cluster", "access", i, "principal"),
                        one.principal() + " a second time",
                        "each principal once for each namespace",
                        "The wider role holds.");
            }
        }
    }

    static void taintsAreThoseThatEksTakes(Platform platform, Report report) {
        forEachNodeGroup(platform, (name, group) -> group.taints().keySet().stream()
                .filter(key -> !isLabel(key))
                .forEach(key -> report.addKey(
                        nodeGroup(name, "taints").appendProperty(key), "the key \"" + key + "\"", LABEL_WORDS, "")));
    }

    private static boolean isLabel(String key) {
        return key.length() <= LONGEST_LABEL
                && LABEL.matcher(key).matches()
                && RESERVED.stream().noneMatch(key::contains);
    }

    private static JsonPointer nodeGroup(String name, String key) {
        return Path.of("cluster", "nodeGroups", name, key);
    }

    static void forEachNodeGroup(Platform platform, BiConsumer<String, Cluster.NodeGroup> check) {
        if (platform.cluster() != null) {
            platform.cluster().nodeGroups().forEach(check);
        }
    }
}
