package dev.terrace.network;

import dev.terrace.aws.Tags;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** EC2's tags, to and from maps. */
final class Ec2Tags {
    private Ec2Tags() {}

    /** For a creating call: the tags that the thing is to be born with. */
    static TagSpecification of(ResourceType type, Map<String, String> tags) {
        return TagSpecification.builder().resourceType(type).tags(list(tags)).build();
    }

    static TagSpecification of(ResourceType type, Map<String, String> tags, Map<String, String> more) {
        var all = new HashMap<>(tags);
        all.putAll(more);
        return of(type, all);
    }

    static List<Tag> list(Map<String, String> tags) {
        return Tags.to(tags, (key, value) -> Tag.builder().key(key).value(value).build());
    }

    static Map<String, String> map(List<Tag> tags) {
        return Tags.from(tags, Tag::key, Tag::value);
    }

    /** The name within the layer of what carries the owner's tags; empty text where the tag with the name was taken away. */
    static Optional<String> nameFor(Owner owner, List<Tag> tags) {
        return Tags.nameFor(owner, map(tags));
    }

    /**
     * The same, to name what has no tags of its own and belongs to the thing: where the one tag was taken away, the {@code Name} says it
     * still, so that nothing but the thing itself has lost its name.
     */
    static Optional<String> nameForWhatBelongsTo(Owner owner, List<Tag> tags) {
        var prefix = owner.key("").physicalName();
        var shown = map(tags).getOrDefault("Name", "");
        return nameFor(owner, tags)
                .map(name -> name.isEmpty() && shown.startsWith(prefix) ? shown.substring(prefix.length()) : name);
    }

    /** Whether these are the tags of something that the owner has. */
    static boolean owns(Owner owner, List<Tag> tags) {
        return map(tags).entrySet().containsAll(owner.ownershipTags().entrySet());
    }

    /** Gives the resource all the tags with which it would be created under that name. */
    static void give(Ec2Client ec2, String id, Key key) {
        ec2.createTags(request -> request.resources(id).tags(list(key.tags())));
    }
}
