package dev.terrace.cluster;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why something failed, in EKS's words: the issues of clusters, node groups and add-ons are of three classes that look alike. */
final class Health {
    private Health() {}

    /** {@code AsgInstanceLaunchFailures: no capacity (i-1, i-2); …} */
    static <I> String words(
            List<I> issues,
            Function<I, String> code,
            Function<I, String> message,
            Function<I, ? extends Collection<String>> resources) {
        return issues.stream()
                .map(issue -> code.apply(issue) + ": " + message.apply(issue) + about(resources.apply(issue)))
                .collect(Collectors.joining("; "));
    }

    private static String about(Collection<String> resources) {
        return resources.isEmpty() ? "" : " (" + String.join(", ", resources) + ")";
    }

    /**
     * The same with what a person can do, since nothing of it may be lost by deleting it and beginning anew.
     *
     * @param what was begun and failed, e.g. {@code its deletion}
     * @param command of the AWS CLI that tries it again
     */
    static String words(String words, String what, String command) {
        return "%s failed (%s); when the cause is mended, try again with `%s`"
                .formatted(what, words.isEmpty() ? "EKS does not say why" : words, command);
    }
}
