package dev.terrace.engine;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What nobody can know before a resource is there: its id, or an attribute. In the text of a spec a mark stands for it; among the values
 * of a change it is <code>{"knownAfterApply": true}</code>.
 */
public final class Unknown {
    /** A noncharacter: Unicode keeps it for use within a program, no user's text has it. */
    public static final String MARK = "\uFDD0";

    private static final String MEMBER = "knownAfterApply";

    private Unknown() {}

    /** Whether a text is unknown, or a part of it. */
    public static boolean in(String text) {
        return text.contains(MARK);
    }

    /** Whether a value of a change is unknown, or something in it. */
    public static boolean in(JsonNode value) {
        return is(value) || value.valueStream().anyMatch(Unknown::in);
    }

    /** Whether a value of a change is unknown as a whole. */
    public static boolean is(JsonNode value) {
        return value.isObject() && value.size() == 1 && BooleanNode.TRUE.equals(value.get(MEMBER));
    }

    /** A text as a value of a change. */
    static JsonNode json(String text) {
        return in(text)
                ? JsonNodeFactory.instance.objectNode().put(MEMBER, true)
                : JsonNodeFactory.instance.stringNode(text);
    }
}
