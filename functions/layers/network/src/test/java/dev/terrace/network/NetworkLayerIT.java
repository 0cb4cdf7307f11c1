package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.LayerContract;
import dev.terrace.aws.LayerOnCloud;
import dev.terrace.blueprint.Documents;
import dev.terrace.engine.Change;
import dev.terrace.engine.Kept;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.LayerName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;

class NetworkLayerIT extends LayerContract {
    private static final Map<String, Result.Output> IMPORTS = Map.of(
            "security/flow-logs-role",
            new Result.Output(
                    "flow-logs-role", Map.of("Arn", "arn:aws:iam::000000000000:role/terrace/any/any-flow-logs-role")));

    private final Ec2Client ec2 = wire.client(Ec2Client.builder());
    private final CloudWatchLogsClient logs = wire.client(CloudWatchLogsClient.builder());

    @Override
    protected LayerOnCloud layer(String name, String... replacements) {
        return new LayerOnCloud(
                LayerName.NETWORK,
                Documents.likeTaskManager(name, replacements),
                IMPORTS,
                NetworkLayer::declare,
                platform -> NetworkLayer.types(ec2, logs, platform));
    }

    @Override
    protected List<String> reads() {
        return List.of(
                "DescribeTags",
                "DescribeVpcs",
                "DescribeVpcAttribute",
                "DescribeVpcAttribute",
                "DescribeInternetGateways",
                "DescribeSubnets",
                "DescribeAddresses",
                "DescribeNatGateways",
                "DescribeRouteTables",
                "DescribeSecurityGroups",
                "DescribeSecurityGroupRules",
                "DescribeVpcEndpoints",
                "DescribeFlowLogs",
                "DescribeLogGroups");
    }

    @Override
    protected List<String> foreseen() {
        return List.of("flow-logs");
    }

    @Override
    protected List<String> inAws(LayerOnCloud layer) {
        var vpcs = ec2.describeVpcs().vpcs().stream().map(vpc -> vpc.vpcId()).filter(layer.id("vpc")::equals);
        return Stream.concat(vpcs, natGateways(layer.platform().name())).toList();
    }

    @Override
    protected Stream<ByHand> changesByHand() {
        return Stream.of(
                ByHand.changed(
                        "vpc",
                        "EnableDnsHostnames",
                        layer -> ec2.modifyVpcAttribute(request ->
                                request.vpcId(layer.id("vpc")).enableDnsHostnames(value -> value.value(false)))),
                ByHand.changed(
                        "private-a",
                        "MapPublicIpOnLaunch",
                        layer -> ec2.modifySubnetAttribute(request -> request.subnetId(layer.id("private-a"))
                                .mapPublicIpOnLaunch(value -> value.value(true)))),
                ByHand.changed(
                        "public-b",
                        "Tags.kubernetes.io/role/elb",
                        layer -> ec2.deleteTags(request -> request.resources(layer.id("public-b"))
                                .tags(Tag.builder()
                                        .key("kubernetes.io/role/elb")
                                        .build()))),
                ByHand.changed(
                        "private-c-default-route",
                        "NatGatewayId",
                        layer -> ec2.replaceRoute(request -> request.routeTableId(layer.id("private-c-route-table"))
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(layer.id("internet-gateway")))),
                ByHand.lost(
                        "public-default-route",
                        layer -> ec2.deleteRoute(request -> request.routeTableId(layer.id("public-route-table"))
                                .destinationCidrBlock("0.0.0.0/0"))),
                ByHand.added(
                        "database-default-route",
                        layer -> ec2.createRoute(request -> request.routeTableId(layer.id("database-route-table"))
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(layer.id("internet-gateway")))),
                ByHand.added(
                        "private-a-route-to-192.168.0.0/16",
                        layer -> ec2.createRoute(request -> request.routeTableId(layer.id("private-a-route-table"))
                                .destinationCidrBlock("192.168.0.0/16")
                                .gatewayId(layer.id("internet-gateway")))),
                ByHand.changed(
                        "database-a-association",
                        "RouteTableId",
                        layer -> ec2.replaceRouteTableAssociation(
                                request -> request.associationId(layer.id("database-a-association"))
                                        .routeTableId(layer.id("public-route-table")))),
                ByHand.changed(
                        "s3-endpoint",
                        "RouteTableIds",
                        layer -> ec2.modifyVpcEndpoint(request -> request.vpcEndpointId(layer.id("s3-endpoint"))
                                .removeRouteTableIds(layer.id("database-route-table")))),
                ByHand.changed(
                        "ecr-api-endpoint",
                        "PrivateDnsEnabled",
                        layer -> ec2.modifyVpcEndpoint(request -> request.vpcEndpointId(layer.id("ecr-api-endpoint"))
                                .privateDnsEnabled(false))),
                ByHand.changed(
                        "flow-logs",
                        "RetentionInDays",
                        layer -> logs.putRetentionPolicy(request ->
                                request.logGroupName(layer.id("flow-logs")).retentionInDays(1))),
                ByHand.lost(
                        "flow-log", layer -> ec2.deleteFlowLogs(request -> request.flowLogIds(layer.id("flow-log")))),
                ByHand.changed(
                        "database-sg",
                        "SecurityGroupIngress",
                        layer -> ec2.authorizeSecurityGroupIngress(request ->
                                request.groupId(layer.id("database-sg")).ipPermissions(ssh()))),
                ByHand.changed(
                        "endpoints-sg",
                        "SecurityGroupEgress",
                        layer -> ec2.authorizeSecurityGroupEgress(request ->
                                request.groupId(layer.id("endpoints-sg")).ipPermissions(ssh()))),
                ByHand.lost(
                        "database-from-nodes",
                        layer -> ec2.revokeSecurityGroupIngress(request -> request.groupId(layer.id("database-sg"))
                                .securityGroupRuleIds(layer.id("database-from-nodes")))),
                ByHand.changed(
                        "nodes-to-https",
                        "ToPort",
                        layer -> ec2.modifySecurityGroupRules(request -> request.groupId(layer.id("nodes-sg"))
                                .securityGroupRules(Traffic.of("tcp", 443, 444, "0.0.0.0/0", null)
                                        .update(
                                                layer.id("nodes-to-https"),
                                                "Kubernetes API, AWS, image registries, web APIs")))));
    }

