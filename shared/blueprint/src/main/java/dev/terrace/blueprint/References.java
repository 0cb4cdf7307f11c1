package dev.terrace.blueprint;

import dev.terrace.platform.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the variables of an application may refer to, such as {@code postgres.host}; and what of it no layer builds yet, so that
 * variables which refer to it are left out and told.
 */
final class References {
    private static final String PASSWORD = "the database's password in pods";
    private static final String REPLICAS = "read replicas of PostgreSQL";
    private static final String REDIS = "ElastiCache for Redis";
    private static final String BUCKETS = "S3 buckets";
    private static final String SECRETS = "secrets in pods";
    private static final String ADDRESS = "the address of the load balancer";

    /** Names that stand for no component where the platform has what they name. */
    static final List<String> STORES = List.of("postgres", "redis", "buckets", "files", "secrets", "ingress");

    /** What is told of them where the platform lacks what they name. */
    private static final Map<String, String> LACKS = Map.of(
            "postgres", "There is no data.postgres.",
            "redis", "There is no data.redis.",
            "buckets", "There are no data.buckets.",
            "secrets", "There are no secrets.",
            "ingress", "The application has no ingress.");

    private static final List<String> WORKLOADS = List.of("components", "jobs");

    private static final String LITERAL = "A literal ${ is written $${.";

    /** Stands for any name: which keys somebody else's secret has is not known here. */
    private static final String ANY = "*";

    /** By what may be referred to: what it is, when no layer builds it; otherwise empty. */
    private final Map<String, String> known = new LinkedHashMap<>();

    /** The same by what they begin with. */
    private final Map<String, Set<String>> byHead = new LinkedHashMap<>();

    /** Components that serve nothing, so that nobody can refer to them. */
    private final Set<String> withoutPort = new HashSet<>();

    /** Told of each reference to a thing that there is not: made once, since a file may have thousands. */
    private String expected;

    /** What all applications may refer to. */
    private final Optional<References> shared;

    private References(Optional<References> shared) {
        this.shared = shared;
    }

    /** What each application of a whole blueprint may refer to, by its name. */
    static Map<String, References> of(JsonNode blueprint) {
        var shared = new References(Optional.empty());
        shared.stores(blueprint.path("data"));
        shared.secrets(blueprint.path("secrets"));
        shared.components(blueprint);
        var all = new LinkedHashMap<String, References>();
        blueprint.path("applications").forEachEntry((name, application) -> {
            var references = new References(Optional.of(shared));
            references.ingress(application.path("ingress"));
            all.put(name, references);
        });
        return all;
    }

    private Stream<References> both() {
        return Stream.concat(shared.stream(), Stream.of(this));
    }

    private void stores(JsonNode data) {
        if (data.path("postgres").isObject()) {
            add("postgres", "", "host", "port", "database", "username", "secret");
            add("postgres", PASSWORD, "url", "password");
            if (data.path("postgres").path("readReplicas").asInt(0) > 0) {
                add("postgres.reader", REPLICAS, "host", "url");
            }
        }
        if (data.path("redis").isObject()) {
            add("redis", REDIS, "host", "port", "url", "password");
        }
        data.path("buckets").forEachEntry((name, bucket) -> {
            if (bucket.isObject()) {
                add("buckets." + name, BUCKETS, "name", "arn");
            }
        });
    }

    private void secrets(JsonNode secrets) {
        secrets.forEachEntry((name, secret) -> {
            if (secret.has("external")) {
                add("secrets." + name, SECRETS, ANY);
            }
            secret.path("generate").forEachEntry((key, generated) -> {
                if (generated.isObject()) {
                    add("secrets." + name, SECRETS, key);
                }
            });
        });
    }

    private void ingress(JsonNode ingress) {
        if (ingress.has("host")) {
            add("ingress", "", "host");
        }
        if (ingress.isObject()) {
            add("ingress", ADDRESS, "url");
        }
    }

    /** A component is meant where the platform has no store of its name. */
    private void components(JsonNode blueprint) {
        var taken = Set.copyOf(byHead.keySet());
        blueprint
                .path("applications")
                .forEach(application -> application.path("components").forEachEntry((name, component) -> {
                    if (component.has("port") && !taken.contains(name)) {
                        add(name, "", "host", "port", "url");
                    } else if (!taken.contains(name)) {
                        withoutPort.add(name);
                    }
                }));
    }

