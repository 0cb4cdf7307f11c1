package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Whose a thing is that has what a declared one is to have: it is taken back, goes first, or is somebody else's. */
class WhatOnlyOneCanHaveTest {
    private static final String PRIVATE_C = "10.0.96.0/20";

    private final FakeEc2 ec2 = new FakeEc2();
    private final Inventory inventory = ec2.inventory();

    /** Two specs of a type. */
    private record Pair<S extends Record>(String what, ResourceType<S> type, S wanted, S other) {
        @Override
        public String toString() {
            return what;
        }

        boolean excludes() {
            return type.excludes(wanted, other);
        }
    }

    static Stream<Pair<?>> exclusive() {
        var ec2 = new FakeEc2();
        var all = ec2.inventory();
        return Stream.of(
                new Pair<>(
                        "a subnet whose block is a part of the other's",
                        Subnet.type(all),
                        subnet("vpc-1", "10.0.96.0/24", "us-east-1d"),
                        subnet("vpc-1", PRIVATE_C, "us-east-1c")),
                new Pair<>(
                        "the route table of a subnet",
                        SubnetRouteTableAssociation.type(all),
                        new SubnetRouteTableAssociation("subnet-1", "rtb-1"),
                        new SubnetRouteTableAssociation("subnet-1", "rtb-2")),
                new Pair<>(
                        "the route to a destination",
                        Route.type(all),
                        Route.toNat("rtb-1", "nat-1"),
                        Route.toGateway("rtb-1", "igw-1")),
                new Pair<>(
                        "the internet gateway of a VPC",
                        VpcGatewayAttachment.type(all),
                        new VpcGatewayAttachment("igw-1", "vpc-1"),
                        new VpcGatewayAttachment("igw-2", "vpc-1")),
                new Pair<>(
                        "the VPC of an internet gateway",
                        VpcGatewayAttachment.type(all),
                        new VpcGatewayAttachment("igw-1", "vpc-1"),
                        new VpcGatewayAttachment("igw-1", "vpc-2")),
                new Pair<>(
                        "the name of a security group",
                        SecurityGroup.type(all),
                        SecurityGroup.withoutRules("shop-nodes-sg", "nodes", "vpc-1"),
                        SecurityGroup.withoutRules("shop-nodes-sg", "other", "vpc-1")),
                new Pair<>(
                        "a rule of a security group, whatever its description",
                        SecurityGroupIngress.type(all),
                        new SecurityGroupIngress("sg-1", "tcp", 80, 80, "0.0.0.0/0", null, "HTTP"),
                        new SecurityGroupIngress("sg-1", "tcp", 80, 80, "0.0.0.0/0", null, "web")),
                new Pair<>(
                        "a service's endpoint",
                        VpcEndpoint.type(all),
                        VpcEndpoint.interfaceTo("ecr.api", "vpc-1", Set.of("subnet-1"), Set.of("sg-1")),
                        VpcEndpoint.interfaceTo("ecr.api", "vpc-1", Set.of("subnet-2"), Set.of("sg-2"))),
                new Pair<>(
                        "an address of a NAT gateway",
                        NatGateway.type(all),
                        new NatGateway("subnet-1", "eipalloc-1", "public"),
                        new NatGateway("subnet-2", "eipalloc-1", "public")),
                new Pair<>(
                        "a flow log",
                        FlowLog.type(all),
                        FlowLog.ofVpc("vpc-1", "group", "role"),
                        FlowLog.ofVpc("vpc-1", "group", "other role")));
    }

    @ParameterizedTest
    @MethodSource("exclusive")
    void only_one_can_have(Pair<?> pair) {
        assertThat(pair.excludes()).isTrue();
    }

