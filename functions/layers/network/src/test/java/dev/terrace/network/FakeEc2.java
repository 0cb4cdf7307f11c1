package dev.terrace.network;

import dev.terrace.aws.FakeClient;
import dev.terrace.engine.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItemError;

/** An EC2 that tells what it is given, for what no emulator shows. */
final class FakeEc2 extends FakeClient<Ec2Client> {
    static final Owner OWNER = new Owner("shop", NetworkLayer.NAME, Map.of());

    boolean tagged = true;
    List<software.amazon.awssdk.services.ec2.model.NatGateway> natGateways = List.of();
    List<software.amazon.awssdk.services.ec2.model.VpcEndpoint> endpoints = List.of();
    List<software.amazon.awssdk.services.ec2.model.RouteTable> routeTables = List.of();
    List<software.amazon.awssdk.services.ec2.model.Vpc> vpcs = List.of(vpc(tags("vpc")));
    List<software.amazon.awssdk.services.ec2.model.Subnet> subnets = List.of();
    List<software.amazon.awssdk.services.ec2.model.SecurityGroup> securityGroups = List.of();
    List<SecurityGroupRule> rules = List.of();
    List<software.amazon.awssdk.services.ec2.model.FlowLog> flowLogs = List.of();

    /** Nothing can be deleted while one is there. */
    final List<NetworkInterface> interfaces = new ArrayList<>();

    FakeEc2() {
        super(Ec2Client.class);
        on(DescribeTagsRequest.class, _ -> DescribeTagsResponse.builder()
                .tags(tagged ? List.of(TagDescription.builder().build()) : List.of())
                .build());
        on(DescribeVpcsRequest.class, this::describeVpcs);
        on(DescribeVpcAttributeRequest.class, _ -> DescribeVpcAttributeResponse.builder()
                .enableDnsSupport(value -> value.value(true))
                .enableDnsHostnames(value -> value.value(true))
                .build());
        on(
                DescribeSubnetsRequest.class,
                _ -> DescribeSubnetsResponse.builder().subnets(subnets).build());
        on(DescribeSecurityGroupsRequest.class, this::describeSecurityGroups);
        on(DescribeSecurityGroupRulesRequest.class, _ -> DescribeSecurityGroupRulesResponse.builder()
                .securityGroupRules(rules)
                .build());
        on(
                DescribeFlowLogsRequest.class,
                _ -> DescribeFlowLogsResponse.builder().flowLogs(flowLogs).build());
        on(DescribeNetworkInterfacesRequest.class, _ -> DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(interfaces)
                .build());
        on(DescribeNatGatewaysRequest.class, _ -> DescribeNatGatewaysResponse.builder()
                .natGateways(natGateways)
                .build());
        on(DescribeVpcEndpointsRequest.class, this::describeVpcEndpoints);
        on(DescribeRouteTablesRequest.class, _ -> DescribeRouteTablesResponse.builder()
                .routeTables(routeTables)
                .build());
        on(CreateNatGatewayRequest.class, _ -> CreateNatGatewayResponse.builder()
                .natGateway(gateway -> gateway.natGatewayId("nat-new").state(NatGatewayState.PENDING))
                .build());
        takes(CreateTagsRequest.class, RevokeSecurityGroupIngressRequest.class);
        takes(
                DeleteNetworkInterfaceRequest.class,
                request -> interfaces.removeIf(each -> each.networkInterfaceId().equals(request.networkInterfaceId())));
        takes(DeleteSubnetRequest.class, _ -> refuseWhile(!interfaces.isEmpty()));
        takes(DeleteSecurityGroupRequest.class, this::deleteSecurityGroup);
        takes(DeleteVpcRequest.class, _ -> refuseWhile(!securityGroups.isEmpty()));
        on(DeleteVpcEndpointsRequest.class, FakeEc2::deleteVpcEndpoints);
    }

    /** The calls, with what tests want to know of them. */
    List<String> asked() {
        return requests().stream().map(FakeEc2::told).toList();
    }

