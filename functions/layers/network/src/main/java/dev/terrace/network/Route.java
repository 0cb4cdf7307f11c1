package dev.terrace.network;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
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

    /** Its table EC2 tells with the route's own place. */
    private static final SpecReader<software.amazon.awssdk.services.ec2.model.Route, Route> READER = SpecReader.of(
                    Route.class, software.amazon.awssdk.services.ec2.model.Route.builder())
            .with("routeTableId", _ -> null);

    private static final SpecWriter<Route, CreateRouteRequest.Builder> CREATION =
            SpecWriter.creating(Route.class, CreateRouteRequest.builder());

    /** All of a route: what is left out, EC2 does not leave as it is. */
    private static final SpecWriter<Route, ReplaceRouteRequest.Builder> REPLACEMENT =
            SpecWriter.creating(Route.class, ReplaceRouteRequest.builder());

    static ResourceType<Route> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        return inventory
                .typeOfWhatBelongs(READER, (owner, look) -> look.routeTables.get().stream()
                        .flatMap(table -> Ec2Tags.nameForWhatBelongsTo(owner, table.tags()).stream()
                                .flatMap(name -> routes(name, table))))
                // A table has one route to a destination.
                .excludes((wanted, other) -> wanted.routeTableId.equals(other.routeTableId)
                        && wanted.destination().equals(other.destination()))
                .create((key, spec) -> {
                    ec2.createRoute(
                            CREATION.fill(CreateRouteRequest.builder(), spec).build());
                    return found(key.name(), spec);
                })
                .update((_, found, spec, _) -> {
                    ec2.replaceRoute(REPLACEMENT
                            .fill(ReplaceRouteRequest.builder(), spec)
                            .build());
                    return found.with(spec);
                })
                .delete(found -> ec2.deleteRoute(request -> request.routeTableId(found.spec().routeTableId)
                        .destinationCidrBlock(found.spec().destinationCidrBlock)
                        .destinationIpv6CidrBlock(found.spec().destinationIpv6CidrBlock)
                        .destinationPrefixListId(found.spec().destinationPrefixListId)));
    }

    private static Stream<Found<Route>> routes(
            String name, software.amazon.awssdk.services.ec2.model.RouteTable table) {
        return table.routes().stream()
                .filter(route -> route.origin() == RouteOrigin.CREATE_ROUTE && !isOfEndpoint(route))
                .map(route -> Records.with(READER.read(route), Map.of("routeTableId", table.routeTableId())))
                .map(spec -> found(spec.name(name), spec));
    }

    private static boolean isOfEndpoint(software.amazon.awssdk.services.ec2.model.Route route) {
        return route.destinationPrefixListId() != null
                && route.gatewayId() != null
                && route.gatewayId().startsWith("vpce-");
    }

    private static Found<Route> found(String name, Route spec) {
        return Found.ready(name, spec.routeTableId + "|" + spec.destination(), spec);
    }
}
