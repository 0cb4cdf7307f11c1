package dev.terrace.workloads;

import dev.terrace.engine.Owner;
import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An Ingress, of which the AWS Load Balancer Controller makes an Application Load Balancer.
 *
 * @see <a href="https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/">its annotations</a>
 */
final class LoadBalancer {
    private static final String ALB = "alb.ingress.kubernetes.io/";

    private LoadBalancer() {}

    static HasMetadata declare(Platform platform, Imports imports) {
        var application = platform.application();
        var ingress = application.ingress();
        var object = new IngressBuilder()
                .withMetadata(Labels.metadata(application.namespace(), platform.name(), Labels.of(platform.name())))
                .editMetadata()
                .withAnnotations(annotations(platform, ingress, imports))
                .endMetadata()
                .withNewSpec()
                .withIngressClassName("alb")
                .addNewRule()
                .withHost(ingress.host())
                .withNewHttp()
                .withPaths(paths(ingress))
                .endHttp()
                .endRule()
                .endSpec();
        return object.build();
    }

    private static Map<String, String> annotations(Platform platform, Ingress ingress, Imports imports) {
        var internal = ingress.scheme() == Scheme.INTERNAL;
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(ALB + "scheme", internal ? "internal" : "internet-facing");
        annotations.put(ALB + "target-type", "ip");
        annotations.put(ALB + "group.name", platform.name());
        annotations.put(ALB + "listen-ports", "[{\"HTTP\":80}]");
        annotations.put(
                ALB + "tags", Owner.PLATFORM_TAG + "=" + platform.name() + "," + Owner.LAYER_TAG + "=workloads");
        imports.id("network/load-balancer-sg").ifPresent(id -> annotations.put(ALB + "security-groups", id));
        var subnets = platform.network().subnets(internal ? Tier.PRIVATE : Tier.PUBLIC).stream()
                .map(subnet -> imports.id("network/" + subnet.name()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(","));
        if (!subnets.isEmpty()) {
            annotations.put(ALB + "subnets", subnets);
        }
        return annotations;
    }

    /** The controller makes its rules in this order, and the first that matches serves. */
    private static List<HTTPIngressPath> paths(Ingress ingress) {
        return ingress.paths().entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<String, String> it) -> it.getKey().length())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .map(it -> new HTTPIngressPathBuilder()
                        .withPath(it.getKey())
                        .withPathType("Prefix")
                        .withNewBackend()
                        .withNewService()
                        .withName(it.getValue())
                        .withNewPort()
                        .withName(ComponentObjects.HTTP)
                        .endPort()
                        .endService()
                        .endBackend()
                        .build())
                .toList();
    }
}
