package dev.terrace.blueprint;

import dev.terrace.blueprint.Derivations.Place;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What follows where a blueprint is silent: one method per {@link Derivations derivation}. Null is that nothing does. */
final class Rules {
    /** Answers every path on the port that its variable HTTP_PORT names, and TLS on the one of HTTPS_PORT, 8443 by itself. */
    private static final String STAND_IN = "docker.io/mendhak/http-https-echo";

    private static final String VERSION_OF_STAND_IN = ":37";
    private static final int TLS_PORT_OF_STAND_IN = 8443;
    private static final String ANOTHER_PORT = "9443";

    private static final String CPU = "250m";
    private static final String MEMORY = "256Mi";
    /** Twice what is requested where nobody said anything. */
    private static final String MEMORY_LIMIT = "512Mi";

    private static final String TARGET = "70%";

    /** Public, private, database; the fourth is left for what may come. */
    private static final List<String> TIERS = List.of("public", "private", "database");

    private static final int BITS_OF_TIERS = 2;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Rules() {}

    static JsonNode text(String text) {
        return JSON.stringNode(text);
    }

    // ---------------------------------------------------------------- network

    /** So many of the region's zones, in the order of their letters. */
    static JsonNode zones(Place place) {
        if (!place.written().isInt()) {
            return null;
        }
        var region = place.blueprint().path("region").asString();
        var zones = JSON.arrayNode();
        Catalogue.get().zones(region).stream().limit(place.written().intValue()).forEach(zones::add);
        return zones;
    }

    /**
     * The VPC's block is cut into quarters: one for each tier, one spare; each quarter into four, or for more than four zones into
     * eight. So no block moves when a third or fourth zone comes.
     */
    static JsonNode subnets(Place place) {
        var zones = place.holder().path("zones").size();
        var block = Cidr.parse(place.holder().path("cidr").asString()).filter(Cidr::isAligned);
        int bits = zones <= 4 ? 2 : 3;
        if (place.isWritten() || block.isEmpty() || block.get().prefix() + BITS_OF_TIERS + bits > Cidr.SMALLEST) {
            return null;
        }
        var subnets = JSON.objectNode();
        for (int tier = 0; tier < TIERS.size(); tier++) {
            var blocks = subnets.putArray(TIERS.get(tier));
            var quarter = block.get().part(tier, BITS_OF_TIERS);
            for (int zone = 0; zone < zones; zone++) {
                blocks.add(quarter.part(zone, bits).toString());
            }
        }
        return subnets;
    }

    // ---------------------------------------------------------------- components and jobs

    static JsonNode namespace(Place place) {
        return place.isWritten() ? null : text(place.name());
    }

    static JsonNode repository(Place place) {
        return place.isWritten() || place.holder().has("image")
                ? null
                : text(place.blueprint().path("platform").asString() + "-" + place.name());
    }

    static JsonNode initialImage(Place place) {
        return place.isWritten() || place.holder().has("image") ? null : text(STAND_IN + VERSION_OF_STAND_IN);
    }

    /** Two of what serves, so that one may go; one of what may not be meant to be several. */
    static JsonNode replicas(Place place) {
        if (place.isWritten() || place.holder().has("autoscaling")) {
            return null;
        }
        var serves = place.holder().has("port");
        return JSON.numberNode(serves && !isForeign(place.blueprint(), place.holder()) ? 2 : 1);
    }

    private static boolean isForeign(ObjectNode blueprint, JsonNode component) {
        return component.has("image")
                && !hasComponent(blueprint, component.path("image").asString(""));
    }

    /** Somebody else's image knows nothing of the convention. */
    static JsonNode variableOfPort(Place place) {
        var component = componentOf(place);
        return place.isWritten() || !component.path("port").isInt() || isForeign(place.blueprint(), component)
                ? null
                : text(component.get("port").toString());
    }

    /** What stands in has to listen where the image to come will. */
    static JsonNode variableOfStandIn(Place place) {
        return beginsWithStandIn(componentOf(place)) ? variableOfPort(place) : null;
    }

