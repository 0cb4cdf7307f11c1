package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.ROUTE_TABLE;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.ResourceType;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;

/**
 * A route table; its routes are resources of their own, but for the local one, which is always there. A VPC may have any number, each
 * like the other: nothing but the tag says which one it is.
 */
@AwsType("AWS::EC2::RouteTable")
public record RouteTable(@CreateOnly String vpcId) {
    private static final String SUFFIX = "-route-table";

    /** @param use the subnet or the tier that it serves */
    static String nameFor(String use) {
        return use + SUFFIX;
    }

    /** The subnet or the tier that it serves; empty when its name is. */
    static String useOf(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    static ResourceType<RouteTable> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var model = software.amazon.awssdk.services.ec2.model.RouteTable.builder();
        return inventory
                .type(ROUTE_TABLE, RouteTable.class, model, look -> look.routeTables)
                .id(table -> table.routeTableId())
                .attribute("RouteTableId", table -> table.routeTableId())
                .create(CreateRouteTableRequest::builder, (request, _, _) -> ec2.createRouteTable(request.build())
                        .routeTable())
                .delete(found -> ec2.deleteRouteTable(request -> request.routeTableId(found.id())))
                // The subnets that use it, others than the layer's too.
                .holders(found -> ec2
                        .describeRouteTables(ask -> ask.filters(Look.filter("route-table-id", found.id())))
                        .routeTables()
                        .stream()
                        .flatMap(table -> table.associations().stream())
                        .filter(association -> association.subnetId() != null)
                        .map(association -> "subnet " + association.subnetId())
                        .toList());
    }
}
