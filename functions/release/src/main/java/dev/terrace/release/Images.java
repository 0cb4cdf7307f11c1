package dev.terrace.release;

import dev.terrace.table.Image;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a release needs to know of ECR. */
interface Images {

    /** The repository of that name, if ECR knows one: of one that was just made it may not know yet. */
    Optional<Repository> repository(String name);

    /** The image, if ECR knows that the repository of that name has it. */
    Optional<Pushed> image(String repository, String digest);

    /**
     * @param uri without scheme, tag and digest
     * @param platform whose it is; empty if no platform of Terrace's owns it
     * @param component whose images it holds; empty if no platform of Terrace's owns it
     * @param created when it was made
     * @param mutableTags patterns of the tags that may move to another image, {@code *} standing for any characters, where all others
     *     may not; empty where either all may or none
     */
    record Repository(
            String name, String uri, String platform, String component, Instant created, List<String> mutableTags) {
        public Repository {
            mutableTags = List.copyOf(mutableTags);
        }

        boolean isTerraces() {
            return !platform.isEmpty() && !component.isEmpty();
        }

        /** Whether the image lay in an earlier repository of that name, and went with it. */
        boolean lost(Image image) {
            return image.isOlderThan(created);
        }

        /** Whether the tag is no version: it may name another image tomorrow, unlike the repository's other tags. */
        boolean mayMove(String tag) {
            return mutableTags.stream()
                    .map(pattern -> Pattern.quote(pattern).replace("*", "\\E.*\\Q"))
                    .anyMatch(tag::matches);
        }
    }

    /**
     * @param at when ECR got the image
     * @param mediaType of what it is; empty if ECR does not tell. Repositories also hold signatures, charts and build caches
     * @param tags by which the repository knows it now
     */
    record Pushed(Instant at, String mediaType, Set<String> tags) {}
}
