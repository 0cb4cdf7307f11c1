package dev.terrace.blueprint;

import static dev.terrace.blueprint.Places.in;

import dev.terrace.platform.Application.Route;
import dev.terrace.platform.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;

/** What environments say of one another, and of the applications. What comes of each is checked as any platform is: {@link Environment}. */
final class EnvironmentChecks {
    private static final JsonPointer ENVIRONMENTS = Path.of("environments");

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

    /** Those of the last are the applications' own. */
    static void environmentsHaveHostsOfTheirOwn(Platform platform, Report report) {
        var environments = report.whole().path("environments");
        var names = List.copyOf(environments.propertyNames());
        var owners = new HashMap<String, String>();
        platform.applications().values().stream()
                .filter(application -> application.ingress() != null)
                .flatMap(application -> application.ingress().routes().stream())
                .map(Route::host)
                .filter(Objects::nonNull)
                .forEach(host -> owners.put(host, names.isEmpty() ? "" : names.getLast()));
        var hasHost = platform.applications().values().stream()
                .anyMatch(it -> it.ingress() != null && it.ingress().host() != null);
        for (var name : names) {
            var host = environments.path(name).path("host").asString(null);
            var path = in(ENVIRONMENTS, name);
            if (name.equals(names.getLast())) {
                if (host != null) {
                    report.add(in(path, "host"), "nothing, since ingress.host says it");
                }
            } else if (host == null && hasHost) {
                report.addFound(
                        path, "no host", "a host of its own", "Two environments cannot answer to the same name.");
            } else if (host != null && owners.putIfAbsent(host, name) != null) {
                report.add(
                        in(path, "host"),
                        "a host of its own; %s has it already".formatted(owners.get(host)),
                        "Two environments cannot answer to the same name.");
            }
        }
    }

    static void theLastEnvironmentHasTheStoresThemselves(Platform platform, Report report) {
        var environments = report.whole().path("environments");
        if (environments.isEmpty()) {
            return;
        }
        var last = List.copyOf(environments.propertyNames()).getLast();
        if (environments.path(last).path("data").asString("").equals("shared")) {
            report.add(in(ENVIRONMENTS, last, "data"), "nothing: the last environment has the stores that data says");
        }
    }
}
