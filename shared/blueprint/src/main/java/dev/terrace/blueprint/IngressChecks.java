package dev.terrace.blueprint;

import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.IngressGroup;
import dev.terrace.platform.Platform;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonPointer;

/** What Kubernetes and an Application Load Balancer ask of an ingress: what they refuse, its controller tells in events alone. */
final class IngressChecks {
    /** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
    private static final int LONGEST_HOST = 128;

    private static final int MOST_RULES = 100;

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

    /** Of what two applications answer, the load balancer leads all to one. */
    static void pathsAreAnsweredOnce(Platform platform, Report report) {
        forEachGroup(platform, group -> {
            var owners = new HashMap<String, String>();
            group.ingresses().forEach((application, ingress) -> {
                var written = List.copyOf(ingress.paths().keySet());
                var routes = ingress.routes();
                for (int i = 0; i < routes.size(); i++) {
                    var owner = owners.putIfAbsent(routes.get(i).toString(), application);
                    if (owner != null) {
                        report.addKey(
                                Places.in(place(application), "paths", written.get(i)),
                                "the path %s, which %s answers already".formatted(routes.get(i), owner),
                                "one that nobody answers",
                                "Applications of one scheme share a load balancer: give them hosts, or paths of their own.");
                    }
                }
            });
        });
    }

    /** See {@link IngressGroup}: of two applications one comes with all its paths before the other with all of its. */
    static void applicationsCanBeAskedInTurn(Platform platform, Report report) {
        forEachGroup(platform, group -> group.ringed().forEach((application, reason) -> {
            var ingress = group.ingresses().get(application);
            var written =
                    List.copyOf(ingress.paths().keySet()).get(ingress.routes().indexOf(reason.then()));
            report.addKey(
                    Places.in(place(application), "paths", written),
                    "the path " + reason.then(),
                    "paths that all come before those of %1$s, or all after: this one comes after %2$s of %1$s"
                            .formatted(reason.application(), reason.first()),
                    "The load balancer asks the applications one after the other: give one of them a host of its own.");
        }));
    }

    /** docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html: a quota that AWS raises when asked. */
    static void loadBalancerTakesAllPaths(Platform platform, Report report) {
        forEachGroup(platform, group -> {
            int rules = 0;
            for (var entry : group.ingresses().entrySet()) {
                int before = rules;
                rules += entry.getValue().paths().size();
                if (before <= MOST_RULES && rules > MOST_RULES) {
                    report.warnFound(
                            Places.in(place(entry.getKey()), "paths"),
                            "%d paths up to here behind one load balancer".formatted(rules),
                            "at most %d, the rules that AWS allows at first".formatted(MOST_RULES),
                            "Have the quota \"Rules per Application Load Balancer\" raised first.");
                }
            }
        });
    }

    private static void forEachGroup(Platform platform, Consumer<IngressGroup> check) {
        Arrays.stream(Scheme.values()).map(platform::ingressGroup).forEach(check);
    }

    private static JsonPointer place(String application) {
        return Path.of("applications", application, "ingress");
    }

    /** Kubernetes gives a port of the nodes to one Service. */
    static void nodePortsAreDistinct(Platform platform, Report report) {
        var owners = new HashMap<Integer, String>();
        platform.applications().forEach((name, application) -> {
            var port =
                    application.ingress() == null ? null : application.ingress().nodePort();
            var owner = port == null ? null : owners.putIfAbsent(port, name);
            if (owner != null) {
                report.add(
                        Places.in(place(name), "nodePort"),
                        "a port that no other application has",
                        owner + " has it already.");
            }
        });
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
            if (ingress.scheme() == Scheme.INTERNAL) {
                report.add(Places.in(place, "scheme"), "nothing, since nodePort has no load balancer");
            }
            for (var key : List.of("waf", "cdn", "accessLogs")) {
                if (written.path(key).isObject()) {
                    report.add(Places.in(place, key), "nothing, since nodePort has no load balancer");
                }
            }
        });
    }
}
