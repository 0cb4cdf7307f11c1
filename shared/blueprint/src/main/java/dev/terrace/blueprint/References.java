package dev.terrace.blueprint;

import dev.terrace.platform.Value;
import java.util.ArrayList;
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
    private static final String SECRETS = "secrets in pods";
    private static final String ADDRESS = "the address of the load balancer";

    /** What references begin with that are about no component. */
    static final List<String> STORES = List.of("postgres", "redis", "buckets", "files", "secrets", "ingress");

    /** Those of them that components may be called like, where the platform has no such store. */
    private static final Set<String> PRODUCTS = Set.of("postgres", "redis");

    /** What is told of these words where the platform lacks what they name. */
    private static final Map<String, String> LACKS = Map.of(
            "postgres", "There is no data.postgres.",
            "redis", "There is no data.redis.",
            "buckets", "There are no data.buckets.",
            "files", "There are no data.files.",
            "secrets", "There are no secrets.",
            "ingress", "The application has no ingress.");

    private static final List<String> WORKLOADS = List.of("components", "jobs");

    private static final String LITERAL = "A literal ${ is written $${.";

    /** Stands for any name: which keys somebody else's secret has is not known here. */
    private static final String ANY = "*";

    /**
     * What may be referred to.
     *
     * @param section the key that makes it; empty when there is none that no layer may build
     * @param notBuilt what it is, when no layer builds it although its section is built; otherwise empty
     * @param isSecret whether its value is a secret's, or holds one
     */
    private record Meaning(String section, String notBuilt, boolean isSecret) {
        static final Meaning BUILT = new Meaning("", "", false);

        static Meaning of(String section) {
            return new Meaning(section, "", false);
        }

        static Meaning notBuilt(String what) {
            return new Meaning("", what, false);
        }

        Meaning secret() {
            return new Meaning(section, notBuilt, true);
        }

        /** What it is, when no layer builds it yet; otherwise empty. */
        String notBuilt(BlueprintSchema schema) {
            return section.isEmpty() ? notBuilt : schema.notBuilt(section);
        }
    }

    private final Map<String, Meaning> known = new LinkedHashMap<>();

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
            add("postgres", Meaning.BUILT, "host", "port", "database", "username", "secret");
            add("postgres", Meaning.notBuilt(PASSWORD).secret(), "url", "password");
            if (data.path("postgres").path("readReplicas").asInt(0) > 0) {
                var readers = Meaning.of("data.postgres.readReplicas");
                add("postgres.reader", readers, "host");
                add("postgres.reader", readers.secret(), "url");
            }
        }
        if (data.path("redis").isObject()) {
            var redis = Meaning.of("data.redis");
            add("redis", redis, "host", "port");
            add("redis", redis.secret(), "url", "password");
        }
        data.path("buckets").forEachEntry((name, bucket) -> {
            if (bucket.isObject()) {
                add("buckets." + name, Meaning.of("data.buckets"), "name", "arn");
            }
        });
        data.path("files").forEachEntry((name, files) -> {
            if (files.isObject()) {
                add("files." + name, Meaning.of("data.files"), "id", "arn");
            }
        });
    }

    private void secrets(JsonNode secrets) {
        var inPods = Meaning.notBuilt(SECRETS).secret();
        secrets.forEachEntry((name, secret) -> {
            if (secret.has("external")) {
                add("secrets." + name, inPods, ANY);
            }
            secret.path("generate").forEachEntry((key, generated) -> {
                if (generated.isObject()) {
                    add("secrets." + name, inPods, key);
                }
            });
        });
    }

    private void ingress(JsonNode ingress) {
        if (ingress.has("host") && !ingress.path("host").asString("").startsWith("*")) {
            add("ingress", Meaning.BUILT, "host");
        }
        if (ingress.isObject()) {
            add("ingress", Meaning.notBuilt(ADDRESS), "url");
        }
    }

    /** None is called like what is {@link #taken}: a check sees to that. */
    private void components(JsonNode blueprint) {
        blueprint
                .path("applications")
                .forEach(application -> application.path("components").forEachEntry((name, component) -> {
                    if (component.has("port")) {
                        add(name, Meaning.BUILT, "host", "port", "url");
                    } else {
                        withoutPort.add(name);
                    }
                }));
    }

    /** The {@link #STORES} that no component may be called like: so whatever is called so is what is meant. */
    static Set<String> taken(JsonNode blueprint) {
        return STORES.stream()
                .filter(store -> !PRODUCTS.contains(store)
                        || blueprint.path("data").path(store).isObject())
                .collect(Collectors.toSet());
    }

    private void add(String path, Meaning meaning, String... attributes) {
        var its = byHead.computeIfAbsent(path.split("\\.", 2)[0], _ -> new LinkedHashSet<>());
        for (var attribute : attributes) {
            known.put(path + "." + attribute, meaning);
            its.add(path + "." + attribute);
        }
    }

    /** What could stand in the place of a reference that is not known: another of the same thing, or the things that there are. */
    String expectedFor(Value.Reference unknown) {
        var same = both().flatMap(one -> one.byHead.getOrDefault(unknown.head(), Set.of()).stream())
                .map(path -> "${%s}".formatted(path.replace(ANY, "KEY")))
                .distinct()
                .toList();
        if (!same.isEmpty()) {
            return ApplicationChecks.oneOf(same);
        }
        if (expected == null) {
            var heads = heads().toList();
            expected = heads.isEmpty()
                    ? "no reference, since there is nothing to refer to"
                    : "a reference to " + ApplicationChecks.oneOf(heads);
        }
        return expected;
    }

    /** What references may begin with. */
    Stream<String> heads() {
        return both().flatMap(one -> one.byHead.keySet().stream());
    }

    String remedyFor(Value.Reference unknown) {
        var head = unknown.head();
        if (both().anyMatch(one -> one.withoutPort.contains(head))) {
            return "%s has no port.".formatted(head);
        }
        var near = Suggestion.of(
                unknown.path(),
                both().flatMap(one -> one.known.keySet().stream())
                        .filter(path -> !path.endsWith(ANY) && isNear(unknown.path(), path))
                        .toList());
        if (!near.isEmpty()) {
            return near;
        }
        return LACKS.containsKey(head) && both().noneMatch(one -> one.byHead.containsKey(head))
                ? LACKS.get(head) + " " + LITERAL
                : LITERAL;
    }

    /** Part by part: a word is mistyped, and not another secret's name or another attribute taken for it. */
    private static boolean isNear(String path, String candidate) {
        int end = path.indexOf('.');
        int otherEnd = candidate.indexOf('.');
        if (end < 0 || otherEnd < 0) {
            return end == otherEnd && Suggestion.isNear(path, candidate);
        }
        return Suggestion.isNear(path.substring(0, end), candidate.substring(0, otherEnd))
                && isNear(path.substring(end + 1), candidate.substring(otherEnd + 1));
    }

    boolean isKnown(Value.Reference reference) {
        return reference.isClosed() && of(reference).isPresent();
    }

    private Optional<Meaning> of(Value.Reference reference) {
        var path = reference.path();
        var parent = path.substring(0, Math.max(0, path.lastIndexOf('.')));
        return both().flatMap(one -> Stream.of(path, parent + "." + ANY)
                        .filter(one.known::containsKey)
                        .map(one.known::get))
                .findFirst();
    }

    private Stream<Meaning> meanings(String value) {
        return Value.parse(value).references().stream().flatMap(reference -> of(reference).stream());
    }

    /** All that may be referred to and that some layer builds. */
    Stream<String> built(BlueprintSchema schema) {
        return both().flatMap(one -> one.known.entrySet().stream())
                .filter(entry -> entry.getValue().notBuilt(schema).isEmpty())
                .map(Map.Entry::getKey);
    }

    /** The variables whose values no layer can build yet, by their places: what it is that they refer to. */
    static Map<JsonPointer, String> notBuilt(JsonNode blueprint, BlueprintSchema schema) {
        var found = new LinkedHashMap<JsonPointer, String>();
        forEachVariable(blueprint, (references, path, value) -> {
            var what = references
                    .meanings(value)
                    .map(meaning -> meaning.notBuilt(schema))
                    .filter(Predicate.not(String::isEmpty))
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!what.isEmpty()) {
                found.put(path.get(), what);
            }
        });
        return found;
    }

    /** Removes those variables: a value that is only half there is worse than none. */
    static void takeOutNotBuilt(ObjectNode blueprint, BlueprintSchema schema) {
        notBuilt(blueprint, schema).keySet().forEach(path -> ((ObjectNode) blueprint.at(path.head()))
                .remove(path.last().getMatchingProperty()));
    }

    /** Whether any variable is a secret's value, or holds one. */
    static boolean holdSecrets(JsonNode blueprint) {
        var holders = new ArrayList<String>();
        forEachVariable(blueprint, (references, _, value) -> references
                .meanings(value)
                .filter(Meaning::isSecret)
                .findAny()
                .ifPresent(_ -> holders.add(value)));
        return !holders.isEmpty();
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
