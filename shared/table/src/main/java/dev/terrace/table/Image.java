package dev.terrace.table;

import dev.terrace.report.ImageDigest;
import java.time.Instant;

/**
 * An image of a component.
 *
 * @param component of which component
 * @param repositoryUri without scheme, tag and digest, e.g. {@code 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-web}
 * @param digest {@code sha256:…}
 * @param tag as pushed; empty for an untagged image
 * @param pushedAt when ECR got it
 */
public record Image(String component, String repositoryUri, String digest, String tag, Instant pushedAt) {

    /** What a pod pulls: by digest, so that it can never become another image. */
    public String reference() {
        return repositoryUri + "@" + digest;
    }

    /** What people call it: its tag, or else the digest's first digits. */
    public String version() {
        return tag.isEmpty() ? ImageDigest.digits(digest) : tag;
    }
}
