package dev.terrace.release;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What a release needs to know of ECR. */
interface Images {

    /** The repository of that name, if there is one and a platform of Terrace's owns it. */
    Optional<Repository> repository(String name);

    /** The image, if the repository has it. */
    Optional<Pushed> image(Repository repository, String digest);

    /**
     * @param platform whose it is
     * @param component whose images it holds
     * @param uri without scheme, tag and digest
     */
    record Repository(String name, String uri, String platform, String component) {}

    /**
     * @param at when ECR got the image
     * @param mediaType of what it is; empty if ECR does not tell. Repositories also hold signatures, charts and build caches
     * @param tags by which the repository knows it now
     */
    record Pushed(Instant at, String mediaType, Set<String> tags) {}
}
