package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;

/**
 * The default route of a route table. It has no tags: it is found, and named, with its table. Routes to other destinations,
 * such as a peering that somebody added, are left alone; a default route in a table that is to have none is not.
 *
 * @param gatewayId the internet gateway; null when it is a NAT gateway
 * @param natGatewayId the NAT gateway; null when it is an internet gateway
 */
@AwsType("AWS::EC2::Route")
public record Route(
        @CreateOnly String routeTableId,
        @CreateOnly String destinationCidrBlock,
        String gatewayId,
        String natGatewayId) {

    private static final String EVERYWHERE = "0.0.0.0/0";

    static Route toGateway(String table, String gateway) {
        return new Route(table, EVERYWHERE, gateway, null);
    }

    static Route toNat(String table, String gateway) {
        return new Route(table, EVERYWHERE, null, gateway);
    }

    static String nameOf(String table) {
        return RouteTable.useOf(table) + "-default-route";
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
                    .flatMap(table -> Ec2Tags.nameFor(owner, table.tags())
                            .map(name -> defaultRoutes(nameOf(name), table))
                            .orElseGet(Stream::empty))
                    .toList();
        }

        private static Stream<Found<Route>> defaultRoutes(
                String name, software.amazon.awssdk.services.ec2.model.RouteTable table) {
            return table.routes().stream()
                    .filter(route -> EVERYWHERE.equals(route.destinationCidrBlock()))
                    .filter(route -> route.origin() == RouteOrigin.CREATE_ROUTE)
                    .map(route -> found(
                            name,
                            new Route(table.routeTableId(), EVERYWHERE, route.gatewayId(), route.natGatewayId())));
        }

        private static Found<Route> found(String name, Route spec) {
            return Found.ready(name, spec.routeTableId() + "|" + spec.destinationCidrBlock(), spec);
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
                            .destinationCidrBlock(found.spec().destinationCidrBlock())));
            return true;
        }
    }
}
