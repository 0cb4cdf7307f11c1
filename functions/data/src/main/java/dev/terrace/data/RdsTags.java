package dev.terrace.data;

import dev.terrace.aws.Tags;
import dev.terrace.engine.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Tag;

/** Ownership tags on RDS. */
final class RdsTags {
    private RdsTags() {}

    /**
     * The name within the layer of something that RDS lists without its tags. These are asked for only where the name in RDS
     * can be one of the platform's: another platform's name may begin in the same way.
     */
    static Optional<String> nameFor(RdsClient rds, Owner owner, String name, String arn) {
        if (!name.startsWith(owner.platform() + "-")) {
            return Optional.empty();
        }
        var tags = rds.listTagsForResource(request -> request.resourceName(arn)).tagList();
        return Tags.nameFor(owner, Tags.from(tags, Tag::key, Tag::value));
    }

    static List<Tag> of(Map<String, String> tags) {
        return Tags.to(tags, (key, value) -> Tag.builder().key(key).value(value).build());
    }
}
