package dev.terrace.network;

import dev.terrace.engine.Layer;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.logs.LogGroup;
import dev.terrace.platform.Network;
import dev.terrace.platform.Network.Endpoint;
import dev.terrace.platform.Network.Nat;
import dev.terrace.platform.Network.Tier;
import dev.terrace.platform.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** What the network layer of a platform is made of. */
public final class NetworkLayer {
    public static final String NAME = "network";

    /**
     * How the AWS Load Balancer Controller finds the subnets for a load balancer, see
     * <a href="https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html">the EKS user guide</a>.
     */
    private static final Map<Tier, Map<String, String>> ROLES = Map.of(
            Tier.PUBLIC, Map.of("kubernetes.io/role/elb", "1"),
            Tier.PRIVATE, Map.of("kubernetes.io/role/internal-elb", "1"),
            Tier.DATABASE, Map.of());

    private static final String FLOW_LOGS = "flow-logs";

    private final Platform platform;
    private final Network network;
    private final Layer layer;
    private final Ref vpc;

    private NetworkLayer(Platform platform, Layer layer) {
        this.platform = platform;
        this.network = platform.network();
        this.layer = layer;
        this.vpc = layer.add("vpc", new Vpc(network.cidr(), true, true));
    }

    /** Declares the layer's resources. */
    public static void declare(Platform platform, Layer layer) {
        new NetworkLayer(platform, layer).declare();
    }

    /** The types of the layer's resources, for one walk: they share what one look at EC2 has shown. */
    public static List<ResourceType<?>> types(Ec2Client ec2, CloudWatchLogsClient logs, Platform platform) {
        var inventory = new Inventory(ec2, platform.name(), NAME);
        return List.of(
                Vpc.type(inventory),
                InternetGateway.type(inventory),
                VpcGatewayAttachment.type(inventory),
                Subnet.type(inventory),
                Eip.type(inventory),
                NatGateway.type(inventory),
                RouteTable.type(inventory),
                Route.type(inventory),
                SubnetRouteTableAssociation.type(inventory),
                SecurityGroup.type(inventory),
                SecurityGroupIngress.type(inventory),
                SecurityGroupEgress.type(inventory),
                VpcEndpoint.type(inventory),
                LogGroup.type(logs, flowLogGroup(platform), declaredLogs(platform)),
                FlowLog.type(inventory));
    }

    private void declare() {
        var subnets = subnets();
        var tables = new ArrayList<Ref>();
        if (!network.cidrs(Tier.PUBLIC).isEmpty()) {
            var internet = internetGateway();
            tables.add(publicRoutes(internet, subnets));
            tables.addAll(privateRoutes(natGateways(internet, subnets), subnets));
        } else {
            tables.addAll(privateRoutes(Map.of(), subnets));
        }
        if (!network.cidrs(Tier.DATABASE).isEmpty()) {
            tables.add(routeTable("database", network.subnets(Tier.DATABASE), subnets));
        }
        var groups = SecurityGroups.declare(platform, layer, vpc);
        endpoints(tables, subnets, groups);
        flowLogs();
        export(subnets);
    }

    /**
     * The cluster, its load balancers and the database stand in these, beside the groups that {@link SecurityGroups} exports.
     */
    private void export(Map<String, Ref> subnets) {
        if (platform.cluster() == null && platform.postgres() == null) {
            return;
        }
        layer.export(List.of(vpc));
        layer.export(subnets.values());
    }

    private Map<String, Ref> subnets() {
        var refs = new LinkedHashMap<String, Ref>();
        for (var tier : Tier.values()) {
            for (var subnet : network.subnets(tier)) {
                var spec = new Subnet(vpc.ref(), subnet.cidr(), subnet.zone(), tier == Tier.PUBLIC, ROLES.get(tier));
                refs.put(subnet.name(), layer.add(subnet.name(), spec));
            }
        }
        return refs;
    }

    // ---------------------------------------------------------------- ways in and out

    /** The internet gateway, and what must be there before an address of the VPC can use it. */
    private record Internet(Ref gateway, Ref attachment) {}

    private Internet internetGateway() {
        var gateway = layer.add("internet-gateway", new InternetGateway());
        var attachment = layer.add(
                VpcGatewayAttachment.nameOf(gateway.name()), new VpcGatewayAttachment(gateway.ref(), vpc.ref()));
        return new Internet(gateway, attachment);
    }