    /** It cannot listen on one port twice. */
    static JsonNode otherVariableOfStandIn(Place place) {
        var component = componentOf(place);
        return !place.isWritten()
                        && beginsWithStandIn(component)
                        && component.path("port").asInt(0) == TLS_PORT_OF_STAND_IN
                ? text(ANOTHER_PORT)
                : null;
    }

    /** By whatever name: Docker Hub's may be left out, and a mirror's stand before it. */
    private static boolean beginsWithStandIn(JsonNode component) {
        return ("docker.io/" + component.path("initialImage").asString("")).contains(STAND_IN);
    }

    /** Of a variable. */
    private static JsonNode componentOf(Place place) {
        return place.blueprint()
                .path("applications")
                .path(place.names().getFirst())
                .path("components")
                .path(place.name());
    }

    private static boolean hasComponent(ObjectNode blueprint, String name) {
        return applications(blueprint)
                .anyMatch(application -> application.path("components").has(name));
    }

    static JsonNode targetOfCpu(Place place) {
        return place.isWritten() || place.holder().has("memory") ? null : text(TARGET);
    }

    /** None of CPU: it only slows down. Memory's is what was said, so that no node runs out of it. */
    static JsonNode limits(Place place) {
        return place.isWritten() || place.holder().has("requests")
                ? null
                : JSON.objectNode().put("memory", place.holder().path("memory").asString(MEMORY_LIMIT));
    }

    /** What is said for short, or what is usual; never more than the limit. */
    static JsonNode requests(Place place) {
        var resources = place.holder();
        return place.isWritten()
                ? null
                : JSON.objectNode()
                        .put("cpu", request(resources, "cpu", CPU, Quantity::cpu))
                        .put("memory", request(resources, "memory", MEMORY, Quantity::memory));
    }

    private static String request(
            ObjectNode resources, String key, String usual, Function<String, Optional<BigDecimal>> quantity) {
        var limit = resources.path("limits").path(key).asString(usual);
        var isLess = quantity.apply(limit)
                .filter(it -> it.compareTo(quantity.apply(usual).orElseThrow()) < 0)
                .isPresent();
        return resources.path(key).asString(isLess ? limit : usual);
    }

    static JsonNode probes(Place place) {
        var component = place.holder();
        if (place.isWritten()) {
            return null;
        }
        var probes = JSON.objectNode();
        if (component.has("health")) {
            for (var kind : List.of("liveness", "readiness")) {
                probes.putObject(kind).set("path", component.get("health"));
            }
            return probes;
        }
        if (component.has("port")) {
            probes.putObject("readiness");
            return probes;
        }
        return null;
    }

    static JsonNode disruption(Place place) {
        var component = place.holder();
        var pods = component
                .path("autoscaling")
                .path("min")
                .asInt(component.path("replicas").asInt(0));
        return place.isWritten() || pods < 2 ? null : JSON.objectNode().put("maxUnavailable", 1);
    }

    // ---------------------------------------------------------------- cluster

    static JsonNode cluster(Place place) {
        return place.isWritten() || !place.blueprint().has("applications") ? null : JSON.objectNode();
    }

    /** One in each zone; the fewest where taints keep away all that there is. */
    static JsonNode desiredNodes(Place place) {
        if (place.isWritten()) {
            return null;
        }
        var group = place.holder();
        int min = group.path("min").asInt(0);
        int max = group.path("max").asInt(0);
        int zones = place.blueprint().path("network").path("zones").size();
        var isKeptFree = isTainted(group) && !hasPlaced(place.blueprint(), place.name());
        return JSON.numberNode(isKeptFree ? min : Math.max(min, Math.min(max, zones)));
    }

    private static boolean isTainted(ObjectNode group) {
        return group.path("taints").valueStream().anyMatch(effect -> !effect.asString("")
                .equals("PreferNoSchedule"));
    }

