package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.LayerOnCloud;
import dev.terrace.aws.Wire;
import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.Platform;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;

class NetworkLayerIT {
    private static final Map<String, Result.Output> IMPORTS = Map.of(
            "security/flow-logs-role",
            new Result.Output(
                    "flow-logs-role", Map.of("Arn", "arn:aws:iam::000000000000:role/terrace/any/any-flow-logs-role")));

    private static Wire wire;
    private static Ec2Client ec2;
    private static CloudWatchLogsClient logs;

    @BeforeAll
    static void connect() {
        TestCloud.shared().connect();
        wire = new Wire();
        ec2 = wire.client(Ec2Client.builder());
        logs = wire.client(CloudWatchLogsClient.builder());
    }

    private static LayerOnCloud layer(String name) {
        return layer(TaskManager.named(name));
    }

    private static LayerOnCloud layer(Platform platform) {
        return new LayerOnCloud(
                platform, NetworkLayer.NAME, IMPORTS, NetworkLayer::declare, NetworkLayer.types(ec2, logs, platform));
    }

    @Test
    void what_is_applied_is_there_at_few_calls_and_a_second_run_only_looks_once_per_type() {
        var layer = layer("again");
        wire.forget();

        var first = TestCloud.shared().withoutNewborns(layer::apply);
        var creating = wire.reads().size() + wire.writes().size();
        wire.forget();
        var second = layer.apply();

        assertThat(first.changes()).hasSize(layer.layer().size()).allMatch(change -> change.action() == Action.CREATE);
        assertThat(creating).isLessThanOrEqualTo((int) (1.2 * layer.layer().size()));
        assertThat(second.changes()).isEmpty();
        assertThat(second.outputs())
                .isEqualTo(first.outputs())
                .hasSize(layer.layer().size());
        assertThat(wire.writes()).isEmpty();
        var types = NetworkLayer.types(ec2, logs, layer.platform()).size();
        assertThat(wire.reads()).hasSizeLessThanOrEqualTo(types);
    }

    @Test
    void a_plan_of_a_new_network_changes_nothing_and_asks_two_questions_in_each_direction() {
        var layer = layer("planned");
        wire.forget();

        var plan = layer.plan();

        assertThat(plan.changes()).hasSize(layer.layer().size());
        assertThat(wire.writes()).isEmpty();
        assertThat(wire.reads())
                .containsExactlyInAnyOrder("DescribeTags", "DescribeLogGroups", "DescribeTags", "DescribeLogGroups");
    }

    /** Something that somebody does by hand, and how the plan tells it. */
    private record ByHand(String resource, Action action, String field, Consumer<Map<String, Result.Output>> change) {
        @Override
        public String toString() {
            return action + " " + resource + " " + field;
        }
    }

