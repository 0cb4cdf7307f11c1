package dev.terrace.network;

import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;

/**
 * What is in the way of the layer and does not carry its tags. It may be somebody else's, or the platform's and somebody took the tags
 * away, which is also a way of saying "hands off": it is never changed or deleted, and only a person can say whose it is. With the tags
 * given back it is the layer's again.
 */
final class Strangers {
    private Strangers() {}

    /**
     * @param id what is in the way
     * @param why it is in the way
     */
    static void refuse(Owner owner, String id, String why) {
        throw new ProblemException(Problem.user(
                "NotThePlatforms",
                "",
                "%s is in the way: %s, and it does not carry the platform's tags.".formatted(id, why),
                ("Delete it, or if it is the platform's, say so: aws ec2 create-tags --resources %s --tags"
                                + " Key=%s,Value=%s Key=%s,Value=%s")
                        .formatted(id, Owner.PLATFORM_TAG, owner.platform(), Owner.LAYER_TAG, owner.layer())));
    }
}
