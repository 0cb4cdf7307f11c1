package dev.terrace.table;

import dev.terrace.report.ImageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * An image of a component.
 *
 * @param component of which component
 * @param repositoryUri without scheme, tag and digest, e.g. {@code 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-web}
 * @param digest {@code sha256:…}
 * @param tag as pushed; empty for an untagged image
 * @param pushedAt when ECR got it, as it tells that in whole seconds
 */
public record Image(String component, String repositoryUri, String digest, String tag, Instant pushedAt) {

    /** What a pod pulls: by digest, so that it can never become another image. */
    public String reference() {
        return repositoryUri + "@" + digest;
    }

    /** Whether it lay in an earlier repository of that name, and went with it; asked with the time when the repository was made. */
    public boolean isOlderThan(Instant repository) {
        return pushedAt.isBefore(repository.truncatedTo(ChronoUnit.SECONDS));
    }

    /** What people call it: its tag, or else the digest's first digits. */
    public String version() {
        return tag.isEmpty() ? ImageDigest.digits(digest) : tag;
    }
}
