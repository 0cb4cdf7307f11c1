package dev.terrace.data;

import dev.terrace.aws.Tags;
import dev.terrace.engine.Owner;
import dev.terrace.mapping.ModelTags;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;

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
        return ofResource(rds, arn).flatMap(tags -> Tags.nameFor(owner, tags, name));
    }

    /** The tags of what has this ARN. */
    static Optional<Map<String, String>> ofResource(RdsClient rds, String arn) {
        return Optional.of(ModelTags.of(rds.listTagsForResource(request -> request.resourceName(arn))));
    }
}
