package dev.terrace.blueprint;

import dev.terrace.platform.Cluster;
import dev.terrace.platform.Cluster.NodeGroup;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import dev.terrace.platform.Resources.Amounts;
import dev.terrace.platform.Workload;
import dev.terrace.platform.Workload.Placement;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import tools.jackson.core.JsonPointer;

/** Whether nodes have room for pods. Where a type of theirs is not known, nothing is said. */
final class RoomChecks {
    private static final String REMEDY = "Ask for less, or take larger instances.";

    /** On each node there run aws-node and kube-proxy. */
    private static final int PODS_OF_EKS = 2;

    private RoomChecks() {}

    /** What nodes have and pods request: cores, and bytes. */
    private enum Resource {
        CPU("cpu", type -> BigDecimal.valueOf(type.cpuMillis(), 3), Amounts::cpu, Quantity::cpu),
        MEMORY(
                "memory",
                type -> BigDecimal.valueOf(type.memoryMibAtMost()).multiply(BigDecimal.TWO.pow(20)),
                Amounts::memory,
                Quantity::memory);

        private final String key;
        private final Function<InstanceType, BigDecimal> left;
        private final Function<Amounts, String> text;
        private final Function<String, Optional<BigDecimal>> quantity;

        Resource(
                String key,
                Function<InstanceType, BigDecimal> left,
                Function<Amounts, String> text,
                Function<String, Optional<BigDecimal>> quantity) {
            this.key = key;
            this.left = left;
            this.text = text;
            this.quantity = quantity;
        }

        /** What the type that leaves most of it to pods leaves. */
        BigDecimal most(Set<InstanceType> types) {
            return types.stream().map(left).max(Comparator.naturalOrder()).orElseThrow();
        }

        /** To Kubernetes, what is limited is requested where nothing is said. */
        BigDecimal requested(Resources resources) {
            return quantity.apply(text.apply(holder(resources))).orElse(BigDecimal.ZERO);
        }

        private Amounts holder(Resources resources) {
            return isLimitOnly(resources) ? resources.limits() : resources.requests();
        }

        private boolean isLimitOnly(Resources resources) {
            return text.apply(resources.requests()) == null && resources.limits() != null;
        }

        /** Where it is requested. */
        JsonPointer path(JsonPointer workload, Resources resources) {
            return Places.in(workload, "resources", isLimitOnly(resources) ? "limits" : "requests", key);
        }

        String words(BigDecimal amount) {
            return ResourceChecks.words(key, amount);
        }
    }

    static void eachPodFitsOnANode(Platform platform, Report report) {
        var rooms = new Rooms(platform);
        Places.forEachWorkload(platform, (path, workload) -> {
            var nodes = rooms.of(workload);
            var resources = workload.resources();
            var requested = amounts(resource -> resource.requested(resources));
            if (nodes.types.isEmpty() || nodes.types.stream().anyMatch(type -> fits(requested, type))) {
                return;
            }
            var most = amounts(resource -> resource.most(nodes.types));
            var tooLarge = requested.keySet().stream()
                    .filter(resource -> requested.get(resource).compareTo(most.get(resource)) > 0)
                    .toList();
            tooLarge.forEach(resource -> report.add(
                    ResourceChecks.written(resource.path(path, resources), report),
                    "at most %s, what the largest node%s leaves to pods"
                            .formatted(resource.words(most.get(resource)), nodes.words()),
                    REMEDY));
            if (tooLarge.isEmpty()) {
                report.addFound(
                        Places.in(path, "resources"),
                        "CPU and memory that no node%s has together".formatted(nodes.words()),
                        "what one of the nodes leaves to pods",
                        REMEDY);
            }
        });
    }

    private static Map<Resource, BigDecimal> amounts(Function<Resource, BigDecimal> amount) {
        return Arrays.stream(Resource.values())
                .collect(Collectors.toMap(
                        Function.identity(), amount, (one, _) -> one, () -> new EnumMap<>(Resource.class)));
    }

    private static boolean fits(Map<Resource, BigDecimal> requested, InstanceType type) {
        return requested.keySet().stream()
                .allMatch(resource -> requested.get(resource).compareTo(resource.left.apply(type)) <= 0);
    }

