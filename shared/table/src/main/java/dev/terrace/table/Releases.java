package dev.terrace.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which image of each component is released, and how it came to that.
 *
 * <p>A release that fails, or whose execution dies, leaves the current image as it was. Pods may run another then; the next
 * apply of the platform puts back what is current.
 */
public interface Releases {

    /** The released images by component; a component that nothing was released of is not in it. */
    Map<String, Image> current(String platform);

    /** The released image of a component; empty before the first release. */
    Optional<Image> current(String platform, String component);

    /** The latest release of an image, whatever became of it. */
    Optional<Release> of(String platform, String component, String digest);

    /**
     * Records that a release begins. To record the same release again is no error.
     *
     * @param holder who must hold the platform's lock
     * @throws LockLostException when {@code holder} does not hold it; nothing was recorded then
     */
    void open(Release release, String holder);

    /**
     * Records how a release ended; with success, its image becomes the current one in the same transaction. To record the same
     * end again is no error.
     *
     * @param ended with an end
     * @param holder who must hold the platform's lock
     * @throws LockLostException when {@code holder} does not hold it any more: another execution works on the platform, and has
     *     its own idea of what is current; nothing was recorded then
     */
    void finish(Release ended, String holder);

    /** The latest releases of a component, the newest first. */
    List<Release> list(String platform, String component, int most);

    /** The latest releases of all components of a platform, the newest first. Reads the platform's whole history. */
    List<Release> list(String platform, int most);

    /**
     * Forgets which images are current and which were seen, since the platform is gone: built anew, it begins with the
     * blueprint's images, and an image that was released before may be released again. The history stays.
     */
    void forget(String platform);
}