    static Stream<Pair<?>> beside() {
        var ec2 = new FakeEc2();
        var all = ec2.inventory();
        return Stream.of(
                new Pair<>(
                        "the next block",
                        Subnet.type(all),
                        subnet("vpc-1", "10.0.112.0/20", "us-east-1c"),
                        subnet("vpc-1", PRIVATE_C, "us-east-1c")),
                new Pair<>(
                        "the same block of another VPC",
                        Subnet.type(all),
                        subnet("vpc-1", PRIVATE_C, "us-east-1c"),
                        subnet("vpc-2", PRIVATE_C, "us-east-1c")),
                new Pair<>(
                        "another destination",
                        Route.type(all),
                        Route.toNat("rtb-1", "nat-1"),
                        new Route("rtb-1", "192.168.0.0/16", null, null, null, "nat-1")),
                new Pair<>(
                        "another route table", RouteTable.type(all), new RouteTable("vpc-1"), new RouteTable("vpc-1")),
                new Pair<>("another address", Eip.type(all), new Eip("vpc"), new Eip("vpc")),
                new Pair<>(
                        "another address's NAT gateway",
                        NatGateway.type(all),
                        new NatGateway("subnet-1", "eipalloc-1", "public"),
                        new NatGateway("subnet-1", "eipalloc-2", "public")),
                new Pair<>(
                        "another service's endpoint",
                        VpcEndpoint.type(all),
                        VpcEndpoint.gatewayTo("s3", "vpc-1", Set.of("rtb-1")),
                        VpcEndpoint.gatewayTo("dynamodb", "vpc-1", Set.of("rtb-1"))));
    }

    @ParameterizedTest
    @MethodSource("beside")
    void there_is_room_for(Pair<?> pair) {
        assertThat(pair.excludes()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.96.0/20, 10.0.96.0/20, true",
        "10.0.96.0/20, 10.0.111.0/24, true",
        "10.0.111.0/24, 10.0.96.0/20, true",
        "10.0.96.0/20, 10.0.112.0/20, false",
        "10.0.96.0/20, 10.0.95.0/24, false",
        "0.0.0.0/0, 255.255.255.255/32, true"
    })
    void blocks_overlap_where_they_share_an_address(String one, String other, boolean overlap) {
        assertThat(Block.of(one).overlaps(Block.of(other))).isEqualTo(overlap);
    }

    @Test
    void what_lost_its_name_is_found_without_one_and_is_given_it_back() {
        ec2.subnets = List.of(told("subnet-1", PRIVATE_C, FakeEc2.tagsWithoutName()));
        var type = Subnet.type(inventory);

        var found = type.find(FakeEc2.OWNER);
        assertThat(found).singleElement().extracting(Found::name).isEqualTo("");
        var renamed = type.rename(FakeEc2.OWNER.key("private-c"), found.getFirst());

        assertThat(renamed.name()).isEqualTo("private-c");
        assertThat(renamed.id()).isEqualTo("subnet-1");
        assertThat(ec2.asked()).contains("CreateTags subnet-1 private-c");
    }

    @Test
    void what_belongs_to_something_that_lost_its_name_is_known_by_the_name_that_is_shown() {
        var tags = FakeEc2.tags("public-route-table").stream()
                .filter(tag -> !tag.key().equals(Owner.RESOURCE_TAG))
                .toList();
        ec2.routeTables = List.of(software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId("rtb-1")
                .vpcId("vpc-1")
                .tags(tags)
                .routes(route("CreateRoute")
                        .destinationCidrBlock("0.0.0.0/0")
                        .gatewayId("igw-1")
                        .build())
                .build());

        assertThat(RouteTable.type(inventory).find(FakeEc2.OWNER))
                .singleElement()
                .extracting(Found::name)
                .isEqualTo("");
        assertThat(Route.type(inventory).find(FakeEc2.OWNER))
                .singleElement()
                .extracting(Found::name)
                .isEqualTo("public-default-route");
    }

    @Test
    void what_belongs_to_something_without_any_name_has_none_either() {
        ec2.routeTables = List.of(software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId("rtb-1")
                .vpcId("vpc-1")
                .tags(FakeEc2.tagsWithoutName())
                .routes(route("CreateRoute")
                        .destinationCidrBlock("0.0.0.0/0")
                        .gatewayId("igw-1")
                        .build())
                .build());

        assertThat(Route.type(inventory).find(FakeEc2.OWNER)).singleElement().satisfies(found -> {
            assertThat(found.name()).isEmpty();
            assertThat(found.spec()).isEqualTo(Route.toGateway("rtb-1", "igw-1"));
        });
    }

    @Test
    void a_subnet_without_the_platforms_tags_is_never_taken_but_named_with_the_tags_that_would_make_it_the_platforms() {
        ec2.subnets = List.of(told("subnet-1", "10.0.100.0/24", List.of()));
        var type = Subnet.type(inventory);

        assertThat(type.find(FakeEc2.OWNER)).isEmpty();
        assertThatThrownBy(() -> type.settle(subnet("vpc-1", PRIVATE_C, "us-east-1c"), null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().sentence())
                                .contains("subnet-1", PRIVATE_C, "vpc-1")
                                .contains(
                                        "--resources subnet-1 --tags Key=terrace:platform,Value=shop Key=terrace:layer,Value=network"));
        assertThatCode(() -> type.settle(subnet("vpc-1", "10.0.112.0/20", "us-east-1c"), null))
                .doesNotThrowAnyException();
    }

