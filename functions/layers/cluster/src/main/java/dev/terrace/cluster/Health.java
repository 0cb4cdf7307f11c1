package dev.terrace.cluster;

import dev.terrace.mapping.SpecReader;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Why something failed, in EKS's words: the issues of clusters, node groups and add-ons are of three classes that look alike. */
final class Health {
    private Health() {}

    /** What the three have in common. */
    private record Model(Issues health) {}

    private record Issues(List<Issue> issues) {}

    private record Issue(String code, String message, List<String> resourceIds) {
        private String words() {
            return code + ": " + message + (resourceIds.isEmpty() ? "" : " (" + String.join(", ", resourceIds) + ")");
        }
    }

    /** {@code AsgInstanceLaunchFailures: no capacity (i-1, i-2); …} */
    static <M extends SdkPojo> Function<M, String> words(SdkBuilder<?, M> model) {
        var reader = SpecReader.of(Model.class, model);
        return its -> {
            var health = reader.read(its).health;
            return health == null
                    ? ""
                    : health.issues.stream().map(Issue::words).collect(Collectors.joining("; "));
        };
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
