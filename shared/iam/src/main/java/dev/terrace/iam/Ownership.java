package dev.terrace.iam;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.Tags;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * Whose an entity of IAM is. IAM is one for all regions, and an installation of Terrace serves one of them: so a tag tells the region,
 * too, and an entity of another region is somebody else's, even if a platform by the same name has it.
 */
record Ownership(Home home) {
    static final String REGION_TAG = "terrace:region";

    /** The tags to be set in the creating call. */
    List<Tag> tags(Key key) {
        var tags = new TreeMap<>(key.tags());
        tags.put(REGION_TAG, home.region());
        return Tags.to(tags, (k, v) -> Tag.builder().key(k).value(v).build());
    }

    /** The tags of what the owner may have: none if they are those of another region. */
    Optional<Map<String, String>> here(Collection<Tag> tags) {
        return Optional.of(map(tags)).filter(told -> home.region().equals(told.get(REGION_TAG)));
    }

    /** What to throw when IAM refuses to create an entity because its name is taken by one with these tags. */
    ProblemException alreadyThere(Key key, Collection<Tag> tags, EntityAlreadyExistsException refused) {
        var told = map(tags);
        var platform = key.owner().platform();
        if (here(tags).isPresent() || !platform.equals(told.get(Owner.PLATFORM_TAG))) {
            return AwsProblems.alreadyThere(key, told, refused);
        }
        var region = told.getOrDefault(REGION_TAG, "a region that its tag " + REGION_TAG + " does not tell");
        return new ProblemException(
                Problem.user(
                        "EntityAlreadyExists",
                        key.address(),
                        "Its name is taken by the platform %s in %s: IAM is one for all regions."
                                .formatted(platform, region),
                        "Give the platform another name in %s, or destroy the one in %s first."
                                .formatted(home.region(), region)),
                refused);
    }

    private static Map<String, String> map(Collection<Tag> tags) {
        return Tags.from(tags, Tag::key, Tag::value);
    }
}