    private static IpPermission ssh() {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(22)
                .toPort(22)
                .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                .build();
    }

    @Test
    void a_network_is_made_by_little_more_than_one_call_for_each_resource() {
        var layer = layer("thrifty");
        wire.forget();

        TestCloud.shared().withoutNewborns(layer::apply);

        assertThat(wire.reads().size() + wire.writes().size())
                .isLessThanOrEqualTo((int) (1.2 * layer.layer().size()));
    }

    @Test
    void a_plan_of_a_new_network_asks_two_questions_in_each_direction() {
        var layer = layer("planned");
        wire.forget();

        layer.plan();

        assertThat(wire.reads())
                .containsExactlyInAnyOrder("DescribeTags", "DescribeLogGroups", "DescribeTags", "DescribeLogGroups");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vpc",
                "private-c",
                "internet-gateway",
                "public-route-table",
                "nat-b",
                "nodes-sg",
                "ecr-api-endpoint",
                "flow-log"
            })
    void what_lost_the_tag_with_its_name_is_given_it_back_and_is_the_same_as_before(String name) {
        var layer = layer("nameless");
        var before = layer.apply().outputs();
        takeNameFrom(layer.id(name));

        var plan = layer.plan();
        var after = layer.apply();

        assertThat(told(plan)).containsExactly("UPDATE network/" + name);
        assertThat(plan.changes().getFirst().fields())
                .containsExactly(Change.Field.of("Tags.terrace:resource", null, name));
        assertThat(after.outputs()).isEqualTo(before);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void an_address_that_lost_its_name_is_given_it_back_and_its_nat_gateway_serves_on() {
        var layer = layer("nameless-address");
        var before = layer.apply().outputs();
        takeNameFrom(layer.attribute("eip-b", "AllocationId"));

        var after = layer.apply();

        assertThat(told(after)).containsExactly("UPDATE network/eip-b");
        assertThat(after.outputs()).isEqualTo(before);
        assertThat(layer.plan().changes()).isEmpty();
    }

    private void takeNameFrom(String resource) {
        ec2.deleteTags(request -> request.resources(resource)
                .tags(Tag.builder().key("terrace:resource").build()));
    }

    @Test
    void a_block_moves_to_another_zone_where_nothing_is_in_it_any_more() {
        quiet("moving", "us-east-1c").apply();
        var layer = quiet("moving", "us-east-1d");

        var plan = layer.plan();
        layer.apply();

        assertThat(plan.notes()).isEmpty();
        assertThat(layer.plan().changes()).isEmpty();
        assertThat(ec2.describeSubnets(request -> request.filters(filter("tag:terrace:platform", "moving")))
                        .subnets())
                .extracting(software.amazon.awssdk.services.ec2.model.Subnet::availabilityZone)
                .containsOnly("us-east-1a", "us-east-1b", "us-east-1d");
    }

    @Test
    void a_block_in_which_something_is_still_at_work_does_not_move_and_the_plan_names_it() {
        layer("busy").apply();
        var layer =
                layer("busy", "  nat: per-zone\n", "  nat: per-zone\n  zones: [us-east-1a, us-east-1b, us-east-1d]\n");

        var plan = layer.plan();
        var apply = layer.applyOnce();

        assertThat(plan.notes())
                .anySatisfy(
                        note -> assertThat(note).contains("network/public-d").contains("Interface for NAT Gateway"))
                .anySatisfy(
                        note -> assertThat(note).contains("network/private-d").contains("VPC Endpoint Interface"));
        assertThat(apply.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(apply.changes()).isEmpty();
    }

    /** A network with nothing in the subnets of its third zone. */
    private LayerOnCloud quiet(String name, String thirdZone) {
        return layer(
                name,
                "nat: per-zone",
                "nat: single\n  zones: [us-east-1a, us-east-1b, %s]".formatted(thirdZone),
                "endpoints: [s3, ecr]",
                "endpoints: [s3]");
    }

    @Test
    void a_subnet_of_somebody_else_in_an_added_zones_block_is_named_by_the_plan_and_stays() {
        var twoZones = layer("taken", "  nat: per-zone\n", "  nat: per-zone\n  zones: 2\n");
        twoZones.apply();
        var subnet = ec2.createSubnet(request -> request.vpcId(twoZones.id("vpc"))
                        .cidrBlock("10.0.96.0/24")
                        .availabilityZone("us-east-1b"))
                .subnet()
                .subnetId();
        TestCloud.settle();
        var layer = layer("taken");

        var plan = layer.plan();
        var apply = layer.applyOnce();

        assertThat(plan.notes())
                .singleElement()
                .asString()
                .startsWith("An apply refuses: network/private-c: " + subnet);
        assertThat(apply.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(apply.changes()).isEmpty();

        ec2.deleteSubnet(request -> request.subnetId(subnet));
        layer.apply();
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void what_the_cluster_left_behind_goes_with_the_network_and_what_somebody_else_has_there_is_named() {
        var layer = layer("left");
        layer.apply();
        networkInterface(layer, "left");
        var strange = networkInterface(layer, "other");

        assertThatThrownBy(layer::destroy)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("network interface " + strange + " (aws-K8S-i-1, available)");
        ec2.deleteNetworkInterface(request -> request.networkInterfaceId(strange));
        layer.destroy();

        assertThat(ec2.describeNetworkInterfaces(request -> request.filters(filter("subnet-id", layer.id("private-a"))))
                        .networkInterfaces())
                .isEmpty();
        assertThat(inAws(layer)).isEmpty();
    }

    /** One of the VPC CNI that its node forgot. */
    private String networkInterface(LayerOnCloud layer, String cluster) {
        return ec2.createNetworkInterface(request -> request.subnetId(layer.id("private-a"))
                        .groups(layer.id("nodes-sg"))
                        .description("aws-K8S-i-1")
                        .tagSpecifications(Ec2Tags.of(
                                ResourceType.NETWORK_INTERFACE, Map.of("cluster.k8s.amazonaws.com/name", cluster))))
                .networkInterface()
                .networkInterfaceId();
    }

    @Test
    void a_nat_gateway_that_is_deleted_by_hand_is_made_again_and_the_route_follows_it() {
        var layer = layer("nat-deleted");
        layer.apply();
        var before = layer.id("nat-b");
        ec2.deleteNatGateway(request -> request.natGatewayId(before));

        layer.apply();

        assertThat(layer.id("nat-b")).isNotEqualTo(before);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_rule_that_was_replaced_by_one_without_tags_is_taken_back() {
        var layer = layer("rule-replaced");
        layer.apply();
        ec2.deleteTags(request -> request.resources(layer.id("database-from-nodes"))
                .tags(Tag.builder().key("terrace:layer").build()));

        layer.apply();

        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void what_somebody_else_put_into_the_vpc_stays() {
        var layer = layer("strangers");
        layer.apply();
        var group = ec2.createSecurityGroup(
                        request -> request.groupName("mine").description("mine").vpcId(layer.id("vpc")))
                .groupId();
        TestCloud.settle();
        assertThat(layer.apply().changes()).isEmpty();

        ec2.deleteSecurityGroup(request -> request.groupId(group));
    }

    @Test
    void from_a_nat_gateway_per_zone_to_one_the_others_go_after_the_routes_were_moved() {
        layer("fewer").apply();
        var layer = layer("fewer", "nat: per-zone", "nat: single");

        layer.apply();

        assertThat(layer.plan().changes()).isEmpty();
        assertThat(natGateways("fewer")).containsExactly("fewer-nat-a");
    }

    /** The NAT gateways of a platform that are there, by their names. */
    private Stream<String> natGateways(String platform) {
        return ec2
                .describeNatGateways(request ->
                        request.filter(filter("tag:terrace:platform", platform), filter("state", "available")))
                .natGateways()
                .stream()
                .flatMap(gateway -> gateway.tags().stream())
                .filter(tag -> tag.key().equals("Name"))
                .map(Tag::value);
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    @Test
    void a_database_that_is_kept_keeps_its_subnets_its_group_and_their_vpc_and_nothing_else() {
        var layer = layer("kept");
        var outputs = layer.apply().outputs();
        var standsOn = Stream.of("database-a", "database-b", "database-c", "database-sg")
                .map(layer::id);

        var kept = layer.heldBy(Stream.concat(standsOn, Stream.of("postgres", "gp3", "us-east-1a"))
                        .toArray(String[]::new))
                .destroy()
                .kept();

        assertThat(kept)
                .extracting(Kept::resource)
                .containsExactlyInAnyOrder(
                        "network/vpc",
                        "network/database-a",
                        "network/database-b",
                        "network/database-c",
                        "network/database-sg");
        assertThat(layer.apply().outputs())
                .as("adopts them")
                .containsEntry("network/database-a", outputs.get("network/database-a"))
                .containsEntry("network/vpc", outputs.get("network/vpc"));
        layer.heldBy().destroy();
    }
}
