package dev.terrace.blueprint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that follows from other values where a blueprint says nothing itself. It is filled in in the blueprint's own words, so that
 * {@code explain} can show it and whoever wants another value knows which key to write. A new one is a line here, and its rule in
 * {@link Rules}.
 */
final class Derivations {
    private static final String COMPONENT = "applications.*.components.*.";
    private static final String JOB = "applications.*.jobs.*.";
    private static final String ADDON = "cluster.addons.";

    /** In the order in which they are made: one may stand on what those before it filled in, and on all defaults. */
    static final List<Derivation> ALL = List.of(
            Derivation.spellingOut("network.zones", "the region and how many there are to be", Rules::zones),
            new Derivation("network.subnets", "the block and the zones", Rules::subnets),
            new Derivation("applications.*.namespace", "the application's name", Rules::namespace),
            new Derivation(COMPONENT + "repository", "the names of platform and component", Rules::repository),
            new Derivation(COMPONENT + "initialImage", "its image being its own", Rules::initialImage),
            new Derivation(COMPONENT + "env.PORT", "port", Rules::variableOfPort),
            new Derivation(COMPONENT + "env.HTTP_PORT", "port and initialImage", Rules::variableOfStandIn),
            new Derivation(COMPONENT + "env.HTTPS_PORT", "port and initialImage", Rules::otherVariableOfStandIn),
            new Derivation(COMPONENT + "replicas", "autoscaling, port and image", Rules::replicas),
            new Derivation(COMPONENT + "autoscaling.cpu", "no target being given", Rules::targetOfCpu),
            new Derivation(COMPONENT + "resources.limits", "memory", Rules::limits),
            new Derivation(COMPONENT + "resources.requests", "cpu, memory and limits", Rules::requests),
            new Derivation(COMPONENT + "probes", "health and port", Rules::probes),
            new Derivation(COMPONENT + "disruption", "two pods or more", Rules::disruption),
            new Derivation(JOB + "resources.limits", "memory", Rules::limits),
            new Derivation(JOB + "resources.requests", "cpu, memory and limits", Rules::requests),
            new Derivation("cluster", "applications", Rules::cluster),
            new Derivation("cluster.nodeGroups.*.desired", "zones, min, max and taints", Rules::desiredNodes),
            new Derivation(ADDON + "metrics-server", "autoscaling of components", Rules::metricsServer),
            new Derivation(
                    ADDON + "cluster-autoscaler", "node groups with more max than min", Rules::clusterAutoscaler),
            new Derivation(ADDON + "aws-load-balancer-controller", "an ingress", Rules::loadBalancerController),
            new Derivation(
                    ADDON + "aws-secrets-store-csi-driver-provider", "secrets of components", Rules::secretsStore),
            new Derivation(ADDON + "aws-ebs-csi-driver", "the disk of Prometheus", Rules::blockStorage),
            new Derivation(ADDON + "aws-efs-csi-driver", "data.files", Rules::fileStorage),
            new Derivation(ADDON + "eks-pod-identity-agent", "podIdentity", Rules::podIdentityAgent),
            new Derivation("data.redis.replicas", "multiAz", Rules::replicasOfRedis),
            new Derivation("data.postgres.password", "readReplicas", Rules::passwordOfPostgres),
            new Derivation("data.postgres.maintenanceWindow", "operations.patching", Rules::maintenanceWindow),
            new Derivation("delivery.verify", "the readiness of what an ingress leads to", Rules::verify),
            new Derivation("operations.spotInterruption", "node groups of spot capacity", Rules::spotInterruption),
            Derivation.spellingOut("notifications", "one list for all tiers", Rules::notifications));

    private Derivations() {}

    /**
     * A value that follows from others.
     *
     * @param key where it stands, with {@code *} for a name
     * @param from what it follows from, in words that go after "derived from"
     * @param isSpelledOut whether it spells out what is written for short, rather than to fill in what is left out
     */
    record Derivation(String key, String from, boolean isSpelledOut, Rule rule) {
        private Derivation(String key, String from, Rule rule) {
            this(key, from, false, rule);
        }

        private static Derivation spellingOut(String key, String from, Rule rule) {
            return new Derivation(key, from, true, rule);
        }

        List<String> steps() {
            return List.of(key.split("\\."));
        }
    }

    @FunctionalInterface
    interface Rule {
        /** The value at a place; null when nothing follows there, or what is written says all. */
        JsonNode value(Place place);
    }

    /**
     * Where a value may follow.
     *
     * @param blueprint the whole of it
     * @param holder the mapping that has it or lacks it
     * @param names what the names in the key are here, from the first to the last
     * @param written what stands there; missing when nothing does
     */
    record Place(ObjectNode blueprint, ObjectNode holder, List<String> names, JsonNode written) {
        /** The nearest name above. */
        String name() {
            return names.getLast();
        }

        boolean isWritten() {
            return !written.isMissingNode();
        }
    }

    /**
     * Fills in all that follows. Returns of each value what it follows from.
     *
     * @param defaults fills in the defaults of a value that was derived, by its key
     */
    static Map<JsonPointer, String> fillIn(ObjectNode blueprint, BiConsumer<List<String>, JsonNode> defaults) {
        var from = new LinkedHashMap<JsonPointer, String>();
        for (var derivation : ALL) {
            var steps = derivation.steps();
            var key = steps.getLast();
            walk(blueprint, steps, List.of(), (holder, names) -> {
                var value = derivation.rule().value(new Place(blueprint, holder, names, holder.path(key)));
                if (value != null) {
                    defaults.accept(steps, value);
                    holder.set(key, value);
                    from.put(place(steps, names), derivation.from());
                }
            });
        }
        return from;
    }

    /** Where a key stands, its stars being names. */
    private static JsonPointer place(List<String> steps, List<String> names) {
        var path = JsonPointer.empty();
        var name = names.iterator();
        for (var step : steps) {
            path = path.appendProperty(step.equals("*") ? name.next() : step);
        }
        return path;
    }

    private interface Visitor {
        void visit(ObjectNode holder, List<String> names);
    }

    /** Visits every mapping that may have the last of the steps. */
    private static void walk(JsonNode node, List<String> steps, List<String> names, Visitor visitor) {
        if (!(node instanceof ObjectNode object)) {
            return;
        }
        if (steps.size() == 1) {
            visitor.visit(object, names);
            return;
        }
        var rest = steps.subList(1, steps.size());
        if (!steps.getFirst().equals("*")) {
            walk(object.path(steps.getFirst()), rest, names, visitor);
            return;
        }
        object.forEachEntry((name, child) -> {
            var longer = new ArrayList<>(names);
            longer.add(name);
            walk(child, rest, List.copyOf(longer), visitor);
        });
    }
}
