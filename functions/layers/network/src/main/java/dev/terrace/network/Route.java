package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;

/**
 * A route of a route table. It has no tags: it is found, and named, with its table. Only default routes are declared; whatever else
 * somebody added to one of the layer's tables, such as a way to a peering, is found too, and is nothing that is wanted. Not found is
 * what AWS puts in: the local route, those that a gateway propagates, those of gateway endpoints.
 *
 * @param destinationCidrBlock one of the three destinations is not null
 * @param gatewayId the internet gateway; null when it is something else
 * @param natGatewayId the NAT gateway; null when it is something else
 */
@AwsType("AWS::EC2::Route")
public record Route(
        @CreateOnly String routeTableId,
        @CreateOnly String destinationCidrBlock,
        @CreateOnly String destinationIpv6CidrBlock,
        @CreateOnly String destinationPrefixListId,
        String gatewayId,
        String natGatewayId) {

    private static final String EVERYWHERE = "0.0.0.0/0";

    static Route toGateway(String table, String gateway) {
        return new Route(table, EVERYWHERE, null, null, gateway, null);
    }

    static Route toNat(String table, String gateway) {
        return new Route(table, EVERYWHERE, null, null, null, gateway);
    }

    static String nameOf(String table) {
        return RouteTable.useOf(table) + "-default-route";
    }

    private String name(String table) {
        if (table.isEmpty()) {
            return "";
        }
        return EVERYWHERE.equals(destinationCidrBlock)
                ? nameOf(table)
                : RouteTable.useOf(table) + "-route-to-" + destination();
    }

    private String destination() {
        return Stream.of(destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    static final class Type implements ResourceType<Route> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<Route> spec() {
            return Route.class;
        }

        @Override
        public List<Found<Route>> find(Owner owner) {
            return inventory.look(this).routeTables.get().stream()
                    .flatMap(table -> Ec2Tags.nameForWhatBelongsTo(owner, table.tags())
                            .map(name -> routes(name, table))
                            .orElseGet(Stream::empty))
                    .toList();
        }

        private static Stream<Found<Route>> routes(
                String name, software.amazon.awssdk.services.ec2.model.RouteTable table) {
            return table.routes().stream()
                    .filter(route -> route.origin() == RouteOrigin.CREATE_ROUTE && !isOfEndpoint(route))
                    .map(route -> new Route(
                            table.routeTableId(),
                            route.destinationCidrBlock(),
                            route.destinationIpv6CidrBlock(),
                            route.destinationPrefixListId(),
                            route.gatewayId(),
                            route.natGatewayId()))
                    .map(spec -> found(spec.name(name), spec));
        }

        private static boolean isOfEndpoint(software.amazon.awssdk.services.ec2.model.Route route) {
            return route.destinationPrefixListId() != null
                    && route.gatewayId() != null
                    && route.gatewayId().startsWith("vpce-");
        }

        private static Found<Route> found(String name, Route spec) {
            return Found.ready(name, spec.routeTableId() + "|" + spec.destination(), spec);
        }

        /** A table has one route to a destination. */
        @Override
        public boolean excludes(Route wanted, Route other) {
            return wanted.routeTableId().equals(other.routeTableId())
                    && wanted.destination().equals(other.destination());
        }

        @Override
        public Found<Route> rename(Key key, Found<Route> found) {
            return found.named(key.name());
        }

        @Override
        public Found<Route> create(Key key, Route spec) {
            ec2.createRoute(request -> request.routeTableId(spec.routeTableId())
                    .destinationCidrBlock(spec.destinationCidrBlock())
                    .gatewayId(spec.gatewayId())
                    .natGatewayId(spec.natGatewayId()));
            return found(key.name(), spec);
        }

        @Override
        public Found<Route> update(Key key, Found<Route> found, Route spec, Set<String> changed) {
            ec2.replaceRoute(request -> request.routeTableId(spec.routeTableId())
                    .destinationCidrBlock(spec.destinationCidrBlock())
                    .gatewayId(spec.gatewayId())
                    .natGatewayId(spec.natGatewayId()));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<Route> found) {
            AwsProblems.unlessGone(() ->
                    ec2.deleteRoute(request -> request.routeTableId(found.spec().routeTableId())
                            .destinationCidrBlock(found.spec().destinationCidrBlock())
                            .destinationIpv6CidrBlock(found.spec().destinationIpv6CidrBlock())
                            .destinationPrefixListId(found.spec().destinationPrefixListId())));
            return true;
        }
    }
}