    static Stream<ByHand> changesByHand() {
        return Stream.of(
                new ByHand(
                        "network/vpc",
                        Action.UPDATE,
                        "EnableDnsHostnames",
                        outputs -> ec2.modifyVpcAttribute(request ->
                                request.vpcId(id(outputs, "vpc")).enableDnsHostnames(value -> value.value(false)))),
                new ByHand(
                        "network/private-a",
                        Action.UPDATE,
                        "MapPublicIpOnLaunch",
                        outputs -> ec2.modifySubnetAttribute(request -> request.subnetId(id(outputs, "private-a"))
                                .mapPublicIpOnLaunch(value -> value.value(true)))),
                new ByHand(
                        "network/public-b",
                        Action.UPDATE,
                        "Tags.kubernetes.io/role/elb",
                        outputs -> ec2.deleteTags(request -> request.resources(id(outputs, "public-b"))
                                .tags(Tag.builder()
                                        .key("kubernetes.io/role/elb")
                                        .build()))),
                new ByHand(
                        "network/private-c-default-route",
                        Action.UPDATE,
                        "NatGatewayId",
                        outputs ->
                                ec2.replaceRoute(request -> request.routeTableId(id(outputs, "private-c-route-table"))
                                        .destinationCidrBlock("0.0.0.0/0")
                                        .gatewayId(id(outputs, "internet-gateway")))),
                new ByHand(
                        "network/public-default-route",
                        Action.CREATE,
                        "RouteTableId",
                        outputs -> ec2.deleteRoute(request -> request.routeTableId(id(outputs, "public-route-table"))
                                .destinationCidrBlock("0.0.0.0/0"))),
                new ByHand(
                        "network/database-default-route",
                        Action.DELETE,
                        "",
                        outputs -> ec2.createRoute(request -> request.routeTableId(id(outputs, "database-route-table"))
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(id(outputs, "internet-gateway")))),
                new ByHand(
                        "network/private-a-route-to-192.168.0.0/16",
                        Action.DELETE,
                        "",
                        outputs -> ec2.createRoute(request -> request.routeTableId(id(outputs, "private-a-route-table"))
                                .destinationCidrBlock("192.168.0.0/16")
                                .gatewayId(id(outputs, "internet-gateway")))),
                new ByHand(
                        "network/database-a-association",
                        Action.UPDATE,
                        "RouteTableId",
                        outputs -> ec2.replaceRouteTableAssociation(
                                request -> request.associationId(id(outputs, "database-a-association"))
                                        .routeTableId(id(outputs, "public-route-table")))),
                new ByHand(
                        "network/s3-endpoint",
                        Action.UPDATE,
                        "RouteTableIds",
                        outputs -> ec2.modifyVpcEndpoint(request -> request.vpcEndpointId(id(outputs, "s3-endpoint"))
                                .removeRouteTableIds(id(outputs, "database-route-table")))),
                new ByHand(
                        "network/ecr-api-endpoint",
                        Action.UPDATE,
                        "PrivateDnsEnabled",
                        outputs ->
                                ec2.modifyVpcEndpoint(request -> request.vpcEndpointId(id(outputs, "ecr-api-endpoint"))
                                        .privateDnsEnabled(false))),
                new ByHand(
                        "network/flow-logs",
                        Action.UPDATE,
                        "RetentionInDays",
                        outputs -> logs.putRetentionPolicy(request ->
                                request.logGroupName(id(outputs, "flow-logs")).retentionInDays(1))),
                new ByHand(
                        "network/flow-log",
                        Action.CREATE,
                        "ResourceId",
                        outputs -> ec2.deleteFlowLogs(request -> request.flowLogIds(id(outputs, "flow-log")))),
                new ByHand(
                        "network/database-sg",
                        Action.UPDATE,
                        "SecurityGroupIngress",
                        outputs -> ec2.authorizeSecurityGroupIngress(request ->
                                request.groupId(id(outputs, "database-sg")).ipPermissions(ssh()))),
                new ByHand(
                        "network/endpoints-sg",
                        Action.UPDATE,
                        "SecurityGroupEgress",
                        outputs -> ec2.authorizeSecurityGroupEgress(request ->
                                request.groupId(id(outputs, "endpoints-sg")).ipPermissions(ssh()))),
                new ByHand(
                        "network/database-from-nodes",
                        Action.CREATE,
                        "GroupId",
                        outputs -> ec2.revokeSecurityGroupIngress(request -> request.groupId(id(outputs, "database-sg"))
                                .securityGroupRuleIds(id(outputs, "database-from-nodes")))),
                new ByHand(
                        "network/nodes-to-https",
                        Action.UPDATE,
                        "ToPort",
                        outputs -> ec2.modifySecurityGroupRules(request -> request.groupId(id(outputs, "nodes-sg"))
                                .securityGroupRules(Traffic.of("tcp", 443, 444, "0.0.0.0/0", null)
                                        .update(
                                                id(outputs, "nodes-to-https"),
                                                "Kubernetes API, AWS, image registries, web APIs")))));
    }

    private static String id(Map<String, Result.Output> outputs, String name) {
        return outputs.get("network/" + name).id();
    }

    private static IpPermission ssh() {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(22)
                .toPort(22)
                .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                .build();
    }

