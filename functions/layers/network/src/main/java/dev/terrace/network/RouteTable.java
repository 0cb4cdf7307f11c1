package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.ROUTE_TABLE;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

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

    static final class Type implements ResourceType<RouteTable> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<RouteTable> spec() {
            return RouteTable.class;
        }

        @Override
        public List<Found<RouteTable>> find(Owner owner) {
            return inventory.look(this).routeTables.get().stream()
                    .flatMap(table -> Ec2Tags.nameFor(owner, table.tags())
                            .map(name -> found(name, table.routeTableId(), new RouteTable(table.vpcId())))
                            .stream())
                    .toList();
        }

        private static Found<RouteTable> found(String name, String id, RouteTable spec) {
            return Found.ready(name, id, spec, Map.of("RouteTableId", id));
        }

        @Override
        public Found<RouteTable> rename(Key key, Found<RouteTable> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<RouteTable> create(Key key, RouteTable spec) {
            var tags = Ec2Tags.of(ROUTE_TABLE, key.tags());
            var table = ec2.createRouteTable(
                            request -> request.vpcId(spec.vpcId()).tagSpecifications(tags))
                    .routeTable();
            return found(key.name(), table.routeTableId(), spec);
        }

        @Override
        public Found<RouteTable> update(Key key, Found<RouteTable> found, RouteTable spec, Set<String> changed) {
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<RouteTable> found) {
            AwsProblems.unlessGone(() -> ec2.deleteRouteTable(request -> request.routeTableId(found.id())));
            return true;
        }

        /** The subnets that use it, others than the layer's too. */
        @Override
        public List<String> holders(Found<RouteTable> found) {
            return ec2
                    .describeRouteTables(ask -> ask.filters(Look.filter("route-table-id", found.id())))
                    .routeTables()
                    .stream()
                    .flatMap(table -> table.associations().stream())
                    .filter(association -> association.subnetId() != null)
                    .map(association -> "subnet " + association.subnetId())
                    .toList();
        }
    }
}
