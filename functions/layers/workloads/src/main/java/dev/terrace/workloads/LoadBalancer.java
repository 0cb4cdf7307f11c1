package dev.terrace.workloads;

import dev.terrace.engine.Owner;
import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Application.Route;
import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPathBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Ingress of an application. Of those of all applications that are of the same scheme the AWS Load Balancer Controller makes one
 * Application Load Balancer.
 *
 * @param name the application's
 * @see <a href="https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/">its annotations</a>
 */
record LoadBalancer(Platform platform, String name, Imports imports) {
    private static final String ALB = "alb.ingress.kubernetes.io/";

    /** A route that says more about the requests that it takes comes before one that says less, see {@link Route#comesBefore}. */
    private static final Comparator<Route> MORE_SAID_FIRST = Comparator.comparing((Route it) -> it.host() == null)
            .thenComparing(it -> it.host() != null && it.host().startsWith("*"))
            .thenComparing(it -> -String.valueOf(it.host()).length())
            .thenComparing(it -> String.valueOf(it.host()))
            .thenComparing(it -> -it.path().length())
            .thenComparing(Route::path);

    HasMetadata declare() {
        var application = platform.applications().get(name);
        return new IngressBuilder()
                .withMetadata(Labels.metadata(application.namespace(), platform.name(), Labels.of(platform.name())))
                .editMetadata()
                .withAnnotations(annotations(application.ingress()))
                .endMetadata()
                .withNewSpec()
                .withIngressClassName("alb")
                .withRules(rules(application.ingress()))
                .endSpec()
                .build();
    }

    private Map<String, String> annotations(Ingress ingress) {
        var internal = ingress.scheme() == Scheme.INTERNAL;
        int turn = platform.ingressGroup(ingress.scheme()).turns().get(name);
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(ALB + "scheme", internal ? "internal" : "internet-facing");
        annotations.put(ALB + "target-type", "ip");
        annotations.put(ALB + "group.name", platform.name() + (internal ? "-internal" : ""));
        if (turn > 0) {
            annotations.put(ALB + "group.order", Integer.toString(turn));
        }
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
    private static List<IngressRule> rules(Ingress ingress) {
        return ingress.routes().stream()
                .sorted(MORE_SAID_FIRST)
                .collect(Collectors.groupingBy(
                        route -> Optional.ofNullable(route.host()), LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(ofHost -> rule(ofHost.getKey().orElse(null), ofHost.getValue()))
                .toList();
    }

    private static IngressRule rule(String host, List<Route> routes) {
        return new IngressRuleBuilder()
                .withHost(host)
                .withNewHttp()
                .withPaths(routes.stream().map(LoadBalancer::path).toList())
                .endHttp()
                .build();
    }

    private static HTTPIngressPath path(Route route) {
        return new HTTPIngressPathBuilder()
                .withPath(route.path())
                .withPathType("Prefix")
                .withNewBackend()
                .withNewService()
                .withName(route.component())
                .withNewPort()
                .withName(ComponentObjects.HTTP)
                .endPort()
                .endService()
                .endBackend()
                .build();
    }
}
