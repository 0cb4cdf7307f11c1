package dev.terrace.workloads;

import dev.terrace.engine.Owner;
import dev.terrace.platform.Application;
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
 * @see <a href="https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/">its annotations</a>
 */
record LoadBalancer(Platform platform, Application application, Imports imports) {
    private static final String ALB = "alb.ingress.kubernetes.io/";

    /** More than any path is long; the controller takes orders from -1000 to 1000. */
    private static final int LONGEST_PATH = 400;

    private static final Comparator<Route> WIDEST_LAST = Comparator.comparing((Route it) -> width(it.host()))
            .thenComparing(it -> -String.valueOf(it.host()).length())
            .thenComparing(it -> String.valueOf(it.host()))
            .thenComparing(it -> -it.path().length())
            .thenComparing(Route::path);

    HasMetadata declare() {
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
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(ALB + "scheme", internal ? "internal" : "internet-facing");
        annotations.put(ALB + "target-type", "ip");
        annotations.put(ALB + "group.name", platform.name() + (internal ? "-internal" : ""));
        if (isShared(ingress.scheme())) {
            annotations.put(ALB + "group.order", Integer.toString(order(ingress)));
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

    private boolean isShared(Scheme scheme) {
        return platform.applications().values().stream()
                        .flatMap(application -> application.loadBalancer().stream())
                        .filter(ingress -> ingress.scheme() == scheme)
                        .count()
                > 1;
    }

    /**
     * Where the application's rules come among those of all applications, the lowest first: the more an ingress takes, the later it
     * comes.
     */
    private static int order(Ingress ingress) {
        var widest = ingress.routes().stream().max(WIDEST_LAST).orElseThrow();
        return width(widest.host()) - widest.path().length();
    }

    /** What answers at any host takes more than what does at some, and that more than what names its host. */
    private static int width(String host) {
        return host == null ? 2 * LONGEST_PATH : host.startsWith("*") ? LONGEST_PATH : 0;
    }

    /** The controller makes its rules in this order, and the first that matches serves. */
    private static List<IngressRule> rules(Ingress ingress) {
        return ingress.routes().stream()
                .sorted(WIDEST_LAST)
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
