package dev.terrace.engine;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * The identity of one resource, from which its name, its tags and its client token follow: two runs that create the same
 * resource ask for the same thing.
 *
 * @param name the resource's name within its layer
 */
public record Key(Owner owner, String name) {

    /** {@code layer/name}, as users see it. */
    public String address() {
        return owner.address(name);
    }

    /** {@code <platform>-<name>}: the name in AWS, where a type has one. */
    public String physicalName() {
        return owner.platform() + "-" + name;
    }

    /** The tags to be set in the creating call. */
    public Map<String, String> tags() {
        return owner.tagsOf(name);
    }

    /**
     * An idempotency token for the creating call.
     *
     * @param spec what is being created: another spec is another request
     */
    public String clientToken(Record spec) {
        var text = owner.platform() + "/" + address() + "/" + Specs.json(spec);
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
