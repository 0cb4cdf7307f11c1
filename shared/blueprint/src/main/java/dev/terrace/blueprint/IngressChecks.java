package dev.terrace.blueprint;

import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Application.Route;
import dev.terrace.platform.Platform;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What Kubernetes and an Application Load Balancer ask of an ingress: what they refuse, its controller tells in events alone. */
final class IngressChecks {
    /** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
    private static final int LONGEST_HOST = 128;

    private IngressChecks() {}

    /** kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1: Kubernetes refuses them. */
    static void pathsHaveNoEmptyParts(Platform platform, Report report) {
        Places.forEachIngress(platform, (place, ingress) -> ingress.paths().keySet().stream()
                .filter(path ->
                        path.contains("//") || Arrays.stream(path.split("/")).anyMatch(List.of(".", "..")::contains))
                .forEach(path -> report.addKey(
                        Places.in(place, "paths", path),
                        "the path \"" + path + "\"",
                        "a path without any part that is empty, . or ..",
                        "")));
    }

    static void hostsAreShortEnough(Platform platform, Report report) {
        Places.forEachIngress(platform, (place, ingress) -> {
            if (ingress.host() != null && ingress.host().length() > LONGEST_HOST) {
                report.add(Places.in(place, "host"), "at most %d characters".formatted(LONGEST_HOST));
            }
            ingress.paths().keySet().stream()
                    .filter(path -> path.indexOf('/') > LONGEST_HOST)
                    .forEach(path -> report.addKey(
                            Places.in(place, "paths", path),
                            "a host of %d characters".formatted(path.indexOf('/')),
                            "at most %d".formatted(LONGEST_HOST),
                            ""));
        });
    }

    /**
     * The load balancer asks the applications of one host one after the other, each with all its paths: one that takes what another
     * one's longer path is for cannot come before it, nor after it.
     */
    static void applicationsOfAHostCanBeOrdered(Platform platform, Report report) {
        Places.forEachIngress(
                platform,
                (place, ingress) -> Places.forEachIngress(platform, (other, its) -> {
                    if (!place.equals(other)
                            && covers(ingress, its).isPresent()
                            && covers(its, ingress).isPresent()) {
                        var path = covers(ingress, its).orElseThrow();
                        report.addFound(
                                Places.in(place, "paths"),
                                "the path %s before one of %s, and after another"
                                        .formatted(path, Places.name(other.head())),
                                "paths that all come before those of the other application, or all after them",
                                "Give one of them a host of its own.");
                    }
                }));
    }

    /** A path that takes what a longer one of the other is for, of the same host. */
    private static Optional<String> covers(Ingress ingress, Ingress other) {
        return ingress.routes().stream()
                .filter(mine -> other.routes().stream()
                        .anyMatch(theirs -> Objects.equals(mine.host(), theirs.host())
                                && theirs.path().length() > mine.path().length()
                                && theirs.path().startsWith(mine.path())))
                .map(Route::path)
                .findFirst();
    }

    /** A port of the nodes has no load balancer before it that could tell paths and names apart. */
    static void nodePortLeadsToOneComponent(Platform platform, Report report) {
        Places.forEachIngress(platform, (place, ingress) -> {
            var written = report.whole().at(place);
            if (!written.has("nodePort")) {
                return;
            }
            if (!ingress.paths().keySet().equals(Set.of("/"))) {
                report.add(Places.in(place, "paths"), "the path / alone, since nodePort tells no paths apart");
            }
            for (var key : List.of("waf", "cdn", "accessLogs")) {
                if (written.path(key).isObject()) {
                    report.add(Places.in(place, key), "nothing, since nodePort has no load balancer");
                }
            }
        });
    }
}