    @ParameterizedTest
    @MethodSource("changesByHand")
    void what_is_changed_by_hand_is_named_by_the_plan_and_put_back(ByHand byHand) {
        var layer = layer("by-hand");
        byHand.change().accept(layer.apply().outputs());

        var plan = layer.plan();
        layer.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.resource()).isEqualTo(byHand.resource());
            assertThat(change.action()).isEqualTo(byHand.action());
            assertThat(change.fields().stream()
                            .map(Change.Field::name)
                            .findFirst()
                            .orElse(""))
                    .isEqualTo(byHand.field());
        });
        assertThat(layer.plan().changes()).isEmpty();
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
        takeNameFrom(id(before, name));

        var plan = layer.plan();
        var after = layer.apply();

        assertThat(plan.changes()).singleElement().satisfies(change -> {
            assertThat(change.resource()).isEqualTo("network/" + name);
            assertThat(change.action()).isEqualTo(Action.UPDATE);
            assertThat(change.fields()).containsExactly(Change.Field.of("Tags.terrace:resource", null, name));
        });
        assertThat(after.outputs()).isEqualTo(before);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void an_address_that_lost_its_name_is_given_it_back_and_its_nat_gateway_serves_on() {
        var layer = layer("nameless-address");
        var before = layer.apply().outputs();
        takeNameFrom(before.get("network/eip-b").attributes().get("AllocationId"));

        var after = layer.apply();

        assertThat(after.changes()).singleElement().satisfies(change -> assertThat(change.resource())
                .isEqualTo("network/eip-b"));
        assertThat(after.outputs()).isEqualTo(before);
        assertThat(layer.plan().changes()).isEmpty();
    }

    private static void takeNameFrom(String resource) {
        ec2.deleteTags(request -> request.resources(resource)
                .tags(Tag.builder().key("terrace:resource").build()));
    }

    @Test
    void a_block_moves_to_another_zone_where_nothing_is_in_it_any_more() {
        layer(quiet("moving", "us-east-1c")).apply();
        var layer = layer(quiet("moving", "us-east-1d"));

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
        var layer = layer(TaskManager.platform("platform: task-manager", "platform: busy", "us-east-1c", "us-east-1d"));

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
    private static Platform quiet(String name, String thirdZone) {
        return TaskManager.platform(
                "platform: task-manager",
                "platform: " + name,
                "nat: per-zone",
                "nat: single",
                "endpoints: [s3, ecr]",
                "endpoints: [s3]",
                "us-east-1c",
                thirdZone);
    }

    @Test
    void a_subnet_of_somebody_else_in_an_added_zones_block_is_named_by_the_plan_and_stays() {
        var twoZones = TaskManager.platform(
                "platform: task-manager", "platform: taken",
                "zones: [us-east-1a, us-east-1b, us-east-1c]", "zones: [us-east-1a, us-east-1b]",
                ", 10.0.32.0/20]", "]",
                ", 10.0.96.0/20]", "]",
                ", 10.0.160.0/20]", "]");
        var outputs = layer(twoZones).apply().outputs();
        var subnet = ec2.createSubnet(request -> request.vpcId(id(outputs, "vpc"))
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
        var outputs = layer.apply().outputs();
        networkInterface(outputs, "left");
        var strange = networkInterface(outputs, "other");

        assertThatThrownBy(layer::destroy)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("network interface " + strange + " (aws-K8S-i-1, available)");
        ec2.deleteNetworkInterface(request -> request.networkInterfaceId(strange));
        layer.destroy();

        assertThat(ec2.describeNetworkInterfaces(
                                request -> request.filters(filter("subnet-id", id(outputs, "private-a"))))
                        .networkInterfaces())
                .isEmpty();
        assertThat(ec2.describeVpcs().vpcs()).noneMatch(left -> left.vpcId().equals(id(outputs, "vpc")));
    }

    /** One of the VPC CNI that its node forgot. */
    private static String networkInterface(Map<String, Result.Output> outputs, String cluster) {
        return ec2.createNetworkInterface(request -> request.subnetId(id(outputs, "private-a"))
                        .groups(id(outputs, "nodes-sg"))
                        .description("aws-K8S-i-1")
                        .tagSpecifications(Ec2Tags.of(
                                ResourceType.NETWORK_INTERFACE, Map.of("cluster.k8s.amazonaws.com/name", cluster))))
                .networkInterface()
                .networkInterfaceId();
    }

    @Test
    void a_nat_gateway_that_is_deleted_by_hand_is_made_again_and_the_route_follows_it() {
        var layer = layer("nat-deleted");
        var before = id(layer.apply().outputs(), "nat-b");
        ec2.deleteNatGateway(request -> request.natGatewayId(before));

        var outputs = layer.apply().outputs();

        assertThat(id(outputs, "nat-b")).isNotEqualTo(before);
        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void a_rule_that_was_replaced_by_one_without_tags_is_taken_back() {
        var layer = layer("rule-replaced");
        var outputs = layer.apply().outputs();
        var rule = id(outputs, "database-from-nodes");
        ec2.deleteTags(request ->
                request.resources(rule).tags(Tag.builder().key("terrace:layer").build()));

        layer.apply();

        assertThat(layer.plan().changes()).isEmpty();
    }

    @Test
    void what_somebody_else_put_into_the_vpc_stays() {
        var layer = layer("strangers");
        var outputs = layer.apply().outputs();
        var group = ec2.createSecurityGroup(
                        request -> request.groupName("mine").description("mine").vpcId(id(outputs, "vpc")))
                .groupId();
        TestCloud.settle();
        assertThat(layer.apply().changes()).isEmpty();

        ec2.deleteSecurityGroup(request -> request.groupId(group));
    }

    @Test
    void from_a_nat_gateway_per_zone_to_one_the_others_go_after_the_routes_were_moved() {
        layer("fewer").apply();
        var layer = layer(
                TaskManager.platform("platform: task-manager", "platform: fewer", "nat: per-zone", "nat: single"));

        layer.apply();

        assertThat(layer.plan().changes()).isEmpty();
        assertThat(natGateways("fewer")).containsExactly("fewer-nat-a");
    }

    /** The NAT gateways of a platform that are there, by their names. */
    private static Stream<String> natGateways(String platform) {
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
    void a_run_that_dies_after_any_of_its_writes_is_taken_up_without_a_second_copy() {
        wire.forget();
        layer("counted").apply();
        var writes = wire.writes().size();

        for (int survived = 1; survived < writes; survived += 5) {
            var layer = layer("dying-" + survived);
            wire.cutAfter(survived);
            layer.applyOnce();
            wire.mend();

            layer.apply();

            assertThat(layer.plan().changes())
                    .as("cut after %d writes", survived)
                    .isEmpty();
            assertThat(layer.destroy().changes()).hasSize(layer.layer().size());
        }
    }

    @Test
    void a_database_that_is_kept_keeps_its_subnets_its_group_and_their_vpc_and_nothing_else() {
        var layer = layer("kept");
        var outputs = layer.apply().outputs();
        var standsOn = Stream.of("database-a", "database-b", "database-c", "database-sg")
                .map(name -> id(outputs, name));

        var kept = layer.heldBy(Stream.concat(standsOn, Stream.of("postgres", "gp3", "us-east-1a"))
                        .toArray(String[]::new))
                .destroy()
                .kept();

        assertThat(kept)
                .extracting(sentence -> sentence.substring(0, sentence.indexOf(' ')))
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

    @Test
    void what_is_destroyed_is_gone_and_may_be_destroyed_again() {
        var layer = layer("gone");
        var vpc = id(layer.apply().outputs(), "vpc");

        var first = layer.destroy();
        var second = layer.destroy();

        assertThat(first.changes()).hasSize(layer.layer().size()).allMatch(change -> change.action() == Action.DELETE);
        assertThat(second.changes()).isEmpty();
        assertThat(ec2.describeVpcs().vpcs()).noneMatch(left -> left.vpcId().equals(vpc));
        assertThat(natGateways("gone")).isEmpty();
    }
}
