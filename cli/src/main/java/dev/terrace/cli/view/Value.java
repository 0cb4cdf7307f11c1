package dev.terrace.cli.view;

import dev.terrace.engine.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A field's value as people read it: {@code [a, {b=c}]} for lists and maps. */
sealed interface Value {
    String KNOWN_AFTER_APPLY = "(known after apply)";

    record Text(String text) implements Value {
        @Override
        public String toString() {
            return text;
        }
    }

    record Items(List<Value> items) implements Value {
        @Override
        public String toString() {
            return items.toString();
        }
    }

    record Members(Map<String, Value> members) implements Value {
        @Override
        public String toString() {
            return members.toString();
        }
    }

    /**
     * What differs between two values.
     *
     * @param path where, below the field; empty for all of it
     * @param from what is there; empty when nothing is
     * @param to what is declared; empty when nothing is
     * @param part whether these are only those items of a list that go and that come
     */
    record Difference(String path, String from, String to, boolean part) {}

    static List<Difference> differences(JsonNode from, JsonNode to) {
        var differences = new ArrayList<Difference>();
        compare("", of(from), of(to), differences);
        return differences.isEmpty() ? List.of(new Difference("", text(from), text(to), false)) : differences;
    }

    /** All of a value; nothing of one that is not there. */
    static String text(JsonNode value) {
        return of(value).toString();
    }

    private static void compare(String path, Value from, Value to, List<Difference> differences) {
        if (from instanceof Members(var before) && to instanceof Members(var after)) {
            var names = new LinkedHashSet<>(before.keySet());
            names.addAll(after.keySet());
            names.forEach(name -> compare(path + "." + name, before.get(name), after.get(name), differences));
        } else if (from instanceof Items before && to instanceof Items after) {
            compareItems(path, before, after, differences);
        } else if (from == null || !from.equals(to)) {
            differences.add(
                    new Difference(path, from == null ? "" : from.toString(), to == null ? "" : to.toString(), false));
        }
    }

    private static void compareItems(String path, Items before, Items after, List<Difference> differences) {
        var gone = new ArrayList<>(before.items());
        after.items().forEach(gone::remove);
        var come = new ArrayList<>(after.items());
        before.items().forEach(come::remove);
        if (gone.size() == 1 && come.size() == 1 && !(gone.getFirst() instanceof Text)) {
            compare(
                    path + "[" + before.items().indexOf(gone.getFirst()) + "]",
                    gone.getFirst(),
                    come.getFirst(),
                    differences);
        } else if (!gone.isEmpty() || !come.isEmpty()) {
            var all = gone.size() == before.items().size()
                    && come.size() == after.items().size();
            differences.add(new Difference(path, joined(gone), joined(come), !all || gone.isEmpty() || come.isEmpty()));
        } else if (!before.equals(after)) {
            differences.add(new Difference(path, before.toString(), after.toString(), false));
        }
    }

    private static String joined(List<Value> items) {
        return items.stream().map(Value::toString).collect(Collectors.joining(", "));
    }

    private static Value of(JsonNode json) {
        if (Unknown.is(json)) {
            return new Text(KNOWN_AFTER_APPLY);
        }
        if (json.isObject()) {
            var members = new LinkedHashMap<String, Value>();
            json.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
            return new Members(members);
        }
        if (json.isArray()) {
            return new Items(json.valueStream().map(Value::of).toList());
        }
        return new Text(json.isNull() ? "" : json.asString());
    }
}