    private static boolean hasPlaced(ObjectNode blueprint, String nodeGroup) {
        return applications(blueprint)
                .flatMap(application -> Stream.of("components", "jobs").map(application::path))
                .flatMap(JsonNode::valueStream)
                .anyMatch(workload -> workload.path("placement")
                        .path("nodeGroup")
                        .asString("")
                        .equals(nodeGroup));
    }

    static JsonNode metricsServer(Place place) {
        return when(place, components(place.blueprint()).anyMatch(component -> component.has("autoscaling")));
    }

    static JsonNode clusterAutoscaler(Place place) {
        return when(
                place,
                nodeGroups(place.blueprint())
                        .anyMatch(group ->
                                group.path("min").asInt(0) < group.path("max").asInt(0)));
    }

    static JsonNode loadBalancerController(Place place) {
        return when(
                place,
                applications(place.blueprint())
                        .map(application -> application.path("ingress"))
                        .anyMatch(ingress -> ingress.isObject() && !ingress.has("nodePort")));
    }

    static JsonNode secretsStore(Place place) {
        return when(place, References.holdSecrets(place.blueprint()));
    }

    static JsonNode blockStorage(Place place) {
        return when(
                place,
                place.blueprint().path("observability").path("prometheus").isObject());
    }

    static JsonNode fileStorage(Place place) {
        return when(place, !place.blueprint().path("data").path("files").isEmpty());
    }

    static JsonNode podIdentityAgent(Place place) {
        return when(
                place,
                place.blueprint()
                        .path("cluster")
                        .path("podIdentity")
                        .asString("")
                        .equals("pod-identity"));
    }

    private static JsonNode when(Place place, boolean isNeeded) {
        return isNeeded && !place.isWritten() ? JSON.booleanNode(true) : null;
    }

    // ---------------------------------------------------------------- data

    static JsonNode replicasOfRedis(Place place) {
        return place.isWritten()
                ? null
                : JSON.numberNode(place.holder().path("multiAz").asBoolean(false) ? 1 : 0);
    }

    /** RDS takes no read replicas of an instance whose password it keeps itself. */
    static JsonNode passwordOfPostgres(Place place) {
        return !place.isWritten() && place.holder().path("readReplicas").asInt(0) > 0 ? text("terrace") : null;
    }

    static JsonNode maintenanceWindow(Place place) {
        var window = place.blueprint().path("operations").path("patching").path("window");
        return place.isWritten() || window.isMissingNode() ? null : window;
    }

    // ---------------------------------------------------------------- around

    static JsonNode verify(Place place) {
        var paths = JSON.arrayNode();
        applications(place.blueprint()).forEach(application -> application
                .path("ingress")
                .path("paths")
                .valueStream()
                .map(name -> application
                        .path("components")
                        .path(name.asString(""))
                        .path("probes")
                        .path("readiness")
                        .path("path"))
                .filter(health -> health.isString() && paths.valueStream().noneMatch(health::equals))
                .forEach(paths::add));
        return place.isWritten() || paths.isEmpty() ? null : JSON.objectNode().set("paths", paths);
    }

    static JsonNode spotInterruption(Place place) {
        return when(place, nodeGroups(place.blueprint()).anyMatch(group -> group.path("capacity")
                .asString("")
                .equals("spot")));
    }

    static JsonNode notifications(Place place) {
        if (!place.written().isArray()) {
            return null;
        }
        var tiers = JSON.objectNode();
        List.of("info", "warning", "critical").forEach(tier -> tiers.set(tier, place.written()));
        return tiers;
    }

    private static Stream<JsonNode> applications(ObjectNode blueprint) {
        return blueprint.path("applications").valueStream();
    }

    private static Stream<JsonNode> components(ObjectNode blueprint) {
        return applications(blueprint)
                .flatMap(application -> application.path("components").valueStream());
    }

    private static Stream<JsonNode> nodeGroups(ObjectNode blueprint) {
        return blueprint.path("cluster").path("nodeGroups").valueStream();
    }
}
