package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Which route table a subnet uses. It has no tags: it is found with the table, and named after its subnet. */
@AwsType("AWS::EC2::SubnetRouteTableAssociation")
public record SubnetRouteTableAssociation(@CreateOnly String subnetId, String routeTableId) {

    static String nameOf(String subnet) {
        return subnet.isEmpty() ? "" : subnet + "-association";
    }

    static final class Type implements ResourceType<SubnetRouteTableAssociation> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<SubnetRouteTableAssociation> spec() {
            return SubnetRouteTableAssociation.class;
        }

        @Override
        public List<Found<SubnetRouteTableAssociation>> find(Owner owner) {
            var look = inventory.look(this);
            var subnets = new HashMap<String, String>();
            for (var subnet : look.subnets.get()) {
                Ec2Tags.nameForWhatBelongsTo(owner, subnet.tags())
                        .ifPresent(name -> subnets.put(subnet.subnetId(), name));
            }
            return look.routeTables.get().stream()
                    .flatMap(table -> table.associations().stream())
                    .filter(association -> subnets.containsKey(association.subnetId()))
                    .map(association -> Found.ready(
                            nameOf(subnets.get(association.subnetId())),
                            association.routeTableAssociationId(),
                            new SubnetRouteTableAssociation(association.subnetId(), association.routeTableId())))
                    .toList();
        }

        @Override
        public boolean excludes(SubnetRouteTableAssociation wanted, SubnetRouteTableAssociation other) {
            return wanted.subnetId().equals(other.subnetId());
        }

        @Override
        public Found<SubnetRouteTableAssociation> rename(Key key, Found<SubnetRouteTableAssociation> found) {
            return found.named(key.name());
        }

        @Override
        public Found<SubnetRouteTableAssociation> create(Key key, SubnetRouteTableAssociation spec) {
            var id = ec2.associateRouteTable(
                            request -> request.subnetId(spec.subnetId()).routeTableId(spec.routeTableId()))
                    .associationId();
            return Found.ready(key.name(), id, spec);
        }

        @Override
        public Found<SubnetRouteTableAssociation> update(
                Key key,
                Found<SubnetRouteTableAssociation> found,
                SubnetRouteTableAssociation spec,
                Set<String> changed) {
            ec2.replaceRouteTableAssociation(
                    request -> request.associationId(found.id()).routeTableId(spec.routeTableId()));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<SubnetRouteTableAssociation> found) {
            AwsProblems.unlessGone(() -> ec2.disassociateRouteTable(request -> request.associationId(found.id())));
            return true;
        }
    }
}