    /**
     * Only a warning: pods of add-ons need room, too, and not all have to run at once. What is placed needs it there; what is not, on
     * nodes that others are placed on as well.
     */
    static void nodesHaveRoomForAllPods(Platform platform, Report report) {
        var rooms = new Rooms(platform);
        var components = platform.components().values();
        components.stream()
                .map(rooms::of)
                .distinct()
                .filter(nodes -> !nodes.types.isEmpty())
                .forEach(nodes -> {
                    var there = components.stream()
                            .filter(component -> nodes.have(rooms.of(component)))
                            .toList();
                    var groups = nodes.groups.values();
                    for (var resource : Resource.values()) {
                        check(
                                nodes,
                                sum(groups, group -> resource.most(types(group)), NodeGroup::max),
                                sum(there, it -> resource.requested(it.resources()), ComponentChecks::mostPods),
                                amount -> "%s of %s".formatted(resource.words(amount), resource.key),
                                report);
                    }
                    check(
                            nodes,
                            sum(groups, RoomChecks::mostPods, NodeGroup::max),
                            sum(there, _ -> BigDecimal.ONE, ComponentChecks::mostPods),
                            "%s pods"::formatted,
                            report);
                });
    }

    private static BigDecimal mostPods(NodeGroup group) {
        return BigDecimal.valueOf(
                types(group).stream().mapToInt(InstanceType::pods).max().orElseThrow() - PODS_OF_EKS);
    }

    private static <T> BigDecimal sum(Collection<T> all, Function<T, BigDecimal> amount, ToIntFunction<T> times) {
        return all.stream()
                .map(one -> amount.apply(one).multiply(BigDecimal.valueOf(times.applyAsInt(one))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static void check(
            Nodes nodes, BigDecimal room, BigDecimal needed, Function<BigDecimal, String> words, Report report) {
        if (needed.compareTo(room) > 0) {
            report.warnFound(
                    nodes.path(),
                    "room for " + words.apply(room),
                    "for %s, as much as %s at most"
                            .formatted(
                                    words.apply(needed),
                                    nodes.areAll
                                            ? "all components take"
                                            : "what runs on %s takes".formatted(nodes.names())),
                    "Let node groups grow further, or take larger instances.");
        }
    }

    private static Set<InstanceType> types(NodeGroup group) {
        return group.instanceTypes().stream()
                .map(Catalogue.get()::instanceType)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /**
     * The nodes of some groups.
     *
     * @param areAll whether there are no others
     * @param types empty where one is not known, a group names none, or there is no group
     */
    private record Nodes(Map<String, NodeGroup> groups, boolean areAll, Set<InstanceType> types) {
        static Nodes of(Cluster cluster, Map<String, NodeGroup> groups) {
            var areKnown = groups.values().stream()
                    .allMatch(group -> !group.instanceTypes().isEmpty()
                            && RoomChecks.types(group).size()
                                    == Set.copyOf(group.instanceTypes()).size());
            return new Nodes(
                    groups,
                    groups.size() == cluster.nodeGroups().size(),
                    areKnown
                            ? groups.values().stream()
                                    .flatMap(group -> RoomChecks.types(group).stream())
                                    .collect(Collectors.toSet())
                            : Set.of());
        }

        boolean have(Nodes others) {
            return groups.keySet().containsAll(others.groups.keySet());
        }

        String names() {
            return String.join(", ", groups.keySet());
        }

        /** Which of the nodes they are, where there are others. */
        String words() {
            return areAll ? "" : " of " + names();
        }

        JsonPointer path() {
            var all = Path.of("cluster", "nodeGroups");
            return groups.size() == 1 && !areAll
                    ? all.appendProperty(groups.keySet().iterator().next())
                    : all;
        }
    }

    /** Where pods may run: worked out once for each placement, of which there may be far fewer than workloads. */
    private record Rooms(Platform platform, Map<Optional<Placement>, Nodes> byPlacement) {
        Rooms(Platform platform) {
            this(platform, new HashMap<>());
        }

        Nodes of(Workload workload) {
            return byPlacement.computeIfAbsent(Optional.ofNullable(workload.placement()), _ -> {
                var cluster = platform.cluster();
                return cluster == null
                        ? new Nodes(Map.of(), true, Set.of())
                        : Nodes.of(cluster, cluster.nodeGroupsFor(workload));
            });
        }
    }
}
