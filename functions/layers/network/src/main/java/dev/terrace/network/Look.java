package dev.terrace.network;

import dev.terrace.engine.Futures;
import dev.terrace.engine.Owner;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * One look at what EC2 has of the layer: each question is asked once, when the first type wants the answer, and several types
 * live on one answer. Where nothing at all carries the platform's tag, which one call tells, nothing else is asked.
 *
 * <p>The layer's is what carries its tags, and what has no tags but belongs to such a thing: a route, an association. What is in
 * its VPC without them is somebody else's: it is shown, since it may be in the way, but never changed or deleted.
 */
final class Look {
    final Supplier<List<software.amazon.awssdk.services.ec2.model.Vpc>> vpcs;
    final Supplier<List<software.amazon.awssdk.services.ec2.model.InternetGateway>> internetGateways;

    /** All of the VPCs, whoever made them. */
    final Supplier<List<software.amazon.awssdk.services.ec2.model.Subnet>> subnets;

    /** The VPCs with subnets that carry the layer's tags. */
    final Supplier<List<software.amazon.awssdk.services.ec2.model.Vpc>> vpcsOfSubnets;

    final Supplier<List<Address>> addresses;

    /** Also those that AWS lists for an hour after their end. */
    final Supplier<List<software.amazon.awssdk.services.ec2.model.NatGateway>> natGateways;

    /** All of the VPCs, whoever made them: a subnet may have been put into a foreign one. */
    final Supplier<List<software.amazon.awssdk.services.ec2.model.RouteTable>> routeTables;

    /** All of the VPCs, whoever made them. */
    final Supplier<List<software.amazon.awssdk.services.ec2.model.VpcEndpoint>> endpoints;

    final Supplier<List<software.amazon.awssdk.services.ec2.model.FlowLog>> flowLogs;

    /** All of the VPCs, whoever made them. */
    final Supplier<List<software.amazon.awssdk.services.ec2.model.SecurityGroup>> securityGroups;

    /** All of the layer's security groups, whoever made them. */
    final Supplier<List<SecurityGroupRule>> securityGroupRules;

    private final Supplier<Boolean> anything;

    Look(Ec2Client ec2, Owner owner) {
        var tagged = List.of(filter("key", Owner.PLATFORM_TAG), filter("value", owner.platform()));
        var owned = owner.ownershipTags().entrySet().stream()
                .map(tag -> filter("tag:" + tag.getKey(), tag.getValue()))
                .toList();

        anything = once(() -> ec2.describeTagsPaginator(ask -> ask.filters(tagged)).tags().stream()
                .findAny()
                .isPresent());
        vpcs = ifAny(() -> ec2.describeVpcsPaginator(ask -> ask.filters(owned)).vpcs().stream());
        internetGateways = ifAny(
                () -> ec2.describeInternetGatewaysPaginator(ask -> ask.filters(owned)).internetGateways().stream());
        subnets = inVpcs(in -> ec2.describeSubnetsPaginator(ask -> ask.filters(in)).subnets().stream());
        vpcsOfSubnets = of(
                "vpc-id",
                () -> anything.get()
                        ? ec2.describeSubnetsPaginator(ask -> ask.filters(owned)).subnets().stream()
                                .map(subnet -> subnet.vpcId())
                                .distinct()
                        : Stream.of(),
                in -> ec2.describeVpcsPaginator(ask -> ask.filters(in)).vpcs().stream());
        addresses = ifAny(() -> ec2.describeAddresses(ask -> ask.filters(owned)).addresses().stream());
        natGateways = ifAny(() -> ec2.describeNatGatewaysPaginator(ask -> ask.filter(owned)).natGateways().stream());
        routeTables = inVpcs(in -> ec2.describeRouteTablesPaginator(ask -> ask.filters(in)).routeTables().stream());
        endpoints = inVpcs(in -> ec2.describeVpcEndpointsPaginator(ask -> ask.filters(in)).vpcEndpoints().stream());
        flowLogs = ifAny(() -> ec2.describeFlowLogsPaginator(ask -> ask.filter(owned)).flowLogs().stream());
        securityGroups =
                inVpcs(in -> ec2.describeSecurityGroupsPaginator(ask -> ask.filters(in)).securityGroups().stream());
        securityGroupRules =
                of(
                        "group-id",
                        () -> securityGroups.get().stream()
                                .filter(group -> Ec2Tags.owns(owner, group.tags()))
                                .map(group -> group.groupId()),
                        inGroups -> ec2
                                .describeSecurityGroupRulesPaginator(ask -> ask.filters(inGroups))
                                .securityGroupRules()
                                .stream());
    }

    private <T> Supplier<List<T>> ifAny(Supplier<Stream<T>> question) {
        return once(() -> anything.get() ? question.get().toList() : List.of());
    }

    private <T> Supplier<List<T>> inVpcs(Question<T> question) {
        return of("vpc-id", () -> vpcs.get().stream().map(vpc -> vpc.vpcId()), question);
    }

    /** What belongs to others; without others, nothing, and no question. */
    private static <T> Supplier<List<T>> of(String filter, Supplier<Stream<String>> ids, Question<T> question) {
        return once(() -> {
            var values = ids.get().toArray(String[]::new);
            return values.length == 0
                    ? List.of()
                    : question.ask(List.of(filter(filter, values))).toList();
        });
    }

    private interface Question<T> {
        Stream<T> ask(Collection<Filter> filters);
    }

    static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(Arrays.asList(values)).build();
    }

    /** Asks at most once, however many threads want to know; all of them get the answer, or the exception. */
    private static <T> Supplier<T> once(Supplier<T> question) {
        var task = new FutureTask<>(question::get);
        return () -> {
            task.run();
            return Futures.await(task);
        };
    }
}
