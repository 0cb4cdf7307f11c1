package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.in;
import static java.util.stream.Collectors.joining;

import dev.terrace.platform.Platform;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** What environments say of one another, and of the applications. What comes of each is checked as any platform is: {@link Environment}. */
final class EnvironmentChecks {
    private static final JsonPointer ENVIRONMENTS = Path.of("environments");

    private static final String ONE_NAME = "Two environments cannot answer to the same name.";

    private EnvironmentChecks() {}

    static void environmentsAreOfTheSameApplications(Platform platform, Report report) {
        var components = new TreeSet<>(platform.components().keySet());
        report.whole()
                .path("environments")
                .forEachEntry((name, environment) -> environment.path("components").propertyNames().stream()
                        .filter(component -> !components.contains(component))
                        .forEach(component -> report.addKey(
                                in(ENVIRONMENTS, name, "components", component),
                                "the unknown component " + component,
                                ApplicationChecks.oneOf(components),
                                () -> Suggestion.of(component, components))));
    }

    static void environmentsReplaceHostsThatThereAre(Platform platform, Report report) {
        var environments = report.whole().path("environments");
        var hosts = Environment.hosts(report.whole());
        environments.forEachEntry((name, environment) -> {
            var path = in(ENVIRONMENTS, name, "host");
            var host = environment.path("host");
            if (environment.has("host") && name.equals(last(environments))) {
                report.add(path, "nothing, since the applications themselves say it");
            } else if (environment.has("host") && hosts.isEmpty()) {
                report.add(
                        path,
                        "nothing, since no application has a host whose place it could take",
                        "Give an ingress a host first.");
            } else {
                host.propertyNames().stream()
                        .filter(replaced -> !hosts.contains(replaced))
                        .forEach(replaced -> report.addKey(
                                in(path, replaced),
                                "the unknown host " + replaced,
                                ApplicationChecks.oneOf(hosts),
                                () -> Suggestion.of(replaced, hosts)));
            }
        });
    }

    /** Those of the last are the applications' own. */
    static void environmentsHaveHostsOfTheirOwn(Platform platform, Report report) {
        var environments = report.whole().path("environments");
        var hosts = Environment.hosts(report.whole());
        var owners = new HashMap<String, String>();
        hosts.forEach(host -> owners.put(host, last(environments)));
        environments.forEachEntry((name, environment) -> {
            if (name.equals(last(environments))) {
                return;
            }
            var own = Environment.ownHosts(in(ENVIRONMENTS, name), environment, hosts);
            own.values().forEach(path -> {
                var owner = owners.putIfAbsent(report.whole().at(path).asString(), name);
                if (owner != null) {
                    report.add(
                            path,
                            "a host of its own; %s has it already".formatted(owner),
                            owner.equals(name) ? "A host takes the place of one alone." : ONE_NAME);
                }
            });
            var without = new LinkedHashSet<>(hosts);
            without.removeAll(own.keySet());
            if (!without.isEmpty()) {
                report.add(
                        in(ENVIRONMENTS, name, "host"),
                        "a host of its own in the place of %s%s"
                                .formatted(without.size() == 1 ? "" : "each of ", ApplicationChecks.some(without)),
                        () -> "%s E.g. %s.".formatted(ONE_NAME, example(name, environment, without, hosts)));
            }
        });
    }

    /** Empty when there are none. */
    private static String last(JsonNode environments) {
        return environments.isEmpty()
                ? ""
                : List.copyOf(environments.propertyNames()).getLast();
    }

    /** What one may write: the host of each with the environment's name before it. */
    private static String example(String name, JsonNode environment, Set<String> without, Set<String> hosts) {
        var examples = new LinkedHashMap<String, String>();
        var taken = new HashSet<>(hosts);
        without.stream()
                .limit(ApplicationChecks.MOST_NAMES)
                .forEach(host -> examples.put(host, below(name, host, taken)));
        var entries = examples.entrySet().stream()
                .map(entry -> Yaml.scalar(entry.getKey()) + ": " + Yaml.scalar(entry.getValue()))
                .collect(joining(", "));
        if (environment.path("host").isObject()) {
            return entries;
        }
        return "host: " + (hosts.size() == 1 ? Yaml.scalar(examples.firstEntry().getValue()) : "{ " + entries + " }");
    }

    /** A host with the environment's name before it, as often as it takes until nobody has it; from then on it is taken. */
    private static String below(String name, String host, Set<String> taken) {
        var own = host.startsWith("*.") ? "*." + name + host.substring(1) : name + "." + host;
        return taken.add(own) ? own : below(name, own, taken);
    }

    static void theLastEnvironmentHasTheStoresThemselves(Platform platform, Report report) {
        var environments = report.whole().path("environments");
        if (environments.isEmpty()) {
            return;
        }
        var last = last(environments);
        if (environments.path(last).path("data").asString("").equals("shared")) {
            report.add(in(ENVIRONMENTS, last, "data"), "nothing: the last environment has the stores that data says");
        }
    }
}
