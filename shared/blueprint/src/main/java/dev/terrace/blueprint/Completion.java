package dev.terrace.blueprint;

import java.util.Map;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A blueprint with all that it leaves out, in its own words: the schema's defaults, and what follows from other values. What is short
 * for something else is spelled out.
 *
 * @param derived what each value follows from that does
 * @param notBuilt what no layer builds yet of what it asks for, in the schema's order
 */
record Completion(ObjectNode whole, Map<JsonPointer, String> derived, Map<JsonPointer, String> notBuilt) {

    /** @param written a blueprint that is right in form; it is not changed */
    static Completion of(JsonNode written, BlueprintSchema schema) {
        var whole = (ObjectNode) written.deepCopy();
        schema.spellOut(whole);
        schema.fillIn(whole);
        var derived = Derivations.fillIn(whole, schema::fillIn);
        schema.takeOutShort(whole);
        var notBuilt = schema.notBuilt(whole);
        notBuilt.putAll(References.notBuilt(whole, schema));
        return new Completion(whole, derived, notBuilt);
    }
}
