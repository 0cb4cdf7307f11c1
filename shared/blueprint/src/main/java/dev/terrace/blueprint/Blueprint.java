package dev.terrace.blueprint;

import dev.terrace.platform.Platform;
import java.util.List;

/** A blueprint that was read: either it can be built, or it is known what is wrong with it. */
public sealed interface Blueprint {

    /** A blueprint without a problem, defaults filled in. */
    record Valid(Platform platform) implements Blueprint {}

    /**
     * A blueprint that cannot be built.
     *
     * @param problems all that was found, by line; never empty
     */
    record Invalid(List<BlueprintProblem> problems) implements Blueprint {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads and checks a blueprint. Syntax comes first: a file that is no YAML is not looked at any further.
     *
     * @param fileName how problems name the file
     * @param yaml the file's text
     */
    static Blueprint read(String fileName, String yaml) {
        return new Reading(fileName).read(yaml);
    }
}
