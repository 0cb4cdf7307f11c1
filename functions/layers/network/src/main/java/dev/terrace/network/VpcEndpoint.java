package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.VPC_ENDPOINT;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.LastError;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;

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

    static final class Type implements ResourceType<VpcEndpoint> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<VpcEndpoint> spec() {
            return VpcEndpoint.class;
        }

        @Override
        public List<Found<VpcEndpoint>> find(Owner owner) {
            return inventory.look(this).endpoints.get().stream()
                    .filter(endpoint -> !state(endpoint).equals("deleted"))
                    .flatMap(
                            endpoint -> Ec2Tags.nameFor(owner, endpoint.tags())
                                    .map(name -> found(name, endpoint, spec(endpoint)))
                                    .stream())
                    .toList();
        }

        private static VpcEndpoint spec(software.amazon.awssdk.services.ec2.model.VpcEndpoint endpoint) {
            var groups = endpoint.groups().stream()
                    .map(SecurityGroupIdentifier::groupId)
                    .collect(Collectors.toSet());
            return new VpcEndpoint(
                    endpoint.vpcId(),
                    endpoint.serviceName(),
                    endpoint.vpcEndpointTypeAsString(),
                    endpoint.privateDnsEnabled(),
                    Set.copyOf(endpoint.routeTableIds()),
                    Set.copyOf(endpoint.subnetIds()),
                    groups);
        }

        private static Found<VpcEndpoint> found(
                String name, software.amazon.awssdk.services.ec2.model.VpcEndpoint endpoint, VpcEndpoint spec) {
            var state =
                    switch (state(endpoint)) {
                        case "available" -> State.READY;
                        case "deleting" -> State.DELETING;
                        case "failed" -> State.CREATE_FAILED;
                        case "rejected", "expired" -> State.FAILED;
                        default -> State.PENDING;
                    };
            var reason = endpoint.lastError() == null ? "" : sentence(endpoint.lastError());
            return new Found<>(name, endpoint.vpcEndpointId(), spec, state, Map.of(), reason);
        }

        /** The API's reference writes the states with a capital; the API itself does not always. */
        private static String state(software.amazon.awssdk.services.ec2.model.VpcEndpoint endpoint) {
            return endpoint.stateAsString().toLowerCase(Locale.ROOT);
        }

        private static String sentence(LastError error) {
            return Objects.requireNonNullElse(error.message(), error.code());
        }

        /** @throws ProblemException when somebody else's endpoint has the service's private DNS names, or its route in a table */
        @Override
        public VpcEndpoint settle(VpcEndpoint wanted, Found<VpcEndpoint> found) {
            if (found == null) {
                inventory.last().endpoints.get().stream()
                        .filter(endpoint -> !Ec2Tags.owns(inventory.owner(), endpoint.tags()))
                        .filter(endpoint -> !state(endpoint).startsWith("delet"))
                        .filter(endpoint -> inTheWay(wanted, spec(endpoint)))
                        .forEach(endpoint -> Strangers.refuse(
                                inventory.owner(),
                                endpoint.vpcEndpointId(),
                                "it leads to %s in %s".formatted(wanted.serviceName(), wanted.vpcId())));
            }
            return wanted;
        }

        private boolean inTheWay(VpcEndpoint wanted, VpcEndpoint other) {
            return excludes(wanted, other)
                    && (wanted.routeTableIds() == null
                            ? Boolean.TRUE.equals(other.privateDnsEnabled())
                            : wanted.routeTableIds().stream().anyMatch(other.routeTableIds()::contains));
        }

        @Override
        public boolean excludes(VpcEndpoint wanted, VpcEndpoint other) {
            return wanted.vpcId().equals(other.vpcId())
                    && wanted.serviceName().equals(other.serviceName())
                    && wanted.vpcEndpointType().equals(other.vpcEndpointType());
        }

        @Override
        public Found<VpcEndpoint> rename(Key key, Found<VpcEndpoint> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<VpcEndpoint> create(Key key, VpcEndpoint spec) {
            var endpoint = ec2.createVpcEndpoint(request -> request.vpcId(spec.vpcId())
                            .serviceName(spec.serviceName())
                            .vpcEndpointType(spec.vpcEndpointType())
                            .privateDnsEnabled(spec.privateDnsEnabled())
                            .routeTableIds(spec.routeTableIds())
                            .subnetIds(spec.subnetIds())
                            .securityGroupIds(spec.securityGroupIds())
                            .tagSpecifications(Ec2Tags.of(VPC_ENDPOINT, key.tags())))
                    .vpcEndpoint();
            return found(key.name(), endpoint, spec);
        }

        @Override
        public Found<VpcEndpoint> update(Key key, Found<VpcEndpoint> found, VpcEndpoint spec, Set<String> changed) {
            var there = found.spec();
            ec2.modifyVpcEndpoint(request -> request.vpcEndpointId(found.id())
                    .privateDnsEnabled(changed.contains("privateDnsEnabled") ? spec.privateDnsEnabled() : null)
                    .addRouteTableIds(missing(spec.routeTableIds(), there.routeTableIds()))
                    .removeRouteTableIds(surplus(spec.routeTableIds(), there.routeTableIds()))
                    .addSubnetIds(missing(spec.subnetIds(), there.subnetIds()))
                    .removeSubnetIds(surplus(spec.subnetIds(), there.subnetIds()))
                    .addSecurityGroupIds(missing(spec.securityGroupIds(), there.securityGroupIds()))
                    .removeSecurityGroupIds(surplus(spec.securityGroupIds(), there.securityGroupIds())));
            return found.with(spec);
        }

        private static Collection<String> missing(Set<String> wanted, Set<String> there) {
            return wanted == null ? null : without(wanted, there);
        }

        private static Collection<String> surplus(Set<String> wanted, Set<String> there) {
            return wanted == null ? null : without(there, wanted);
        }

        private static Set<String> without(Set<String> all, Set<String> others) {
            var rest = new HashSet<>(all);
            rest.removeAll(others);
            return rest;
        }

        @Override
        public boolean delete(Found<VpcEndpoint> found) {
            Unsuccessful.unlessGone(ec2.deleteVpcEndpoints(request -> request.vpcEndpointIds(found.id()))
                    .unsuccessful());
            return found.spec().vpcEndpointType().equals(GATEWAY);
        }
    }
}
