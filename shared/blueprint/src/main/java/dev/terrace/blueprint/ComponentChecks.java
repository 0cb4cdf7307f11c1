package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.forEachComponent;
import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Component;
import dev.terrace.platform.Component.Probe;
import dev.terrace.platform.Platform;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;

/** What keeps a component running: how many pods, how they come, and how they go. */
final class ComponentChecks {
    private ComponentChecks() {}

    static void replicasAreSaidOnce(Platform platform, Report report) {
        forEachAutoscaled(platform, (path, component) -> {
            if (component.replicas() != null) {
                report.add(
                        in(path, "replicas"), "nothing, since autoscaling decides", "Remove replicas or autoscaling.");
            }
        });
    }

    static void autoscalingHasMinAndMaxInOrder(Platform platform, Report report) {
        forEachAutoscaled(platform, (path, component) -> {
            var autoscaling = component.autoscaling();
            if (autoscaling.min() > autoscaling.max()) {
                report.add(in(path, "autoscaling", "min"), "at most max, which is " + autoscaling.max());
            }
        });
    }

    static void autoscalingHasSomethingToGoBy(Platform platform, Report report) {
        forEachAutoscaled(platform, (path, component) -> {
            var autoscaling = component.autoscaling();
            var requests = component.resources().requests();
            var expected = "a quantity, since autoscaling aims at %s of it";
            if (autoscaling.cpu() != null && requests.cpu() == null) {
                report.add(in(path, "resources", "requests", "cpu"), expected.formatted(autoscaling.cpu()));
            }
            if (autoscaling.memory() != null && requests.memory() == null) {
                report.add(in(path, "resources", "requests", "memory"), expected.formatted(autoscaling.memory()));
            }
        });
    }

    static void drainsCanGoOn(Platform platform, Report report) {
        forEachComponent(platform, (path, component) -> {
            var disruption = component.disruption();
            if (disruption == null) {
                return;
            }
            var both = disruption.minAvailable() != null && disruption.maxUnavailable() != null;
            if (both || disruption.minAvailable() == null && disruption.maxUnavailable() == null) {
                report.addFound(
                        in(path, "disruption"),
                        both ? "both minAvailable and maxUnavailable" : "neither minAvailable nor maxUnavailable",
                        "one of them",
                        "");
                return;
            }
            int pods = component.minReplicas();
            if (pods == 0) {
                return;
            }
            if (disruption.minAvailable() != null && disruption.minAvailable().roundedUp(pods) >= pods) {
                report.add(
                        in(path, "disruption", "minAvailable"),
                        "less than %d, the fewest pods that run".formatted(pods),
                        "No node that runs one of its pods could ever be drained.");
            }
            if (disruption.maxUnavailable() != null
                    && disruption.maxUnavailable().roundedUp(pods) == 0) {
                report.add(
                        in(path, "disruption", "maxUnavailable"),
                        "1 or more",
                        "No node that runs one of its pods could ever be drained.");
            }
        });
    }

    /** A share of the surge is rounded up, one of the missing down: kubernetes.io/docs/concepts/workloads/controllers/deployment. */
    static void rolloutsCanGoOn(Platform platform, Report report) {
        forEachComponent(platform, (path, component) -> {
            var rollout = component.rollout();
            int pods = Math.max(1, component.minReplicas());
            if (rollout.maxSurge().roundedUp(pods) == 0
                    && rollout.maxUnavailable().value() == 0) {
                report.add(in(path, "rollout", "maxSurge"), "at least 1 when maxUnavailable is 0");
            }
        });
    }

    static void probesAskOneThing(Platform platform, Report report) {
        forEachComponent(platform, (path, component) -> {
            if (report.isWritten(in(path, "probes")) && component.probes() != null) {
                forEachProbe(
                        component.probes(),
                        (kind, probe) -> checkProbe(in(path, "probes", kind), component, probe, report));
            }
        });
    }

    private static void checkProbe(JsonPointer path, Component component, Probe probe, Report report) {
        if (probe.path() != null && !probe.command().isEmpty()) {
            report.addFound(path, "both path and command", "one of them", "");
        } else if (probe.path() != null && component.port() == null) {
            report.add(in(path, "path"), "a command, since the component has no port");
        } else if (probe.path() == null && probe.command().isEmpty() && component.port() == null) {
            report.addFound(path, "no command", "a command, since the component has no port", "");
        }
    }

    /** Short for something that is said as well, a value would say nothing. */
    static void healthIsSaidOnce(Platform platform, Report report) {
        forEachComponent(platform, (path, component) -> {
            var health = in(path, "health");
            if (report.isWritten(health) && report.isWritten(in(path, "probes"))) {
                report.add(health, "nothing, since probes say it", "Remove health or probes.");
            } else if (report.isWritten(health) && component.port() == null) {
                report.add(health, "nothing, since the component has no port", "Give it a port, or write probes.");
            }
        });
    }

    static void forEachProbe(Component.Probes probes, BiConsumer<String, Probe> check) {
        Stream.of(
                        Map.entry("liveness", Optional.ofNullable(probes.liveness())),
                        Map.entry("readiness", Optional.ofNullable(probes.readiness())),
                        Map.entry("startup", Optional.ofNullable(probes.startup())))
                .forEach(probe -> probe.getValue().ifPresent(it -> check.accept(probe.getKey(), it)));
    }

    /** The most pods that there are at once, those of a rollout among them. */
    static int mostPods(Component component) {
        return component.maxReplicas() + component.rollout().maxSurge().roundedUp(component.maxReplicas());
    }

    private static void forEachAutoscaled(Platform platform, BiConsumer<JsonPointer, Component> check) {
        forEachComponent(platform, (path, component) -> {
            if (component.autoscaling() != null) {
                check.accept(path, component);
            }
        });
    }
}
