package dev.terrace.engine;

import java.util.Map;

/**
 * A resource as it is in AWS.
 *
 * @param name its name within the layer, from its {@code terrace:resource} tag or from its physical name
 * @param id what CloudFormation's {@code Ref} returns for the type
 * @param spec what it is like, every property filled in that AWS tells
 * @param attributes what {@code Fn::GetAtt} returns, by attribute name
 * @param reason why it is {@link State#FAILED}, in AWS's words; empty otherwise
 */
public record Found<S extends Record>(
        String name, String id, S spec, State state, Map<String, String> attributes, String reason) {

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
}