    private void add(String path, String notBuilt, String... attributes) {
        var its = byHead.computeIfAbsent(path.split("\\.", 2)[0], _ -> new LinkedHashSet<>());
        for (var attribute : attributes) {
            known.put(path + "." + attribute, notBuilt);
            its.add(path + "." + attribute);
        }
    }

    /** What could stand in the place of a reference that is not known: another of the same thing, or the things that there are. */
    String expectedFor(Value.Reference unknown) {
        var same = both().flatMap(one -> one.byHead.getOrDefault(unknown.head(), Set.of()).stream())
                .toList();
        if (!same.isEmpty()) {
            return ApplicationChecks.oneOf(same.stream()
                    .map(path -> "${%s}".formatted(path.replace(ANY, "KEY")))
                    .toList());
        }
        if (expected == null) {
            var heads = both().flatMap(one -> one.byHead.keySet().stream()).toList();
            expected = heads.isEmpty()
                    ? "no reference, since there is nothing to refer to"
                    : "a reference to " + ApplicationChecks.oneOf(heads);
        }
        return expected;
    }

    String remedyFor(Value.Reference unknown) {
        var head = unknown.head();
        if (both().anyMatch(one -> one.withoutPort.contains(head))) {
            return "%s has no port.".formatted(head);
        }
        var near = Suggestion.of(
                unknown.path(),
                both().flatMap(one -> one.known.keySet().stream())
                        .filter(path -> !path.endsWith(ANY))
                        .toList());
        if (!near.isEmpty()) {
            return near;
        }
        return LACKS.containsKey(head) && both().noneMatch(one -> one.byHead.containsKey(head))
                ? LACKS.get(head) + " " + LITERAL
                : LITERAL;
    }

    boolean isKnown(Value.Reference reference) {
        return reference.isClosed() && of(reference).isPresent();
    }

    private Optional<String> of(Value.Reference reference) {
        var path = reference.path();
        var parent = path.substring(0, Math.max(0, path.lastIndexOf('.')));
        return both().flatMap(one -> Stream.of(path, parent + "." + ANY)
                        .filter(one.known::containsKey)
                        .map(one.known::get))
                .findFirst();
    }

    private String notBuilt(String value) {
        return Value.parse(value).references().stream()
                .flatMap(reference -> of(reference).stream())
                .filter(Predicate.not(String::isEmpty))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** The variables whose values no layer can build yet, by their places: what it is that they refer to. */
    static Map<JsonPointer, String> notBuilt(JsonNode blueprint) {
        var found = new LinkedHashMap<JsonPointer, String>();
        forEachVariable(blueprint, (references, path, value) -> {
            var what = references.notBuilt(value);
            if (!what.isEmpty()) {
                found.put(path.get(), what);
            }
        });
        return found;
    }

    /** Removes those variables: a value that is only half there is worse than none. */
    static void takeOutNotBuilt(ObjectNode blueprint) {
        notBuilt(blueprint).keySet().forEach(path -> ((ObjectNode) blueprint.at(path.head()))
                .remove(path.last().getMatchingProperty()));
    }

    /** Whether any variable is a secret's value, or holds one. */
    static boolean holdSecrets(JsonNode blueprint) {
        return notBuilt(blueprint).values().stream()
                .anyMatch(what -> what.contains(PASSWORD) || what.contains(SECRETS) || what.contains(REDIS));
    }

    private interface Visitor {
        void visit(References references, Supplier<JsonPointer> path, String value);
    }

    private static void forEachVariable(JsonNode blueprint, Visitor visitor) {
        var all = of(blueprint);
        blueprint.path("applications").forEachEntry((application, its) -> {
            var references = all.get(application);
            WORKLOADS.forEach(kind -> its.path(kind).forEachEntry((name, workload) -> workload.path("env")
                    .forEachEntry((variable, value) -> visitor.visit(
                            references,
                            () -> Path.of("applications", application, kind, name, "env", variable),
                            value.asString("")))));
        });
    }
}
