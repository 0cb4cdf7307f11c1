package dev.terrace.data;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Tags;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.RdsException;
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
        return Tags.nameFor(owner, Tags.from(tags, Tag::key, Tag::value), name);
    }

    /** What to throw when RDS refuses to create what has this ARN because its name is taken; see {@link AwsProblems#alreadyThere}. */
    static ProblemException alreadyThere(RdsClient rds, Key key, String arn, RdsException refused) {
        var tags = rds.listTagsForResource(request -> request.resourceName(arn)).tagList();
        return AwsProblems.alreadyThere(key, Tags.from(tags, Tag::key, Tag::value), refused);
    }

    static List<Tag> of(Map<String, String> tags) {
        return Tags.to(tags, (key, value) -> Tag.builder().key(key).value(value).build());
    }
}
