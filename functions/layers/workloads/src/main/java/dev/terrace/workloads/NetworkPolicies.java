package dev.terrace.workloads;

import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.Cluster.PodIdentity;
import dev.terrace.platform.Component;
import dev.terrace.platform.Network.Subnet;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Postgres;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Nothing may talk to anything in the namespace, but for what a component's {@code allowFrom} and {@code allowTo} say. */
final class NetworkPolicies {
    /**
     * Where pods ask for the credentials of their role: an address of the node's own, which a policy must allow as any other.
     * Clusters are of IPv4; on those of IPv6 it would be fd00:ec2::23.
     *
     * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html">the agent's addresses</a>
     */
    private static final String POD_IDENTITY_AGENT = "169.254.170.23/32";

    private static final int HTTP = 80;
    private static final int DNS = 53;
    private static final int HTTPS = 443;
    private static final int REDIS = 6379;

    private NetworkPolicies() {}

    static List<HasMetadata> declare(Platform platform) {
        var policies = new ArrayList<HasMetadata>();
        policies.add(policy(
                platform, "default-deny", Labels.of(platform.name()), new LabelSelector(), List.of(), List.of()));
        platform.components()
                .forEach((name, component) -> policies.add(policy(
                        platform,
                        name,
                        Labels.of(platform.name(), name),
                        Labels.selector(name),
                        component.port() == null
                                ? List.of()
                                : component.allowFrom().stream()
                                        .map(from -> from(platform, from, component.port()))
                                        .toList(),
                        Stream.concat(
                                        component.allowTo().stream().map(to -> to(platform, to)),
                                        toAgent(platform, component))
                                .toList())));
        return policies;
    }

    /** A component with a role gets at its credentials; with IRSA it asks STS for them, which is among what https allows. */
    private static Stream<NetworkPolicyEgressRule> toAgent(Platform platform, Component component) {
        return component.permissions().isEmpty() || platform.cluster().podIdentity() != PodIdentity.POD_IDENTITY
                ? Stream.empty()
                : Stream.of(new NetworkPolicyEgressRuleBuilder()
                        .withTo(block(POD_IDENTITY_AGENT))
                        .withPorts(port("TCP", HTTP))
                        .build());
    }

    private static NetworkPolicy policy(
            Platform platform,
            String name,
            Map<String, String> labels,
            LabelSelector pods,
            List<NetworkPolicyIngressRule> ingress,
            List<NetworkPolicyEgressRule> egress) {
        return new NetworkPolicyBuilder()
                .withMetadata(Labels.metadata(platform.application().namespace(), name, labels))
                .withNewSpec()
                .withPodSelector(pods)
                .withPolicyTypes("Ingress", "Egress")
                .withIngress(ingress)
                .withEgress(egress)
                .endSpec()
                .build();
    }

    private static NetworkPolicyIngressRule from(Platform platform, String from, int port) {
        return new NetworkPolicyIngressRuleBuilder()
                .withFrom(from.equals("load-balancer") ? blocks(loadBalancerSubnets(platform)) : List.of(pods(from)))
                .withPorts(port("TCP", port))
                .build();
    }

    private static NetworkPolicyEgressRule to(Platform platform, String to) {
        var rule = new NetworkPolicyEgressRuleBuilder();
        if (platform.components().containsKey(to)) {
            return rule.withTo(pods(to))
                    .withPorts(port("TCP", platform.component(to).port()))
                    .build();
        }
        return switch (to) {
            case "dns" ->
                rule.withTo(clusterDns())
                        .withPorts(port("UDP", DNS), port("TCP", DNS))
                        .build();
            case "https" ->
                rule.withTo(block("0.0.0.0/0")).withPorts(port("TCP", HTTPS)).build();
            case "postgres" ->
                rule.withTo(blocks(platform.network().dataSubnets()))
                        .withPorts(port("TCP", Postgres.PORT))
                        .build();
            case "redis" ->
                rule.withTo(blocks(platform.network().dataSubnets()))
                        .withPorts(port("TCP", REDIS))
                        .build();
            default -> throw new IllegalArgumentException("allowTo: " + to);
        };
    }

    private static List<Subnet> loadBalancerSubnets(Platform platform) {
        var ingress = platform.application().ingress();
        var internal = ingress != null && ingress.scheme() == Scheme.INTERNAL;
        return platform.network().subnets(internal ? Tier.PRIVATE : Tier.PUBLIC);
    }

    private static NetworkPolicyPeer pods(String component) {
        return new NetworkPolicyPeerBuilder()
                .withPodSelector(Labels.selector(component))
                .build();
    }

    private static NetworkPolicyPeer clusterDns() {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels("kubernetes.io/metadata.name", "kube-system")
                .endNamespaceSelector()
                .withNewPodSelector()
                .addToMatchLabels("k8s-app", "kube-dns")
                .endPodSelector()
                .build();
    }

    private static List<NetworkPolicyPeer> blocks(List<Subnet> subnets) {
        return subnets.stream().map(subnet -> block(subnet.cidr())).toList();
    }

    private static NetworkPolicyPeer block(String cidr) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(cidr)
                .endIpBlock()
                .build();
    }

    private static NetworkPolicyPort port(String protocol, int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol(protocol)
                .withPort(new IntOrString(port))
                .build();
    }
}