    /** The NAT gateways by the letter of their zone. */
    private Map<String, Ref> natGateways(Internet internet, Map<String, Ref> subnets) {
        var zones = network.subnets(Tier.PUBLIC);
        var used =
                switch (network.nat()) {
                    case NONE -> List.<Network.Subnet>of();
                    case SINGLE -> zones.subList(0, 1);
                    case PER_ZONE -> zones;
                };
        var gateways = new LinkedHashMap<String, Ref>();
        for (var subnet : used) {
            var address = layer.add("eip-" + subnet.letter(), new Eip("vpc"));
            var spec = new NatGateway(subnets.get(subnet.name()).ref(), address.get("AllocationId"), "public");
            gateways.put(subnet.letter(), layer.add("nat-" + subnet.letter(), spec, internet.attachment()));
        }
        return gateways;
    }

    private Ref publicRoutes(Internet internet, Map<String, Ref> subnets) {
        var table = routeTable("public", network.subnets(Tier.PUBLIC), subnets);
        layer.add(
                Route.nameOf(table.name()),
                Route.toGateway(table.ref(), internet.gateway().ref()),
                internet.attachment());
        return table;
    }

    /** One table for each NAT gateway, so that no zone's traffic depends on another zone; else one for all. */
    private List<Ref> privateRoutes(Map<String, Ref> gateways, Map<String, Ref> subnets) {
        var tier = network.subnets(Tier.PRIVATE);
        if (network.nat() == Nat.PER_ZONE) {
            return tier.stream()
                    .map(subnet ->
                            privateRoutes(subnet.name(), List.of(subnet), gateways.get(subnet.letter()), subnets))
                    .toList();
        }
        var gateway = gateways.values().stream().findFirst().orElse(null);
        return tier.isEmpty() ? List.of() : List.of(privateRoutes("private", tier, gateway, subnets));
    }

    private Ref privateRoutes(String name, List<Network.Subnet> tier, Ref gateway, Map<String, Ref> subnets) {
        var table = routeTable(name, tier, subnets);
        if (gateway != null) {
            layer.add(Route.nameOf(table.name()), Route.toNat(table.ref(), gateway.ref()));
        }
        return table;
    }

    private Ref routeTable(String name, List<Network.Subnet> tier, Map<String, Ref> subnets) {
        var table = layer.add(RouteTable.nameFor(name), new RouteTable(vpc.ref()));
        for (var subnet : tier) {
            var spec =
                    new SubnetRouteTableAssociation(subnets.get(subnet.name()).ref(), table.ref());
            layer.add(SubnetRouteTableAssociation.nameOf(subnet.name()), spec);
        }
        return table;
    }

    // ---------------------------------------------------------------- private ways to AWS

    private void endpoints(List<Ref> tables, Map<String, Ref> subnets, SecurityGroups groups) {
        if (network.endpoints().contains(Endpoint.S3)) {
            layer.add("s3-endpoint", VpcEndpoint.gatewayTo(service("s3"), vpc.ref(), refs(tables)));
        }
        if (network.endpoints().contains(Endpoint.ECR)) {
            var places = network.subnets(Tier.PRIVATE).stream()
                    .map(subnet -> subnets.get(subnet.name()))
                    .toList();
            var group = Set.of(groups.endpoints().ref());
            layer.add("ecr-api-endpoint", VpcEndpoint.interfaceTo(service("ecr.api"), vpc.ref(), refs(places), group));
            layer.add("ecr-dkr-endpoint", VpcEndpoint.interfaceTo(service("ecr.dkr"), vpc.ref(), refs(places), group));
        }
    }

    private String service(String name) {
        return "com.amazonaws." + platform.region() + "." + name;
    }

    private static Set<String> refs(List<Ref> refs) {
        return refs.stream().map(Ref::ref).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // ---------------------------------------------------------------- the log of the traffic

    private void flowLogs() {
        if (network.flowLogs() == null) {
            return;
        }
        var group = layer.add(FLOW_LOGS, flowLogs(platform));
        layer.add("flow-log", FlowLog.ofVpc(vpc.ref(), group.ref(), new Ref("security", "flow-logs-role").get("Arn")));
    }

    private static Map<LogGroup, String> declaredLogs(Platform platform) {
        return platform.network().flowLogs() == null ? Map.of() : Map.of(flowLogs(platform), FLOW_LOGS);
    }

    private static LogGroup flowLogs(Platform platform) {
        return new LogGroup(
                flowLogGroup(platform), platform.network().flowLogs().retentionDays());
    }

    private static String flowLogGroup(Platform platform) {
        return "/terrace/" + platform.name() + "/" + FLOW_LOGS;
    }
}
