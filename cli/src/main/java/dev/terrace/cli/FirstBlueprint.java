package dev.terrace.cli;

import static java.util.stream.Collectors.joining;

import dev.terrace.blueprint.Blueprint;
import dev.terrace.blueprint.BlueprintProblem;
import dev.terrace.blueprint.Yaml;
import java.util.List;

/**
 * A blueprint to begin with: small, whole, and with a word on what is likely to change. The words are those of the schema; a test
 * holds that what comes out is good.
 *
 * @param schema where editors find the schema, as seen from the file
 * @param components the first with a port is what the load balancer's root leads to
 */
record FirstBlueprint(String schema, String platform, String region, List<Part> components) {
    FirstBlueprint {
        components = List.copyOf(components);
    }

    /**
     * A component.
     *
     * @param port on which it serves; null when it serves nothing
     */
    record Part(String name, Integer port) {}

    String text() {
        return """
                # yaml-language-server: $schema=%1$s
                #
                # All that is not said has a default: `./terrace explain FILE` shows this file with all that it leaves out,
                # `./terrace explain KEY` what a key means.
                platform: %2$s # begins the names of all resources, so it never changes
                region: %3$s

                # data:
                #   postgres: { multiAz: true } # ${postgres.host} in a component's env is its address, and opens the way to it

                applications:
                  %2$s:
                    components:
                """.formatted(schema, Yaml.scalar(platform), Yaml.scalar(region))
                + components.stream().map(FirstBlueprint::component).collect(joining())
                + ingress();
    }

    private static String component(Part part) {
        var name = Yaml.scalar(part.name());
        return part.port() == null
                ? "      %s: {} # serves nothing; runs from its first push on\n".formatted(name)
                : "      %s:\n        port: %d\n        health: / # answers with 2xx or 3xx while all is well\n"
                        .formatted(name, part.port());
    }

    private String ingress() {
        var served = components.stream().filter(part -> part.port() != null).toList();
        if (served.isEmpty()) {
            return "";
        }
        var paths = new StringBuilder("    ingress: # a load balancer\n      paths:\n");
        for (var part : served) {
            var path = part == served.getFirst() ? "/" : "/" + part.name();
            paths.append("        %s: %s\n".formatted(Yaml.scalar(path), Yaml.scalar(part.name())));
        }
        return paths.toString();
    }

    /** What is wrong with it, if something that was asked for cannot be: nothing else ever is. */
    List<BlueprintProblem> problems() {
        return switch (Blueprint.read("", text())) {
            case Blueprint.Valid _ -> List.of();
            case Blueprint.Invalid invalid -> invalid.problems();
        };
    }
}
