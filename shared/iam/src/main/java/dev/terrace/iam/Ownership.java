package dev.terrace.iam;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.mapping.ModelTags;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;

/**
 * Whose an entity of IAM is. IAM is one for all regions, and an installation of Terrace serves one of them: so a tag tells the region,
 * too, and an entity of another region is somebody else's, even if a platform by the same name has it.
 */
record Ownership(Home home) {
    static final String REGION_TAG = "terrace:region";

    /** Gives a request the tags of the key, and the region. */
    void tag(SdkPojo request, Key key) {
        var tags = new TreeMap<>(key.tags());
        tags.put(REGION_TAG, home.region());
        ModelTags.give(request, tags);
    }

    /** The tags of what the owner may have: none if they are those of another region. */
    Optional<Map<String, String>> here(SdkPojo entity) {
        return Optional.of(ModelTags.of(entity)).filter(told -> home.region().equals(told.get(REGION_TAG)));
    }

    /** What to throw when IAM refuses to create an entity because its name is taken by this one. */
    ProblemException alreadyThere(Key key, SdkPojo entity, EntityAlreadyExistsException refused) {
        var told = ModelTags.of(entity);
        var platform = key.owner().platform();
        if (here(entity).isPresent() || !platform.equals(told.get(Owner.PLATFORM_TAG))) {
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
}
