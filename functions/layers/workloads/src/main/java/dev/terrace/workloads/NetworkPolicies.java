package dev.terrace.workloads;

import dev.terrace.platform.Application;
import dev.terrace.platform.Application.Scheme;
import dev.terrace.platform.Cluster.PodIdentity;
import dev.terrace.platform.Component;
import dev.terrace.platform.Egress;
import dev.terrace.platform.Network.Subnet;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Postgres;
import dev.terrace.platform.Value.Reference;
import dev.terrace.platform.Workload;
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

/**
 * Nothing may talk to anything in an application's namespace, but for what follows from the values of its workloads, its ingress and
 * what {@code egress} says beside.
 */
record NetworkPolicies(Platform platform, Application application) {
    /**
     * Where pods ask for the credentials of their role: an address of the node's own, which a policy must allow as any other.
     * Clusters are of IPv4; on those of IPv6 it would be fd00:ec2::23.
     *
     * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html">the agent's addresses</a>
     */
    private static final String POD_IDENTITY_AGENT = "169.254.170.23/32";

    private static final String ANYWHERE = "0.0.0.0/0";

    /** The label that Kubernetes gives every namespace: its name. */
    private static final String NAMESPACE = "kubernetes.io/metadata.name";

    private static final int HTTP = 80;
    private static final int DNS = 53;
    private static final int HTTPS = 443;

    List<HasMetadata> declare() {
        var policies = new ArrayList<HasMetadata>();
        policies.add(policy("default-deny", Labels.of(platform.name()), new LabelSelector(), List.of(), List.of()));
        application
                .running()
                .forEach((name, workload) -> policies.add(policy(
                        name,
                        Labels.of(platform.name(), name),
                        Labels.selector(name),
                        ingress(name, workload),
                        egress(workload))));
        return policies;
    }

    private NetworkPolicy policy(
            String name,
            Map<String, String> labels,
            LabelSelector pods,
            List<NetworkPolicyIngressRule> ingress,
            List<NetworkPolicyEgressRule> egress) {
        return new NetworkPolicyBuilder()
                .withMetadata(Labels.metadata(application.namespace(), name, labels))
                .withNewSpec()
                .withPodSelector(pods)
                .withPolicyTypes("Ingress", "Egress")
                .withIngress(ingress)
                .withEgress(egress)
                .endSpec()
                .build();
    }

    // ---------------------------------------------------------------- who may come

    private List<NetworkPolicyIngressRule> ingress(String name, Workload workload) {
        if (!(workload instanceof Component component) || component.port() == null) {
            return List.of();
        }
        return Stream.concat(fromLoadBalancer(name), fromPeers(name))
                .map(from -> new NetworkPolicyIngressRuleBuilder()
                        .withFrom(from)
                        .withPorts(port("TCP", component.port()))
                        .build())
                .toList();
    }

    private Stream<List<NetworkPolicyPeer>> fromLoadBalancer(String component) {
        return application.loadBalancer().stream()
                .filter(ingress -> ingress.components().contains(component))
                .map(ingress -> blocks(
                        platform.network().subnets(ingress.scheme() == Scheme.INTERNAL ? Tier.PRIVATE : Tier.PUBLIC)));
    }

    /** From whatever runs, in whichever application, and refers to the component. */
    private Stream<List<NetworkPolicyPeer>> fromPeers(String component) {
        var scope = new Scope(platform);
        return platform.applications().values().stream().flatMap(theirs -> theirs.running().entrySet().stream()
                .filter(peer -> peer.getValue().references().stream()
                        .filter(scope::isComponent)
                        .map(Reference::head)
                        .anyMatch(component::equals))
                .map(peer -> List.of(pods(theirs, peer.getKey()))));
    }

    // ---------------------------------------------------------------- where it may go

    private List<NetworkPolicyEgressRule> egress(Workload workload) {
        return Stream.of(
                        Stream.of(toDns()),
                        toPostgres(workload),
                        toPeers(workload),
                        toAws(workload),
                        workload.egress().stream().map(this::to))
                .flatMap(rules -> rules)
                .toList();
    }

    private static NetworkPolicyEgressRule toDns() {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(clusterDns())
                .withPorts(port("UDP", DNS), port("TCP", DNS))
                .build();
    }

    private Stream<NetworkPolicyEgressRule> toPostgres(Workload workload) {
        var scope = new Scope(platform);
        return workload.references().stream().anyMatch(scope::isPostgres)
                ? Stream.of(to(blocks(platform.network().dataSubnets()), Postgres.PORT))
                : Stream.empty();
    }

    private Stream<NetworkPolicyEgressRule> toPeers(Workload workload) {
        var scope = new Scope(platform);
        return workload.references().stream()
                .filter(scope::isComponent)
                .map(Reference::head)
                .distinct()
                .sorted()
                .map(peer -> to(
                        List.of(pods(platform.applicationOf(peer).orElseThrow(), peer)),
                        platform.component(peer).port()));
    }

    /** A workload with a role asks for its credentials, of STS or of its node's agent, and calls AWS with them. */
    private Stream<NetworkPolicyEgressRule> toAws(Workload workload) {
        if (workload.permissions().isEmpty()) {
            return Stream.empty();
        }
        var https = to(anywhere(), HTTPS);
        return platform.cluster().podIdentity() == PodIdentity.POD_IDENTITY
                ? Stream.of(https, to(List.of(block(POD_IDENTITY_AGENT)), HTTP))
                : Stream.of(https);
    }

    /** A policy knows no names: to a name is to everywhere outside the VPC. */
    private NetworkPolicyEgressRule to(Egress egress) {
        var peers = egress.block()
                .map(block -> block.equals(ANYWHERE) ? anywhere() : List.of(block(block)))
                .orElseGet(() -> List.of(outside()));
        return to(peers, egress.port());
    }

    private static NetworkPolicyEgressRule to(List<NetworkPolicyPeer> peers, int port) {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(peers)
                .withPorts(port("TCP", port))
                .build();
    }

    // ---------------------------------------------------------------- in Kubernetes' words

    private NetworkPolicyPeer pods(Application theirs, String workload) {
        var peer = new NetworkPolicyPeerBuilder().withPodSelector(Labels.selector(workload));
        return theirs.namespace().equals(application.namespace())
                ? peer.build()
                : peer.withNewNamespaceSelector()
                        .addToMatchLabels(NAMESPACE, theirs.namespace())
                        .endNamespaceSelector()
                        .build();
    }

    private static NetworkPolicyPeer clusterDns() {
        return new NetworkPolicyPeerBuilder()
                .withNewNamespaceSelector()
                .addToMatchLabels(NAMESPACE, "kube-system")
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

    /**
     * In two parts, as AWS's policy controller may make one of all rules about one block: what one of them excepts, it then keeps from all
     * (github.com/aws/amazon-network-policy-controller-k8s/issues/121).
     */
    private List<NetworkPolicyPeer> anywhere() {
        return List.of(outside(), block(platform.network().cidr()));
    }

    private NetworkPolicyPeer outside() {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(ANYWHERE)
                .withExcept(platform.network().cidr())
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
