package dev.terrace.blueprint;

import dev.terrace.blueprint.InstanceType.Architecture;
import dev.terrace.platform.Application;
import dev.terrace.platform.Cluster;
import dev.terrace.platform.Platform;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
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

    /** That are named. */
    private static final int MOST_IMAGES = 3;

    private static final JsonPointer ALLOWED_CIDRS = Path.of("cluster", "endpoint", "allowedCidrs");

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
            var block = Cidr.parse(blocks.get(i)).filter(Cidr::isAligned);
            var path = ALLOWED_CIDRS.appendIndex(i);
            if (block.isEmpty()) {
                report.add(path, "an IPv4 block such as " + Cidr.ANYWHERE);
            } else if (!block.get().isPublic()) {
                report.add(path, "a block of the internet", "EKS refuses private blocks, and those of documentation.");
            }
        }
        if (!blocks.isEmpty() && !blocks.contains(Cidr.ANYWHERE)) {
            report.addFound(
                    ALLOWED_CIDRS,
                    "a list without " + Cidr.ANYWHERE,
                    "a list with it",
                    "Terrace's functions have no fixed address, and could not reach Kubernetes.");
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

    /** Only a warning: it may be built for both. Somebody else's image mostly is. */
    static void imagesRunOnOneArchitecture(Platform platform, Report report) {
        if (platform.cluster() == null
                || architectures(platform.cluster().nodeGroups().values()).size() < 2) {
            return;
        }
        var released = platform.released().keySet();
        var architectures = new LinkedHashMap<String, Set<Architecture>>();
        platform.workloads().forEach((name, workload) -> {
            var owner = workload.image() == null ? name : workload.image();
            if (released.contains(owner)) {
                architectures
                        .computeIfAbsent(owner, _ -> EnumSet.noneOf(Architecture.class))
                        .addAll(architectures(
                                platform.cluster().nodeGroupsFor(workload).values()));
            }
        });
        architectures.values().removeIf(its -> its.size() < 2);
        if (!architectures.isEmpty()) {
            var some = String.join(
                    ", ", architectures.keySet().stream().limit(MOST_IMAGES).toList());
            report.warnFound(
                    Path.of("cluster", "nodeGroups"),
                    "nodes of amd64 and of arm64 for one image: %s%s"
                            .formatted(some, architectures.size() > MOST_IMAGES ? ", …" : ""),
                    "nodes of one architecture for each, or images of both",
                    "Build them for both, give one of the groups a taint, or place what runs them.");
        }
    }

    private static Set<Architecture> architectures(Collection<Cluster.NodeGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.instanceTypes().stream())
                .flatMap(type -> Catalogue.get().instanceType(type).stream())
                .map(InstanceType::architecture)
                .collect(Collectors.toSet());
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
            if (one.principal().contains(":role/aws-service-role/")
                    || one.principal().startsWith("role/aws-service-role/")) {
                report.add(
                        Path.of("cluster", "access", i, "principal"),
                        "a role or user of your own",
                        "What service-linked roles may do is between EKS and their services.");
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
