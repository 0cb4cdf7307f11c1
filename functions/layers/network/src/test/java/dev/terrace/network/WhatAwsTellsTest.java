package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Found;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;

/** What EC2 answers and the emulator does not: states on the way, things listed after their end, pages, partial refusals. */
class WhatAwsTellsTest {
    private final FakeEc2 ec2 = new FakeEc2();
    private final Inventory inventory = ec2.inventory();

    @Test
    void where_nothing_is_tagged_nothing_else_is_asked() {
        ec2.tagged = false;

        for (var type : types()) {
            assertThat(type.find(FakeEc2.OWNER)).isEmpty();
        }

        assertThat(ec2.asked()).containsExactly("DescribeTags");
    }

    @Test
    void several_types_live_on_one_answer_and_the_next_walk_asks_anew() {
        for (var type : types()) {
            type.find(FakeEc2.OWNER);
        }
        assertThat(ec2.asked())
                .containsOnlyOnce(
                        "DescribeTags", "DescribeVpcs", "DescribeRouteTables of [vpc-1]", "DescribeNatGateways");

        ec2.requests().clear();
        NatGateway.type(inventory).find(FakeEc2.OWNER);
        var type = Route.type(inventory);
        type.find(FakeEc2.OWNER);
        assertThat(ec2.asked()).isEmpty();
        type.find(FakeEc2.OWNER);
        assertThat(ec2.asked()).containsExactly("DescribeTags", "DescribeVpcs", "DescribeRouteTables of [vpc-1]");
    }

    private List<ResourceType<?>> types() {
        return List.of(NatGateway.type(inventory), RouteTable.type(inventory), Route.type(inventory));
    }

    @ParameterizedTest
    @CsvSource({"PENDING, PENDING", "AVAILABLE, READY", "FAILED, CREATE_FAILED", "DELETING, DELETING"})
    void a_nat_gateway_is_as_far_as_aws_says(NatGatewayState told, State state) {
        ec2.natGateways = List.of(natGateway("nat-1", told));

        assertThat(natGateways()).singleElement().satisfies(found -> {
            assertThat(found.state()).isEqualTo(state);
            assertThat(found.spec()).isEqualTo(new NatGateway("subnet-1", "eipalloc-1", "public"));
            assertThat(found.reason()).isEqualTo(state == State.CREATE_FAILED ? "No Elastic IP" : "");
        });
    }

    @Test
    void a_deleted_nat_gateway_is_not_there_though_aws_lists_it_for_an_hour() {
        ec2.natGateways = List.of(natGateway("nat-1", NatGatewayState.DELETED));

        assertThat(natGateways()).isEmpty();
    }

    @Test
    void a_nat_gateway_that_is_made_again_is_asked_for_under_another_token() {
        var type = NatGateway.type(inventory);
        var key = FakeEc2.OWNER.key("nat-a");
        var spec = new NatGateway("subnet-1", "eipalloc-1", "public");

        type.find(FakeEc2.OWNER);
        assertThat(type.create(key, spec).state()).isEqualTo(State.PENDING);
        var first = lastToken();
        type.create(key, spec);
        assertThat(lastToken()).isEqualTo(first);

        ec2.natGateways = List.of(natGateway("nat-1", NatGatewayState.DELETED));
        type.find(FakeEc2.OWNER);
        type.create(key, spec);
        assertThat(lastToken()).isNotEqualTo(first);
    }

    private String lastToken() {
        return ec2.requests(CreateNatGatewayRequest.class).getLast().clientToken();
    }

    @ParameterizedTest
    @CsvSource({
        "PendingAcceptance, PENDING",
        "pending, PENDING",
        "Available, READY",
        "available, READY",
        "deleting, DELETING",
        "failed, CREATE_FAILED",
        "rejected, FAILED"
    })
    void an_endpoint_is_as_far_as_aws_says(String told, State state) {
        ec2.endpoints = List.of(endpoint("ecr-api-endpoint", told));

        assertThat(endpoints()).singleElement().extracting(Found::state).isEqualTo(state);
    }

    @Test
    void all_pages_are_read_and_others_things_left_out() {
        ec2.endpoints = List.of(
                endpoint("ecr-api-endpoint", "available"),
                endpoint("ecr-dkr-endpoint", "available"),
                endpoint("s3-endpoint", "deleted"),
                endpoint("mine", "available").toBuilder().tags(List.of()).build());

        assertThat(endpoints()).extracting(Found::name).containsExactly("ecr-api-endpoint", "ecr-dkr-endpoint");
    }

    @Test
    void a_refusal_within_an_answer_is_an_error_unless_the_thing_is_gone() {
        var type = VpcEndpoint.type(inventory);
        var spec = VpcEndpoint.gatewayTo("com.amazonaws.us-east-1.s3", "vpc-1", Set.of());

        assertThat(type.delete(Found.ready("s3-endpoint", "vpce-gone", spec))).isTrue();
        assertThatThrownBy(() -> type.delete(Found.ready("s3-endpoint", "vpce-1", spec)))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameter"));
    }

    @Test
    void a_default_route_that_a_vpn_gateway_propagates_is_not_the_layers() {
        ec2.routeTables = List.of(software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId("rtb-1")
                .vpcId("vpc-1")
                .tags(FakeEc2.tags("database-route-table"))
                .routes(
                        route(RouteOrigin.CREATE_ROUTE_TABLE, "10.0.0.0/16"),
                        route(RouteOrigin.ENABLE_VGW_ROUTE_PROPAGATION, "0.0.0.0/0"))
                .build());

        assertThat(Route.type(inventory).find(FakeEc2.OWNER)).isEmpty();
    }

    private static software.amazon.awssdk.services.ec2.model.Route route(RouteOrigin origin, String destination) {
        return software.amazon.awssdk.services.ec2.model.Route.builder()
                .origin(origin)
                .destinationCidrBlock(destination)
                .gatewayId("any")
                .build();
    }

    private List<Found<NatGateway>> natGateways() {
        return NatGateway.type(inventory).find(FakeEc2.OWNER);
    }

    private List<Found<VpcEndpoint>> endpoints() {
        return VpcEndpoint.type(inventory).find(FakeEc2.OWNER);
    }

    private static software.amazon.awssdk.services.ec2.model.NatGateway natGateway(String id, NatGatewayState state) {
        return software.amazon.awssdk.services.ec2.model.NatGateway.builder()
                .natGatewayId(id)
                .subnetId("subnet-1")
                .connectivityType("public")
                .natGatewayAddresses(software.amazon.awssdk.services.ec2.model.NatGatewayAddress.builder()
                        .allocationId("eipalloc-1")
                        .build())
                .state(state)
                .failureMessage(state == NatGatewayState.FAILED ? "No Elastic IP" : null)
                .tags(FakeEc2.tags("nat-a"))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.VpcEndpoint endpoint(String name, String state) {
        return software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
                .vpcEndpointId("vpce-" + name)
                .vpcEndpointType("Interface")
                .state(state)
                .tags(FakeEc2.tags(name))
                .build();
    }
}
