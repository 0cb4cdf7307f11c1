package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.VPC_ENDPOINT;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import dev.terrace.mapping.SpecReader;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.LastError;

/**
 * A private way from a VPC to an AWS service. A gateway works through route tables; an interface is an address in each subnet,
 * behind security groups. It takes AWS a minute or two to create or to delete an interface.
 *
 * <p>A VPC of ours has one of a service: AWS refuses a second one with the same route tables or private DNS names. So no client token
 * is needed.
 *
 * @param serviceName e.g. {@code com.amazonaws.us-east-1.s3}
 * @param vpcEndpointType {@code Gateway} or {@code Interface}
 * @param privateDnsEnabled whether the service's usual name leads to the endpoint; null for a gateway
 * @param routeTableIds null for an interface
 * @param subnetIds null for a gateway
 * @param securityGroupIds null for a gateway
 */
@AwsType("AWS::EC2::VPCEndpoint")
public record VpcEndpoint(
        @CreateOnly String vpcId,
        @CreateOnly String serviceName,
        @CreateOnly String vpcEndpointType,
        Boolean privateDnsEnabled,
        Set<String> routeTableIds,
        Set<String> subnetIds,
        Set<String> securityGroupIds) {

    private static final String GATEWAY = "Gateway";
    private static final String INTERFACE = "Interface";

    static VpcEndpoint gatewayTo(String service, String vpc, Set<String> routeTables) {
        return new VpcEndpoint(vpc, service, GATEWAY, null, routeTables, null, null);
    }

    static VpcEndpoint interfaceTo(String service, String vpc, Set<String> subnets, Set<String> securityGroups) {
        return new VpcEndpoint(vpc, service, INTERFACE, true, null, subnets, securityGroups);
    }

    private static final SpecReader<software.amazon.awssdk.services.ec2.model.VpcEndpoint, VpcEndpoint> READER =
            SpecReader.of(VpcEndpoint.class, software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder())
                    .from("securityGroupIds", "Groups.GroupId");

    static ResourceType<VpcEndpoint> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        return inventory
                .type(VPC_ENDPOINT, READER, look -> look.endpoints)
                .where(endpoint -> !state(endpoint).equals("deleted"))
                .id(endpoint -> endpoint.vpcEndpointId())
                .state(endpoint -> switch (state(endpoint)) {
                    case "available" -> State.READY;
                    case "deleting" -> State.DELETING;
                    case "failed" -> State.CREATE_FAILED;
                    case "rejected", "expired" -> State.FAILED;
                    default -> State.PENDING;
                })
                .reason(endpoint -> endpoint.lastError() == null ? "" : sentence(endpoint.lastError()))
                .settle(inventory.unlessInTheWay(
                        look -> look.endpoints,
                        (wanted, endpoint) ->
                                !state(endpoint).startsWith("delet") && wanted.inTheWayOf(READER.read(endpoint)),
                        endpoint -> endpoint.vpcEndpointId(),
                        wanted -> "it leads to %s in %s".formatted(wanted.serviceName, wanted.vpcId)))
                .excludes(VpcEndpoint::isLike)
                .create(CreateVpcEndpointRequest::builder, (request, _, _) -> ec2.createVpcEndpoint(request.build())
                        .vpcEndpoint())
                .update((_, found, spec, changed) -> {
                    var there = found.spec();
                    var routeTables = Difference.between(there.routeTableIds, spec.routeTableIds);
                    var subnets = Difference.between(there.subnetIds, spec.subnetIds);
                    var securityGroups = Difference.between(there.securityGroupIds, spec.securityGroupIds);
                    ec2.modifyVpcEndpoint(request -> request.vpcEndpointId(found.id())
                            .privateDnsEnabled(changed.contains("privateDnsEnabled") ? spec.privateDnsEnabled : null)
                            .addRouteTableIds(routeTables.missing())
                            .removeRouteTableIds(routeTables.surplus())
                            .addSubnetIds(subnets.missing())
                            .removeSubnetIds(subnets.surplus())
                            .addSecurityGroupIds(securityGroups.missing())
                            .removeSecurityGroupIds(securityGroups.surplus()));
                    return found.with(spec);
                })
                .deleting(found -> {
                    Unsuccessful.unlessGone(ec2.deleteVpcEndpoints(request -> request.vpcEndpointIds(found.id()))
                            .unsuccessful());
                    return found.spec().vpcEndpointType.equals(GATEWAY);
                });
    }

    /** The API's reference writes the states with a capital; the API itself does not always. */
    private static String state(software.amazon.awssdk.services.ec2.model.VpcEndpoint endpoint) {
        return endpoint.stateAsString().toLowerCase(Locale.ROOT);
    }

    private static String sentence(LastError error) {
        return Objects.requireNonNullElse(error.message(), error.code());
    }

    private boolean isLike(VpcEndpoint other) {
        return vpcId.equals(other.vpcId)
                && serviceName.equals(other.serviceName)
                && vpcEndpointType.equals(other.vpcEndpointType);
    }

    /** Whether the other has the service's private DNS names, or its route in one of the tables. */
    private boolean inTheWayOf(VpcEndpoint other) {
        return isLike(other)
                && (routeTableIds == null
                        ? Boolean.TRUE.equals(other.privateDnsEnabled)
                        : routeTableIds.stream().anyMatch(other.routeTableIds::contains));
    }
}
