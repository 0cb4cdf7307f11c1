package dev.terrace.network;

import dev.terrace.engine.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItemError;

/** An EC2 that tells what it is given, for what no emulator shows, and writes down what it is asked. */
final class FakeEc2 implements Ec2Client {
    static final Owner OWNER = new Owner("shop", NetworkLayer.NAME, Map.of());

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    boolean tagged = true;
    List<software.amazon.awssdk.services.ec2.model.NatGateway> natGateways = List.of();
    List<software.amazon.awssdk.services.ec2.model.VpcEndpoint> endpoints = List.of();
    List<software.amazon.awssdk.services.ec2.model.RouteTable> routeTables = List.of();
    CreateNatGatewayRequest created;

    Inventory inventory() {
        return new Inventory(this, OWNER.platform(), OWNER.layer());
    }

    /** The tags of something that the layer has. */
    static List<Tag> tags(String name) {
        return Ec2Tags.list(OWNER.key(name).tags());
    }

    @Override
    public DescribeTagsResponse describeTags(DescribeTagsRequest request) {
        asked.add("DescribeTags");
        return DescribeTagsResponse.builder()
                .tags(tagged ? List.of(TagDescription.builder().build()) : List.of())
                .build();
    }

    @Override
    public DescribeVpcsResponse describeVpcs(DescribeVpcsRequest request) {
        asked.add("DescribeVpcs");
        return DescribeVpcsResponse.builder()
                .vpcs(software.amazon.awssdk.services.ec2.model.Vpc.builder()
                        .vpcId("vpc-1")
                        .build())
                .build();
    }

    @Override
    public DescribeNatGatewaysResponse describeNatGateways(DescribeNatGatewaysRequest request) {
        asked.add("DescribeNatGateways");
        return DescribeNatGatewaysResponse.builder().natGateways(natGateways).build();
    }

    /** One at a time, as AWS does with many. */
    @Override
    public DescribeVpcEndpointsResponse describeVpcEndpoints(DescribeVpcEndpointsRequest request) {
        asked.add("DescribeVpcEndpoints");
        var page = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        return DescribeVpcEndpointsResponse.builder()
                .vpcEndpoints(endpoints.get(page))
                .nextToken(page + 1 < endpoints.size() ? Integer.toString(page + 1) : null)
                .build();
    }

    @Override
    public DescribeRouteTablesResponse describeRouteTables(DescribeRouteTablesRequest request) {
        asked.add("DescribeRouteTables of "
                + Arrays.toString(request.filters().getFirst().values().toArray()));
        return DescribeRouteTablesResponse.builder().routeTables(routeTables).build();
    }

    @Override
    public CreateNatGatewayResponse createNatGateway(CreateNatGatewayRequest request) {
        created = request;
        return CreateNatGatewayResponse.builder()
                .natGateway(gateway -> gateway.natGatewayId("nat-new").state(NatGatewayState.PENDING))
                .build();
    }

    @Override
    public DeleteVpcEndpointsResponse deleteVpcEndpoints(DeleteVpcEndpointsRequest request) {
        var error = UnsuccessfulItemError.builder()
                .code(
                        request.vpcEndpointIds().contains("vpce-gone")
                                ? "InvalidVpcEndpoint.NotFound"
                                : "InvalidParameter")
                .message("no")
                .build();
        return DeleteVpcEndpointsResponse.builder()
                .unsuccessful(UnsuccessfulItem.builder().error(error).build())
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
