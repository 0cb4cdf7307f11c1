package dev.terrace.network;

import dev.terrace.engine.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
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
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
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
    List<software.amazon.awssdk.services.ec2.model.Vpc> vpcs = List.of(vpc(tags("vpc")));
    List<software.amazon.awssdk.services.ec2.model.Subnet> subnets = List.of();
    List<software.amazon.awssdk.services.ec2.model.SecurityGroup> securityGroups = List.of();
    List<SecurityGroupRule> rules = List.of();
    List<software.amazon.awssdk.services.ec2.model.FlowLog> flowLogs = List.of();

    /** Nothing can be deleted while one is there. */
    final List<NetworkInterface> interfaces = new ArrayList<>();

    CreateNatGatewayRequest created;

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
        var byTag = request.filters().getFirst().name().startsWith("tag:");
        return DescribeVpcsResponse.builder()
                .vpcs(vpcs.stream()
                        .filter(vpc -> !byTag || Ec2Tags.owns(OWNER, vpc.tags()))
                        .toList())
                .build();
    }

    @Override
    public DescribeVpcAttributeResponse describeVpcAttribute(DescribeVpcAttributeRequest request) {
        return DescribeVpcAttributeResponse.builder()
                .enableDnsSupport(value -> value.value(true))
                .enableDnsHostnames(value -> value.value(true))
                .build();
    }

    @Override
    public DescribeSubnetsResponse describeSubnets(DescribeSubnetsRequest request) {
        asked.add("DescribeSubnets");
        return DescribeSubnetsResponse.builder().subnets(subnets).build();
    }

    @Override
    public DescribeSecurityGroupsResponse describeSecurityGroups(DescribeSecurityGroupsRequest request) {
        asked.add("DescribeSecurityGroups");
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

    @Override
    public DescribeSecurityGroupRulesResponse describeSecurityGroupRules(DescribeSecurityGroupRulesRequest request) {
        asked.add("DescribeSecurityGroupRules");
        return DescribeSecurityGroupRulesResponse.builder()
                .securityGroupRules(rules)
                .build();
    }

    @Override
    public DescribeFlowLogsResponse describeFlowLogs(DescribeFlowLogsRequest request) {
        asked.add("DescribeFlowLogs");
        return DescribeFlowLogsResponse.builder().flowLogs(flowLogs).build();
    }

    @Override
    public DescribeNetworkInterfacesResponse describeNetworkInterfaces(DescribeNetworkInterfacesRequest request) {
        var filter = request.filters().getFirst();
        asked.add("DescribeNetworkInterfaces of " + filter.name() + " "
                + filter.values().getFirst());
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(interfaces)
                .build();
    }

    @Override
    public DeleteNetworkInterfaceResponse deleteNetworkInterface(DeleteNetworkInterfaceRequest request) {
        asked.add("DeleteNetworkInterface " + request.networkInterfaceId());
        interfaces.removeIf(each -> each.networkInterfaceId().equals(request.networkInterfaceId()));
        return DeleteNetworkInterfaceResponse.builder().build();
    }

    @Override
    public DeleteSubnetResponse deleteSubnet(DeleteSubnetRequest request) {
        delete("DeleteSubnet " + request.subnetId(), !interfaces.isEmpty());
        return DeleteSubnetResponse.builder().build();
    }

    @Override
    public DeleteSecurityGroupResponse deleteSecurityGroup(DeleteSecurityGroupRequest request) {
        delete("DeleteSecurityGroup " + request.groupId(), !interfaces.isEmpty());
        securityGroups = securityGroups.stream()
                .filter(group -> !group.groupId().equals(request.groupId()))
                .toList();
        return DeleteSecurityGroupResponse.builder().build();
    }

    @Override
    public DeleteVpcResponse deleteVpc(DeleteVpcRequest request) {
        delete("DeleteVpc " + request.vpcId(), !securityGroups.isEmpty());
        return DeleteVpcResponse.builder().build();
    }

    private void delete(String call, boolean held) {
        asked.add(call);
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

    @Override
    public RevokeSecurityGroupIngressResponse revokeSecurityGroupIngress(RevokeSecurityGroupIngressRequest request) {
        asked.add("RevokeSecurityGroupIngress " + request.securityGroupRuleIds());
        return RevokeSecurityGroupIngressResponse.builder().build();
    }

    @Override
    public CreateTagsResponse createTags(CreateTagsRequest request) {
        asked.add("CreateTags " + request.resources().getFirst() + " "
                + Ec2Tags.map(request.tags()).get(Owner.RESOURCE_TAG));
        return CreateTagsResponse.builder().build();
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
