package dev.terrace.network;

import dev.terrace.aws.Tags;
import dev.terrace.engine.Owner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    static Optional<String> nameFor(Owner owner, List<Tag> tags) {
        return Tags.nameFor(owner, map(tags));
    }
}
