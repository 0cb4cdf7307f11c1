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
                # `./terrace explain FILE` shows this file with all that it leaves out, `./terrace explain KEY` what a key means.
                platform: %2$s # begins the names of all resources, so it never changes
                region: %3$s

                network:
                  cidr: 10.0.0.0/16
                  zones: [%4$sa, %4$sb] # two that your account has: `aws ec2 describe-availability-zones` lists them
                  subnets: # a block for each zone
                    public: [10.0.0.0/20, 10.0.16.0/20] # the load balancer and the NAT gateway
                    private: [10.0.64.0/20, 10.0.80.0/20] # the nodes

                cluster:
                  version: "1.33+" # the oldest that AWS still offers, from this one on
                  nodeGroups:
                    general: { instanceTypes: [t3.medium], min: 2, desired: 2, max: 4 }

                application:
                  namespace: %2$s
                  components:
                """.formatted(schema, Yaml.scalar(platform), Yaml.scalar(region), region)
                + components.stream().map(FirstBlueprint::component).collect(joining())
                + ingress();
    }

    private static String component(Part part) {
        var name = Yaml.scalar(part.name());
        return part.port() == null ? """
                    %s: # serves nothing
                      replicas: 1
                      resources: # what it asks for, and the most memory that it gets
                        requests: { cpu: 100m, memory: 256Mi }
                        limits: { memory: 256Mi }
                      allowTo: [dns] # and whom else it calls: components by name, https, postgres
                """.formatted(name) : """
                    %1$s:
                      port: %2$d
                      replicas: 2
                      resources: # what it asks for, and the most memory that it gets
                        requests: { cpu: 250m, memory: 256Mi }
                        limits: { memory: 256Mi }
                      probes:
                        readiness: { path: / } # answers with 2xx or 3xx when it is ready
                      env:
                        HTTP_PORT: "%2$d" # for the image that runs until your first push
                      disruption: { minAvailable: 1 } # of a drained node's pods
                      allowFrom: [load-balancer] # and who else calls it: components by name
                      allowTo: [dns] # and whom it calls: components by name, https, postgres
                """.formatted(name, part.port());
    }

    private String ingress() {
        var served = components.stream().filter(part -> part.port() != null).toList();
        if (served.isEmpty()) {
            return "";
        }
        var paths = new StringBuilder("  ingress: # a load balancer\n    paths:\n");
        for (var part : served) {
            var path = part == served.getFirst() ? "/" : "/" + part.name();
            paths.append("      %s: %s\n".formatted(Yaml.scalar(path), Yaml.scalar(part.name())));
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
