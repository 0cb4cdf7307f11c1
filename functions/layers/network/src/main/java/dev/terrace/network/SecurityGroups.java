package dev.terrace.network;

import dev.terrace.engine.Layer;
import dev.terrace.engine.Ref;
import dev.terrace.platform.Application;
import dev.terrace.platform.Application.Ingress;
import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.Egress;
import dev.terrace.platform.Network.Endpoint;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Postgres;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may talk to whom. A group is there only if something of the platform is to be put into it, and allows nothing, in either
 * direction, but what is declared here: also the rule by which AWS lets every new group send everything everywhere is taken out.
 *
 * <p>Not in need of a rule, because security groups do not see them: DNS and NTP of the VPC, and the instance metadata.
 *
 * @param endpoints the group of the interface endpoints; null when there are none
 */
record SecurityGroups(Ref endpoints) {
    private static final String ANYWHERE = "0.0.0.0/0";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    static SecurityGroups declare(Platform platform, Layer layer, Ref vpc) {
        var rules = new Rules(layer, vpc);
        var nodes = platform.cluster() == null ? null : clusterAndNodes(platform, rules);
        if (platform.postgres() != null) {
            var database = rules.group("database", "The database: PostgreSQL from the nodes");
            layer.export(List.of(database));
            if (nodes != null) {
                rules.allow("nodes", nodes, "database", database, "", Postgres.PORT, Postgres.PORT, "PostgreSQL");
            }
        }
        var ingresses = platform.applications().values().stream()
                .map(Application::loadBalancer)
                .flatMap(Optional::stream)
                .toList();
        if (nodes != null && !ingresses.isEmpty()) {
            loadBalancer(platform, ingresses, rules, nodes);
        }
        return new SecurityGroups(endpoints(platform, rules, nodes));
    }

    private static Ref clusterAndNodes(Platform platform, Rules rules) {
        var cluster = rules.group("cluster", "The network interfaces of the Kubernetes control plane");
        var nodes = rules.group("nodes", "The Kubernetes nodes and the pods on them");
        rules.layer.export(List.of(cluster, nodes));
        rules.allowIn("cluster-from-nodes", cluster, nodes, HTTPS, HTTPS, "Kubernetes API");
        // The kubelet, and whatever port a webhook or an aggregated API listens on.
        rules.allow("cluster", cluster, "nodes", nodes, "", 1025, 65535, "kubelet, webhooks and aggregated APIs");
        rules.allowAll("nodes", nodes, "pods and nodes among each other");
        rules.allowOut("nodes-to-https", nodes, ANYWHERE, HTTPS, "Kubernetes API, AWS, image registries, web APIs");
        for (var egress : egress(platform)) {
            var name = egress.block()
                    .map(block -> block.replaceAll("[./]", "-") + "-")
                    .orElse("");
            rules.allowOut(
                    "nodes-to-" + name + egress.port(),
                    nodes,
                    egress.block().orElse(ANYWHERE),
                    egress.port(),
                    "what pods call by egress");
        }
        return nodes;
    }

    /** To whom pods may open connections beyond HTTPS, each once: of a host name only the port is known here. */
    private static List<Egress> egress(Platform platform) {
        return platform.running().values().stream()
                .flatMap(workload -> workload.egress().stream())
                .map(Egress::held)
                .filter(egress -> egress.port() != HTTPS)
                .distinct()
                .sorted(Comparator.comparing(Egress::toString))
                .toList();
    }

    private static void loadBalancer(Platform platform, List<Ingress> ingresses, Rules rules, Ref nodes) {
        var balancer = rules.group("load-balancer", "The load balancer: HTTP and HTTPS only");
        rules.layer.export(List.of(balancer));
        var isPublic = ingresses.stream().anyMatch(ingress -> ingress.scheme() == Scheme.INTERNET_FACING);
        var clients = isPublic ? ANYWHERE : platform.network().cidr();
        rules.allowIn("load-balancer-from-http", balancer, clients, HTTP, "HTTP");
        rules.allowIn("load-balancer-from-https", balancer, clients, HTTPS, "HTTPS");
        for (var port : ports(platform, ingresses)) {
            rules.allow("load-balancer", balancer, "nodes", nodes, "-" + port, port, port, "pods behind the ingress");
        }
    }

    /** The ports of the pods that the load balancer sends requests to, and checks the health of. */
    private static List<Integer> ports(Platform platform, List<Ingress> ingresses) {
        return ingresses.stream()
                .flatMap(ingress -> ingress.components().stream())
                .map(component -> platform.component(component).port())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Ref endpoints(Platform platform, Rules rules, Ref nodes) {
        if (!platform.network().endpoints().contains(Endpoint.ECR)) {
            return null;
        }
        var endpoints = rules.group("endpoints", "The private endpoints of AWS services");
        if (nodes == null) {
            rules.allowIn("endpoints-from-vpc", endpoints, platform.network().cidr(), HTTPS, "AWS APIs");
        } else {
            rules.allowIn("endpoints-from-nodes", endpoints, nodes, HTTPS, HTTPS, "AWS APIs");
        }
        return endpoints;
    }

    /** Adds groups and rules to the layer; a rule is named after both ends, {@code nodes-from-cluster}. */
    private record Rules(Layer layer, Ref vpc) {
        private static final String TCP = "tcp";
        private static final String ALL = "-1";

        Ref group(String name, String description) {
            var group = name + "-sg";
            return layer.add(
                    group, SecurityGroup.withoutRules(layer.owner().key(group).physicalName(), description, vpc.ref()));
        }

        /** Lets one group talk to the other: a rule out and a rule in. */
        void allow(String from, Ref source, String to, Ref destination, String suffix, int low, int high, String what) {
            layer.add(
                    from + "-to-" + to + suffix,
                    new SecurityGroupEgress(source.ref(), TCP, low, high, null, destination.ref(), what));
            allowIn(to + "-from-" + from + suffix, destination, source, low, high, what);
        }

        void allowAll(String name, Ref group, String what) {
            layer.add(name + "-to-" + name, new SecurityGroupEgress(group.ref(), ALL, -1, -1, null, group.ref(), what));
            layer.add(
                    name + "-from-" + name,
                    new SecurityGroupIngress(group.ref(), ALL, -1, -1, null, group.ref(), what));
        }

        void allowIn(String name, Ref group, Ref source, int low, int high, String what) {
            layer.add(name, new SecurityGroupIngress(group.ref(), TCP, low, high, null, source.ref(), what));
        }

        void allowIn(String name, Ref group, String cidr, int port, String what) {
            layer.add(name, new SecurityGroupIngress(group.ref(), TCP, port, port, cidr, null, what));
        }

        void allowOut(String name, Ref group, String cidr, int port, String what) {
            layer.add(name, new SecurityGroupEgress(group.ref(), TCP, port, port, cidr, null, what));
        }
    }
}