    private static String told(SdkRequest request) {
        var name = request.getClass().getSimpleName().replace("Request", "");
        return switch (request) {
            case DescribeNetworkInterfacesRequest of -> {
                var filter = of.filters().getFirst();
                yield name + " of " + filter.name() + " " + filter.values().getFirst();
            }
            case DescribeRouteTablesRequest of ->
                name + " of " + of.filters().getFirst().values();
            case CreateTagsRequest of ->
                name + " " + of.resources().getFirst() + " "
                        + Ec2Tags.map(of.tags()).get(Owner.RESOURCE_TAG);
            case RevokeSecurityGroupIngressRequest of -> name + " " + of.securityGroupRuleIds();
            case DeleteNetworkInterfaceRequest of -> name + " " + of.networkInterfaceId();
            case DeleteSubnetRequest of -> name + " " + of.subnetId();
            case DeleteSecurityGroupRequest of -> name + " " + of.groupId();
            case DeleteVpcRequest of -> name + " " + of.vpcId();
            default -> name;
        };
    }

    static software.amazon.awssdk.services.ec2.model.Vpc vpc(List<Tag> tags) {
        return software.amazon.awssdk.services.ec2.model.Vpc.builder()
                .vpcId("vpc-1")
                .cidrBlock("10.0.0.0/16")
                .tags(tags)
                .build();
    }

    /** The tags of something of the layer that lost the one with its name. */
    static List<Tag> tagsWithoutName() {
        return Ec2Tags.list(OWNER.ownershipTags());
    }

    Inventory inventory() {
        return new Inventory(client(), OWNER.platform(), OWNER.layer());
    }

    /** The tags of something that the layer has. */
    static List<Tag> tags(String name) {
        return Ec2Tags.list(OWNER.key(name).tags());
    }

    private DescribeVpcsResponse describeVpcs(DescribeVpcsRequest request) {
        var byTag = request.filters().getFirst().name().startsWith("tag:");
        return DescribeVpcsResponse.builder()
                .vpcs(vpcs.stream()
                        .filter(vpc -> !byTag || Ec2Tags.owns(OWNER, vpc.tags()))
                        .toList())
                .build();
    }

    private DescribeSecurityGroupsResponse describeSecurityGroups(DescribeSecurityGroupsRequest request) {
        var wanted = request.filters().stream()
                .filter(filter -> filter.name().startsWith("tag:"))
                .map(filter -> Tag.builder()
                        .key(filter.name().substring("tag:".length()))
                        .value(filter.values().getFirst())
                        .build())
                .toList();
        return DescribeSecurityGroupsResponse.builder()
                .securityGroups(securityGroups.stream()
                        .filter(group -> group.tags().containsAll(wanted))
                        .toList())
                .build();
    }

    /** One at a time, as AWS does with many. */
    private DescribeVpcEndpointsResponse describeVpcEndpoints(DescribeVpcEndpointsRequest request) {
        var page = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
        return DescribeVpcEndpointsResponse.builder()
                .vpcEndpoints(endpoints.get(page))
                .nextToken(page + 1 < endpoints.size() ? Integer.toString(page + 1) : null)
                .build();
    }

    private void deleteSecurityGroup(DeleteSecurityGroupRequest request) {
        refuseWhile(!interfaces.isEmpty());
        securityGroups = securityGroups.stream()
                .filter(group -> !group.groupId().equals(request.groupId()))
                .toList();
    }

    private static void refuseWhile(boolean held) {
        if (held) {
            throw Ec2Exception.builder()
                    .statusCode(400)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .serviceName("Ec2")
                            .errorCode("DependencyViolation")
                            .errorMessage("It has dependencies and cannot be deleted.")
                            .build())
                    .build();
        }
    }

    private static DeleteVpcEndpointsResponse deleteVpcEndpoints(DeleteVpcEndpointsRequest request) {
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
}
