package dev.terrace.blueprint;

import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Platform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonPointer;

/** What Kubernetes and an Application Load Balancer ask of an ingress: what they refuse, its controller tells in events alone. */
final class IngressChecks {
    private static final JsonPointer INGRESS = Path.of("application", "ingress");

    /** docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
    private static final int LONGEST_HOST = 128;

    private IngressChecks() {}

    /** kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1: Kubernetes refuses them. */
    static void pathsHaveNoEmptyParts(Platform platform, Report report) {
        ingress(platform).ifPresent(ingress -> ingress.paths().keySet().stream()
                .filter(path ->
                        path.contains("//") || Arrays.stream(path.split("/")).anyMatch(List.of(".", "..")::contains))
                .forEach(path -> report.addKey(
                        INGRESS.appendProperty("paths").appendProperty(path),
                        "the path \"" + path + "\"",
                        "a path without any part that is empty, . or ..",
                        "")));
    }

    static void hostIsShortEnough(Platform platform, Report report) {
        ingress(platform)
                .map(Ingress::host)
                .filter(host -> host.length() > LONGEST_HOST)
                .ifPresent(_ ->
                        report.add(INGRESS.appendProperty("host"), "at most %d characters".formatted(LONGEST_HOST)));
    }

    private static Optional<Ingress> ingress(Platform platform) {
        return Optional.ofNullable(platform.application()).map(it -> it.ingress());
    }
}
