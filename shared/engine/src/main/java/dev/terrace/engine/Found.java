package dev.terrace.engine;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A resource as it is in AWS.
 *
 * @param name its name within the layer, from its {@code terrace:resource} tag or from its physical name; empty when it is the
 *     owner's but does not say which it is
 * @param id what CloudFormation's {@code Ref} returns for the type
 * @param spec what it is like, every property filled in that AWS tells
 * @param attributes what {@code Fn::GetAtt} returns, by attribute name
 * @param reason why it is {@link State#FAILED}, in AWS's words; empty otherwise
 */
public record Found<S extends Record>(
        String name, String id, S spec, State state, Map<String, String> attributes, String reason) {

    private static final Pattern NAMES = Pattern.compile(".*(Id|Arn|Name)");

    public Found {
        attributes = Map.copyOf(attributes);
    }

    public Found(String name, String id, S spec, State state, Map<String, String> attributes) {
        this(name, id, spec, state, attributes, "");
    }

    public static <S extends Record> Found<S> ready(String name, String id, S spec, Map<String, String> attributes) {
        return new Found<>(name, id, spec, State.READY, attributes);
    }

    public static <S extends Record> Found<S> ready(String name, String id, S spec) {
        return ready(name, id, spec, Map.of());
    }

    /**
     * What the specs of others can mean it by: its id, and the attributes that CloudFormation names an id, an ARN or a name. Many can
     * have the other ones in common, as an availability zone.
     */
    Set<String> names() {
        var names = new HashSet<>(Set.of(id));
        attributes.forEach((attribute, value) -> {
            if (NAMES.matcher(attribute).matches()) {
                names.add(value);
            }
        });
        return names;
    }

    /** The same resource, ready, as it is after a change. */
    public Found<S> with(S changed) {
        return new Found<>(name, id, changed, State.READY, attributes);
    }

    /** The same resource with other attributes. */
    public Found<S> with(Map<String, String> changed) {
        return new Found<>(name, id, spec, state, changed, reason);
    }

    /** The same resource while AWS works on it. */
    public Found<S> pending() {
        return new Found<>(name, id, spec, State.PENDING, attributes);
    }

    /** The same resource under another name. */
    public Found<S> named(String other) {
        return new Found<>(other, id, spec, state, attributes, reason);
    }
}
