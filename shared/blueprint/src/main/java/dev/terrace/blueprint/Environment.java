package dev.terrace.blueprint;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An environment in which something differs, as a blueprint of its own: so the checks that are about any platform are about this one, too.
 *
 * @param place where the file says what differs
 * @param differs what it says there
 * @param blueprint as one would write it for this environment alone
 * @param moved by places of that blueprint: where the file says what stands there
 */
record Environment(JsonPointer place, JsonNode differs, ObjectNode blueprint, Map<String, JsonPointer> moved) {
    private static final Pattern COMPONENT = Pattern.compile("/applications/[^/]+/components/(?<name>[^/]+)(/.*)?");
    private static final Pattern INGRESS = Pattern.compile("/applications/[^/]+/ingress(/.*)?");

    /** @param written a blueprint that is right in form; it is not changed */
    static Stream<Environment> differing(JsonNode written) {
        return written.path("environments").properties().stream()
                .filter(entry -> entry.getValue().has("host")
                        || !entry.getValue().path("components").isEmpty())
                .map(entry -> of(Path.of("environments", entry.getKey()), entry.getValue(), written));
    }

    /** The host names that a blueprint's applications answer at: their own, and those before their paths. */
    static Set<String> hosts(JsonNode blueprint) {
        var hosts = new LinkedHashSet<String>();
        blueprint.path("applications").valueStream().forEach(application -> {
            var ingress = application.path("ingress");
            ingress.path("host").stringValueOpt().ifPresent(hosts::add);
            ingress.path("paths").propertyNames().forEach(path -> hosts.add(hostBefore(path)));
        });
        hosts.remove("");
        return hosts;
    }

    /** Empty where a path names none. */
    private static String hostBefore(String path) {
        return path.substring(0, Math.max(0, path.indexOf('/')));
    }

    /**
     * Where the file says the environment's own names, by those of the {@link #hosts} in whose place they stand. A text is in the place
     * of the only one.
     */
    static Map<String, JsonPointer> ownHosts(JsonPointer place, JsonNode its, Set<String> hosts) {
        var own = new LinkedHashMap<String, JsonPointer>();
        var host = Places.in(place, "host");
        if (its.path("host").isString() && hosts.size() == 1) {
            own.put(hosts.iterator().next(), host);
        }
        hosts.stream().filter(its.path("host")::has).forEach(replaced -> own.put(replaced, Places.in(host, replaced)));
        return own;
    }

    private static Environment of(JsonPointer place, JsonNode its, JsonNode written) {
        var environment = new Environment(place, its, (ObjectNode) written.deepCopy(), new HashMap<>());
        environment.blueprint.remove("environments");
        var hosts = ownHosts(place, its, hosts(written));
        environment.blueprint.path("applications").forEachEntry((name, application) -> {
            var path = Path.of("applications", name);
            if (application.get("ingress") instanceof ObjectNode ingress) {
                environment.rename(ingress, Places.in(path, "ingress"), hosts, written);
            }
            application.path("components").forEachEntry((component, all) -> {
                var differs = its.path("components").path(component);
                if (all instanceof ObjectNode holder && differs.isObject()) {
                    environment.change(
                            holder,
                            Places.in(path, "components", component),
                            differs,
                            Places.in(place, "components", component));
                }
            });
        });
        return environment;
    }

    private void rename(ObjectNode ingress, JsonPointer path, Map<String, JsonPointer> hosts, JsonNode written) {
        var own = hosts.get(ingress.path("host").asString(""));
        if (own != null) {
            put(ingress, path, "host", written.at(own), own);
        }
        if (ingress.get("paths") instanceof ObjectNode paths) {
            var before = paths.deepCopy();
            paths.removeAll();
            before.forEachEntry((key, component) -> {
                var host = hostBefore(key);
                var its = hosts.containsKey(host) ? written.at(hosts.get(host)).asString() : host;
                var from = Places.in(path, "paths", key);
                put(paths, Places.in(path, "paths"), its + key.substring(host.length()), component, from);
            });
        }
    }

    /** Replicas and autoscaling are each other's stead; what autoscaling goes by stays. */
    private void change(ObjectNode component, JsonPointer path, JsonNode differs, JsonPointer from) {
        var autoscaling = component.path("autoscaling").deepCopy();
        if (differs.has("replicas") || differs.has("autoscaling")) {
            component.remove(List.of("replicas", "autoscaling"));
        }
        if (differs.has("autoscaling")) {
            var both = autoscaling instanceof ObjectNode object ? object : component.objectNode();
            component.set("autoscaling", both);
            differs.get("autoscaling")
                    .forEachEntry((key, value) ->
                            put(both, Places.in(path, "autoscaling"), key, value, Places.in(from, "autoscaling", key)));
        }
        for (var key : List.of("replicas", "resources")) {
            if (differs.has(key)) {
                put(component, path, key, differs.get(key), Places.in(from, key));
            }
        }
        // A budget is of the pods that there are elsewhere: the last of them could never be drained.
        if (component
                        .path("autoscaling")
                        .path("min")
                        .asInt(component.path("replicas").asInt(2))
                < 2) {
            component.remove("disruption");
        }
    }

    private void put(ObjectNode holder, JsonPointer path, String key, JsonNode value, JsonPointer from) {
        holder.set(key, value.deepCopy());
        moved.put(Places.in(path, key).toString(), from);
    }

    /** Where the file says what stands at a place of this environment's blueprint. */
    JsonPointer written(JsonPointer path) {
        var text = path.toString();
        for (int end = text.length(); end > 0; end = text.lastIndexOf('/', end - 1)) {
            var from = moved.get(text.substring(0, end));
            if (from != null) {
                return JsonPointer.compile(from + text.substring(end));
            }
        }
        return path;
    }

    /** Where to tell what is wrong at a place of the file because of what differs: nearest to what differs there. */
    JsonPointer nearest(JsonPointer path) {
        var component = COMPONENT.matcher(path.toString());
        var near = "";
        if (component.matches()) {
            near = "/components/" + component.group("name");
        } else if (INGRESS.matcher(path.toString()).matches()) {
            near = "/host";
        }
        return differs.at(near).isMissingNode() ? place : JsonPointer.compile(place + near);
    }

    /** Whether the file says of this environment what stands at a place of it. */
    boolean holds(JsonPointer path) {
        return path.toString().startsWith(place + "/");
    }
}