    @Test
    void a_security_group_of_the_name_without_the_platforms_tags_is_named() {
        ec2.securityGroups = List.of(software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
                .groupId("sg-1")
                .groupName("shop-nodes-sg")
                .vpcId("vpc-1")
                .build());
        var type = SecurityGroup.type(inventory);

        assertThat(type.find(FakeEc2.OWNER)).isEmpty();
        assertThatThrownBy(() -> type.settle(SecurityGroup.withoutRules("shop-nodes-sg", "nodes", "vpc-1"), null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("sg-1");
    }

    @Test
    void an_endpoint_with_the_services_private_names_without_the_platforms_tags_is_named() {
        ec2.endpoints = List.of(software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
                .vpcEndpointId("vpce-1")
                .vpcId("vpc-1")
                .serviceName("ecr.api")
                .vpcEndpointType("Interface")
                .privateDnsEnabled(true)
                .state("available")
                .build());
        var type = VpcEndpoint.type(inventory);

        assertThat(type.find(FakeEc2.OWNER)).isEmpty();
        assertThatThrownBy(() -> type.settle(
                        VpcEndpoint.interfaceTo("ecr.api", "vpc-1", Set.of("subnet-1"), Set.of("sg-1")), null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("vpce-1");
    }

    @Test
    void no_second_network_is_built_where_the_vpc_lost_its_tags_and_its_subnets_did_not() {
        ec2.vpcs = List.of(FakeEc2.vpc(List.of()));
        ec2.subnets = List.of(told("subnet-1", PRIVATE_C, FakeEc2.tags("private-c")));
        var type = Vpc.type(inventory);

        assertThat(type.find(FakeEc2.OWNER)).isEmpty();
        assertThatThrownBy(() -> type.settle(new Vpc("10.0.0.0/16", true, true), null))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("vpc-1");
    }

    @Test
    void what_somebody_adds_to_a_route_table_is_found_and_what_aws_puts_there_is_not() {
        ec2.routeTables = List.of(software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId("rtb-1")
                .vpcId("vpc-1")
                .tags(FakeEc2.tags("database-route-table"))
                .routes(
                        route("CreateRouteTable")
                                .destinationCidrBlock("10.0.0.0/16")
                                .gatewayId("local")
                                .build(),
                        route("CreateRoute")
                                .destinationPrefixListId("pl-s3")
                                .gatewayId("vpce-1")
                                .build(),
                        route("EnableVgwRoutePropagation")
                                .destinationCidrBlock("172.16.0.0/12")
                                .gatewayId("vgw-1")
                                .build(),
                        route("CreateRoute")
                                .destinationCidrBlock("192.168.0.0/16")
                                .vpcPeeringConnectionId("pcx-1")
                                .build(),
                        route("CreateRoute")
                                .destinationIpv6CidrBlock("::/0")
                                .egressOnlyInternetGatewayId("eigw-1")
                                .build(),
                        route("CreateRoute")
                                .destinationPrefixListId("pl-office")
                                .transitGatewayId("tgw-1")
                                .build())
                .build());

        assertThat(Route.type(inventory).find(FakeEc2.OWNER))
                .extracting(Found::name)
                .containsExactly(
                        "database-route-to-192.168.0.0/16", "database-route-to-::/0", "database-route-to-pl-office");
    }

    private static software.amazon.awssdk.services.ec2.model.Route.Builder route(String origin) {
        return software.amazon.awssdk.services.ec2.model.Route.builder().origin(origin);
    }

    private static Subnet subnet(String vpc, String block, String zone) {
        return new Subnet(vpc, block, zone, false, Map.of());
    }

    private static software.amazon.awssdk.services.ec2.model.Subnet told(String id, String block, List<Tag> tags) {
        return software.amazon.awssdk.services.ec2.model.Subnet.builder()
                .subnetId(id)
                .vpcId("vpc-1")
                .cidrBlock(block)
                .availabilityZone("us-east-1c")
                .mapPublicIpOnLaunch(false)
                .tags(tags)
                .build();
    }
}
