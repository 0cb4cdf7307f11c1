package dev.terrace.kubernetes;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import java.util.Optional;

/** What an Ingress says about its load balancer. */
public final class Ingresses {
    /** All that name the same group are one load balancer. */
    private static final String GROUP = "alb.ingress.kubernetes.io/group.name";

    private Ingresses() {}

    /** The load balancer's host name; empty until it is there. */
    public static Optional<String> address(Ingress ingress) {
        if (ingress.getStatus() == null || ingress.getStatus().getLoadBalancer() == null) {
            return Optional.empty();
        }
        return ingress.getStatus().getLoadBalancer().getIngress().stream()
                .map(IngressLoadBalancerIngress::getHostname)
                .filter(hostname -> hostname != null)
                .findFirst();
    }

    static boolean shareLoadBalancer(Ingress one, Ingress other) {
        return group(one).isPresent() && group(one).equals(group(other));
    }

    private static Optional<String> group(Ingress ingress) {
        return Optional.ofNullable(ingress.getMetadata().getAnnotations()).map(annotations -> annotations.get(GROUP));
    }
}
