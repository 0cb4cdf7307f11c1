package dev.terrace.blueprint;

import dev.terrace.platform.Platform;

/**
 * A check of meaning: of what the schema cannot tell, since it is about more than one value, or about what values stand for.
 * It reports what is wrong with a platform, and nothing that another check is about.
 */
@FunctionalInterface
interface Check {
    void apply(Platform platform, Report report);
}
