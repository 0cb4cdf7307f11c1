package dev.terrace.kubernetes;

import dev.terrace.engine.Change;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kubernetes objects as trees of maps, lists and values: whether one still is as Terrace declares it, and what differs
 * between two states of one.
 *
 * <p>For the first question the API server itself remembers what Terrace applied last: {@code metadata.managedFields} names
 * each field that belongs to a field manager, by which keys the items of a list are told apart, and which lists and maps are
 * one value. So what was declared once and is not any more is seen without a note of our own.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management">field management</a>
 */
final class Trees {
    static final String FIELD_MANAGER = "terrace";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Maps whose values are quantities, which the API server writes in its own way: 0.5 becomes 500m. */
    private static final Set<String> QUANTITIES = Set.of("requests", "limits", "hard", "default", "defaultRequest");

    /** What the API server keeps for itself. */
    private static final Set<String> SERVERS_OWN = Set.of(
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "generation",
            "managedFields",
            "resourceVersion",
            "selfLink",
            "uid");

    /** By these the items of a list are called in a change; the first that all items have, each another. */
    private static final List<String> ITEM_NAMES =
            List.of("name", "mountPath", "containerPort", "port", "topologyKey", "type", "path", "host", "ip");

    private final KubernetesSerialization serialization;

    Trees(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    // ---------------------------------------------------------------- is it as declared?

    /**
     * Whether the live object has all that is declared, and Terrace has no field in it that is not declared any more. It errs
     * to "no": a server-side dry run has the last word.
     */
    boolean asDeclared(HasMetadata declared, HasMetadata live) {
        var owned = owned(live);
        return owned != null && holds(essence(declared), tree(live), owned, false);
    }

    /** The tree of the fields that Terrace applied last; null if it applied none. */
    private static Map<?, ?> owned(HasMetadata live) {
        return live.getMetadata().getManagedFields().stream()
                .filter(entry -> FIELD_MANAGER.equals(entry.getManager()) && "Apply".equals(entry.getOperation()))
                .map(entry -> entry.getFieldsV1().getAdditionalProperties())
                .findFirst()
                .orElse(null);
    }

    /** Whether Terrace applied the object, whatever labels it has. */
    static boolean isApplied(HasMetadata live) {
        return owned(live) != null;
    }

    /** Whether Terrace owns the field, given as a path of names, in the live object. */
    static boolean owns(HasMetadata live, String... path) {
        Map<?, ?> owned = owned(live);
        for (var name : path) {
            owned = owned == null ? null : (Map<?, ?>) owned.get("f:" + name);
        }
        return owned != null;
    }

    /**
     * @param owned null within lists and maps that are one value: whoever changes anything there takes it all
     * @param quantity whether a text is a quantity
     */
    private static boolean holds(Object declared, Object live, Map<?, ?> owned, boolean quantity) {
        return switch (declared) {
            case Map<?, ?> map when live == null -> map.isEmpty();
            case Map<?, ?> map -> live instanceof Map<?, ?> there && holdsMap(map, there, owned, quantity);
            case List<?> list when live == null -> list.isEmpty();
            case List<?> list -> live instanceof List<?> there && holdsList(list, there, owned);
            case Number number ->
                live instanceof Number there && decimal(number).compareTo(decimal(there)) == 0;
            default -> Objects.equals(declared, live) || quantity && sameQuantity(declared, live);
        };
    }

    private static boolean holdsMap(Map<?, ?> declared, Map<?, ?> live, Map<?, ?> owned, boolean quantity) {
        var granular = owned != null && !owned.isEmpty();
        for (var entry : declared.entrySet()) {
            var name = (String) entry.getKey();
            var field = granular ? (Map<?, ?>) owned.get("f:" + name) : null;
            if (granular && field == null && isContainer(entry.getValue())) {
                return false;
            }
            if (live.get(name) == null && isZero(entry.getValue()) && (field != null || !granular)) {
                continue; // The API server leaves out what is zero, and it is still ours.
            }
            if (!holds(entry.getValue(), live.get(name), field, quantity || QUANTITIES.contains(name))) {
                return false;
            }
        }
        return keys(owned, "f:").stream().allMatch(key -> declared.containsKey(key.substring(2)));
    }

    private static boolean isZero(Object value) {
        return value instanceof Number number && decimal(number).signum() == 0
                || Boolean.FALSE.equals(value)
                || "".equals(value);
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map || value instanceof List;
    }

    private static boolean sameQuantity(Object declared, Object live) {
        return live != null && new Quantity(declared.toString()).equals(new Quantity(live.toString()));
    }

    private static boolean holdsList(List<?> declared, List<?> live, Map<?, ?> owned) {
        var keys = keys(owned, "k:");
        if (!keys.isEmpty()) {
            return holdsItems(declared, live, owned, keys);
        }
        var values = keys(owned, "v:");
        if (!values.isEmpty()) {
            return live.containsAll(declared)
                    && values.stream()
                            .allMatch(value -> declared.contains(JSON.readValue(value.substring(2), Object.class)));
        }
        if (declared.size() != live.size()) {
            return false;
        }
        for (var i = 0; i < declared.size(); i++) {
            if (!holds(declared.get(i), live.get(i), null, false)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> keys(Map<?, ?> owned, String prefix) {
        return owned == null
                ? List.of()
                : owned.keySet().stream()
                        .map(String.class::cast)
                        .filter(key -> key.startsWith(prefix))
                        .toList();
    }

    /** Lists whose items are told apart by key fields, such as a container's name. */
    private static boolean holdsItems(List<?> declared, List<?> live, Map<?, ?> owned, List<String> keys) {
        var seen = 0;
        for (var key : keys) {
            var fields = JSON.readValue(key.substring(2), Map.class);
            var wanted = item(declared, fields);
            if (wanted == null || !holds(wanted, item(live, fields), (Map<?, ?>) owned.get(key), false)) {
                return false;
            }
            seen++;
        }
        return seen == declared.size();
    }

    /** The item with these key fields; a field that the item does not have has been filled in by the API server. */
    private static Map<?, ?> item(List<?> items, Map<?, ?> key) {
        for (var item : items) {
            if (item instanceof Map<?, ?> map
                    && key.entrySet().stream()
                            .allMatch(it -> !map.containsKey(it.getKey())
                                    || holds(it.getValue(), map.get(it.getKey()), null, false))) {
                return map;
            }
        }
        return null;
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    // ---------------------------------------------------------------- what differs?

    /** What a created object has, field by field. */
    List<Change.Field> fields(HasMetadata created) {
        var fields = new ArrayList<Change.Field>();
        var tree = essence(created);
        tree.remove("metadata");
        compare("", null, tree, fields);
        return fields;
    }

    /** What differs between two states of an object, as both came from the API server. */
    List<Change.Field> differences(HasMetadata before, HasMetadata after) {
        var fields = new ArrayList<Change.Field>();
        compare("", essence(before), essence(after), fields);
        return fields;
    }

    /**
     * What differs in a field that cannot be changed.
     *
     * @param path as the API server names fields: {@code spec.selector}, {@code spec.clusterIPs[0]}
     */
    List<Change.Field> differencesAt(String path, HasMetadata before, HasMetadata after) {
        Object was = essence(before);
        Object is = essence(after);
        var field = path.replaceFirst("\\[.*", "");
        for (var name : field.split("\\.")) {
            was = asMap(was).get(name);
            is = asMap(is).get(name);
        }
        var fields = new ArrayList<Change.Field>();
        compare(field, was, is, fields);
        return fields.isEmpty()
                ? List.of(Change.Field.of(field, was, is).asCreateOnly())
                : fields.stream().map(Change.Field::asCreateOnly).toList();
    }

    /** The object without what identifies it and what the API server keeps for itself. */
    private Map<String, Object> essence(HasMetadata object) {
        var tree = tree(object);
        tree.remove("apiVersion");
        tree.remove("kind");
        tree.remove("status");
        if (tree.get("metadata") instanceof Map<?, ?> metadata) {
            var kept = new LinkedHashMap<Object, Object>(metadata);
            kept.keySet().removeAll(SERVERS_OWN);
            kept.remove("name");
            kept.remove("namespace");
            tree.put("metadata", kept);
        }
        return tree;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> tree(HasMetadata object) {
        return serialization.convertValue(object, LinkedHashMap.class);
    }

    private static void compare(String path, Object before, Object after, List<Change.Field> fields) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Map || after instanceof Map) {
            compareMaps(path, asMap(before), asMap(after), fields);
            return;
        }
        var names = itemNames(before, after);
        if (names != null) {
            compareItems(path, names, asList(before), asList(after), fields);
        } else {
            fields.add(Change.Field.of(path, before, after));
        }
    }

    private static void compareMaps(String path, Map<?, ?> before, Map<?, ?> after, List<Change.Field> fields) {
        for (var name : union(after.keySet().stream(), before.keySet().stream())) {
            var text = (String) name;
            var step = text.contains(".") ? "[" + text + "]" : path.isEmpty() ? text : "." + text;
            compare(path + step, before.get(name), after.get(name), fields);
        }
    }

    private static void compareItems(
            String path, String field, List<?> before, List<?> after, List<Change.Field> fields) {
        var was = byName(field, before);
        var is = byName(field, after);
        for (var name : union(is.keySet().stream(), was.keySet().stream())) {
            compare(path + "[" + name + "]", was.get(name), is.get(name), fields);
        }
    }

    private static Set<Object> union(Stream<?> first, Stream<?> second) {
        var all = new LinkedHashSet<Object>();
        Stream.concat(first, second).forEach(all::add);
        return all;
    }

    private static Map<Object, Object> byName(String field, List<?> items) {
        var named = new LinkedHashMap<Object, Object>();
        items.forEach(item -> named.put(((Map<?, ?>) item).get(field), item));
        return named;
    }

    /** The field by which the items of both lists can be called; null if they are no lists of maps, or have none. */
    private static String itemNames(Object before, Object after) {
        var lists = List.of(asList(before), asList(after));
        if (lists.stream().allMatch(List::isEmpty)) {
            return null;
        }
        return ITEM_NAMES.stream()
                .filter(field -> lists.stream().allMatch(items -> names(items, field)))
                .findFirst()
                .orElse(null);
    }

    private static boolean names(List<?> items, String field) {
        return items.stream().allMatch(item -> item instanceof Map<?, ?> map && map.containsKey(field))
                && byName(field, items).size() == items.size();
    }

    private static Map<?, ?> asMap(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> asList(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
