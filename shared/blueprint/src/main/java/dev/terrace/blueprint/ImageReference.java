package dev.terrace.blueprint;

import java.util.regex.Pattern;

/**
 * References to images as registries and container runtimes read them: {@code docker.io/library/nginx:1.29@sha256:…}. See
 * github.com/distribution/reference.
 */
final class ImageReference {
    private static final int LONGEST = 500;
    private static final int LONGEST_NAME = 255;

    private static final Pattern PARTS =
            Pattern.compile("(?<name>[^@]+?)(:(?<tag>\\w[\\w.-]{0,127}))?(@(?<digest>sha256:[0-9a-f]{64}))?");
    private static final Pattern REGISTRY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\\d{1,5})?");
    private static final Pattern PATH = Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");

    private ImageReference() {}

    static boolean isOne(String text) {
        var parts = PARTS.matcher(text);
        return text.length() <= LONGEST && parts.matches() && isName(parts.group("name"));
    }

    private static boolean isName(String name) {
        var steps = name.split("/", -1);
        int first = steps.length > 1 && isRegistry(steps[0]) ? 1 : 0;
        for (int i = first; i < steps.length; i++) {
            if (!PATH.matcher(steps[i]).matches()) {
                return false;
            }
        }
        return name.length() <= LONGEST_NAME
                && (first == 0 || REGISTRY.matcher(steps[0]).matches());
    }

    /** What is no registry is a part of a path on Docker Hub. */
    private static boolean isRegistry(String step) {
        return step.contains(".")
                || step.contains(":")
                || step.equals("localhost")
                || !step.chars().noneMatch(Character::isUpperCase);
    }
}
