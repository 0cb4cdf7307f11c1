package dev.terrace.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * What in EC2 keeps something of a network from being deleted, as a person would look for it: whatever uses a network has an interface
 * in it, whose description says what it is of. AWS itself says only that there is something.
 */
final class Holders {
    private static final int ENOUGH = 5;

    private final Ec2Client ec2;
    private final ClusterLeftovers leftovers;

    /** @param leftovers are no holders: they go together with what they hold */
    Holders(Ec2Client ec2, ClusterLeftovers leftovers) {
        this.ec2 = ec2;
        this.leftovers = leftovers;
    }

    /** @param filter of DescribeNetworkInterfaces: {@code subnet-id}, {@code group-id} or {@code vpc-id} */
    List<String> interfaces(String filter, String id) {
        return interfaces(filter, id, each -> !leftovers.isLeftBehind(each));
    }

    /** The interfaces with a public address, which an internet gateway cannot leave alone. */
    List<String> publicAddresses(String vpc) {
        return interfaces("vpc-id", vpc, each -> each.association() != null);
    }

    private List<String> interfaces(String filter, String id, Predicate<NetworkInterface> which) {
        var all =
                ec2.describeNetworkInterfaces(ask -> ask.filters(Look.filter(filter, id))).networkInterfaces().stream()
                        .filter(which)
                        .map(Holders::sentence)
                        .sorted()
                        .toList();
        if (all.size() <= ENOUGH) {
            return all;
        }
        var some = new ArrayList<>(all.subList(0, ENOUGH));
        some.add((all.size() - ENOUGH) + " more network interfaces");
        return some;
    }

    private static String sentence(NetworkInterface each) {
        var words = new ArrayList<String>();
        if (each.description() != null && !each.description().isEmpty()) {
            words.add(each.description());
        }
        if (each.attachment() != null
                && each.attachment().instanceId() != null
                && !each.attachment().instanceId().isEmpty()) {
            words.add("of instance " + each.attachment().instanceId());
        }
        words.add(each.statusAsString());
        return "network interface " + each.networkInterfaceId() + " (" + String.join(", ", words) + ")";
    }

    /** The interfaces that are in the group, and the groups with rules that name it. */
    List<String> ofSecurityGroup(String group, String vpc) {
        var naming = groups(vpc)
                .filter(other -> !other.groupId().equals(group))
                .filter(other -> Stream.of(other.ipPermissions(), other.ipPermissionsEgress())
                        .flatMap(List::stream)
                        .anyMatch(rule -> names(rule, group)))
                .map(other -> "a rule of " + sentence(other));
        return Stream.concat(interfaces("group-id", group).stream(), naming).toList();
    }

    private static boolean names(IpPermission rule, String group) {
        return rule.userIdGroupPairs().stream().anyMatch(pair -> group.equals(pair.groupId()));
    }

    /** What is in the VPC beside what is deleted with it. */
    List<String> ofVpc(String vpc) {
        var in = Look.filter("vpc-id", vpc);
        return Stream.of(
                        ec2.describeSubnets(ask -> ask.filters(in)).subnets().stream()
                                .map(subnet -> "subnet " + subnet.subnetId()),
                        groups(vpc)
                                .filter(group -> !group.groupName().equals("default"))
                                .map(Holders::sentence),
                        ec2.describeRouteTables(ask -> ask.filters(in)).routeTables().stream()
                                .filter(table ->
                                        table.associations().stream().noneMatch(association -> association.main()))
                                .map(table -> "route table " + table.routeTableId()),
                        ec2.describeVpcEndpoints(ask -> ask.filters(in)).vpcEndpoints().stream()
                                .map(endpoint ->
                                        "endpoint " + endpoint.vpcEndpointId() + " (" + endpoint.serviceName() + ")"),
                        ec2
                                .describeInternetGateways(ask -> ask.filters(Look.filter("attachment.vpc-id", vpc)))
                                .internetGateways()
                                .stream()
                                .map(gateway -> "internet gateway " + gateway.internetGatewayId()))
                .flatMap(holders -> holders)
                .toList();
    }

    private Stream<SecurityGroup> groups(String vpc) {
        return ec2.describeSecurityGroups(ask -> ask.filters(Look.filter("vpc-id", vpc))).securityGroups().stream();
    }

    private static String sentence(SecurityGroup group) {
        return "security group " + group.groupId() + " (" + group.groupName() + ")";
    }
}
