package dev.terrace.iam;

import dev.terrace.engine.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A statement of an IAM policy, put together word by word:
 *
 * <pre>{@code
 * PolicyStatement.allow("sts:AssumeRole").to("Service", "ec2.amazonaws.com").when("StringEquals", "aws:SourceAccount", account)
 * }</pre>
 *
 * @param elements the statement as JSON has it
 */
public record PolicyStatement(Map<String, Object> elements) {
    public PolicyStatement {
        elements = new LinkedHashMap<>(elements);
    }

    public static PolicyStatement allow(String... actions) {
        return allow(List.of(actions));
    }

    public static PolicyStatement allow(Collection<String> actions) {
        return new PolicyStatement(Map.of("Effect", "Allow")).with("Action", oneOrMany(actions));
    }

    /** The statement that lets a service of AWS take a role. */
    public static PolicyStatement assumedBy(String service) {
        return allow("sts:AssumeRole").to("Service", service);
    }

    public PolicyStatement named(String sid) {
        return with("Sid", sid);
    }

    /** @param resources ARNs; in a key policy {@code "*"} is the key itself */
    public PolicyStatement on(String... resources) {
        return on(List.of(resources));
    }

    public PolicyStatement on(Collection<String> resources) {
        return with("Resource", oneOrMany(resources));
    }

    /** @param kind {@code AWS}, {@code Service} or {@code Federated} */
    public PolicyStatement to(String kind, String... principals) {
        return with("Principal", Map.of(kind, oneOrMany(List.of(principals))));
    }

    /** Adds a condition to those that are there; all of them must hold. */
    public PolicyStatement when(String operator, String key, String... values) {
        var conditions = new LinkedHashMap<String, Map<String, Object>>();
        if (elements.get("Condition") instanceof Map<?, ?> present) {
            present.forEach((other, keys) -> conditions.put((String) other, copy((Map<?, ?>) keys)));
        }
        conditions.computeIfAbsent(operator, _ -> new LinkedHashMap<>()).put(key, oneOrMany(List.of(values)));
        return with("Condition", conditions);
    }

    private static Map<String, Object> copy(Map<?, ?> keys) {
        var copy = new LinkedHashMap<String, Object>();
        keys.forEach((key, values) -> copy.put((String) key, values));
        return copy;
    }

    /** As policies are usually written, and as AWS gives them back. */
    private static Object oneOrMany(Collection<String> values) {
        return values.size() == 1 ? values.iterator().next() : List.copyOf(values);
    }

    private PolicyStatement with(String element, Object value) {
        var changed = new LinkedHashMap<>(elements);
        changed.put(element, value);
        return new PolicyStatement(changed);
    }

    /** A policy of these statements. */
    public static Json document(PolicyStatement... statements) {
        return document(List.of(statements));
    }

    public static Json document(Collection<PolicyStatement> statements) {
        var all = new ArrayList<Map<String, Object>>();
        statements.forEach(statement -> all.add(statement.elements()));
        var document = new LinkedHashMap<String, Object>();
        document.put("Version", "2012-10-17");
        document.put("Statement", all);
        return Json.of(document);
    }
}
