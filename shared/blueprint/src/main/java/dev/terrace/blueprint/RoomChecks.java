package dev.terrace.blueprint;

import dev.terrace.platform.Cluster.NodeGroup;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Resources;
import dev.terrace.platform.Resources.Amounts;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
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
        var types = types(platform);
        if (types.isEmpty()) {
            return;
        }
        var most = amounts(resource -> resource.most(types));
        Places.forEachWorkload(platform, (path, workload) -> {
            var resources = workload.resources();
            var requested = amounts(resource -> resource.requested(resources));
            if (types.stream().anyMatch(type -> fits(requested, type))) {
                return;
            }
            var tooLarge = requested.keySet().stream()
                    .filter(resource -> requested.get(resource).compareTo(most.get(resource)) > 0)
                    .toList();
            tooLarge.forEach(resource -> report.add(
                    ResourceChecks.written(resource.path(path, resources), report),
                    "at most %s, what the largest node leaves to pods".formatted(resource.words(most.get(resource))),
                    REMEDY));
            if (tooLarge.isEmpty()) {
                report.addFound(
                        Places.in(path, "resources"),
                        "CPU and memory that no node has together",
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

    /** Only a warning: pods of add-ons need room, too, and not all have to run at once. */
    static void nodesHaveRoomForAllPods(Platform platform, Report report) {
        if (types(platform).isEmpty()) {
            return;
        }
        var components = platform.components().values();
        var groups = platform.cluster().nodeGroups().values();
        for (var resource : Resource.values()) {
            check(
                    sum(groups, group -> resource.most(types(group)), NodeGroup::max),
                    sum(components, it -> resource.requested(it.resources()), ComponentChecks::mostPods),
                    amount -> "%s of %s".formatted(resource.words(amount), resource.key),
                    report);
        }
        check(
                sum(groups, RoomChecks::mostPods, NodeGroup::max),
                sum(components, _ -> BigDecimal.ONE, ComponentChecks::mostPods),
                "%s pods"::formatted,
                report);
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

    private static void check(BigDecimal room, BigDecimal needed, Function<BigDecimal, String> words, Report report) {
        if (needed.compareTo(room) > 0) {
            report.warnFound(
                    Path.of("cluster", "nodeGroups"),
                    "room for " + words.apply(room),
                    "for %s, as much as all components take at most".formatted(words.apply(needed)),
                    "Let node groups grow further, or take larger instances.");
        }
    }

    /** Of all node groups; empty where one is not known, or a group names none. */
    private static Set<InstanceType> types(Platform platform) {
        if (platform.cluster() == null
                || platform.cluster().nodeGroups().values().stream()
                        .anyMatch(group -> group.instanceTypes().isEmpty())) {
            return Set.of();
        }
        var names = platform.cluster().nodeGroups().values().stream()
                .flatMap(group -> group.instanceTypes().stream())
                .collect(Collectors.toSet());
        var known = names.stream()
                .map(Catalogue.get()::instanceType)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return known.size() == names.size() ? known : Set.of();
    }

    private static Set<InstanceType> types(NodeGroup group) {
        return group.instanceTypes().stream()
                .map(Catalogue.get()::instanceType)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }
}
