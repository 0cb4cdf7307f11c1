package dev.terrace.network;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import java.util.HashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/** Which route table a subnet uses. It has no tags: it is found with the table, and named after its subnet. */
@AwsType("AWS::EC2::SubnetRouteTableAssociation")
public record SubnetRouteTableAssociation(@CreateOnly String subnetId, String routeTableId) {
    private static final SpecReader<RouteTableAssociation, SubnetRouteTableAssociation> READER =
            SpecReader.of(SubnetRouteTableAssociation.class, RouteTableAssociation.builder());

    static String nameOf(String subnet) {
        return subnet.isEmpty() ? "" : subnet + "-association";
    }

    static ResourceType<SubnetRouteTableAssociation> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        return inventory
                .typeOfWhatBelongs(READER, SubnetRouteTableAssociation::find)
                .id(RouteTableAssociation::routeTableAssociationId)
                .unique("subnetId")
                .create(AssociateRouteTableRequest::builder, (request, _, _) -> RouteTableAssociation.builder()
                        .routeTableAssociationId(
                                ec2.associateRouteTable(request.build()).associationId())
                        .build())
                .update(
                        ReplaceRouteTableAssociationRequest::builder,
                        (request, found, _) -> ec2.replaceRouteTableAssociation(
                                request.associationId(found.id()).build()))
                .delete(found -> ec2.disassociateRouteTable(request -> request.associationId(found.id())));
    }

    private static Stream<Found<SubnetRouteTableAssociation>> find(Owner owner, Look look) {
        var subnets = new HashMap<String, String>();
        for (var subnet : look.subnets.get()) {
            Ec2Tags.nameForWhatBelongsTo(owner, subnet.tags()).ifPresent(name -> subnets.put(subnet.subnetId(), name));
        }
        return look.routeTables.get().stream()
                .flatMap(table -> table.associations().stream())
                .filter(association -> subnets.containsKey(association.subnetId()))
                .map(association -> Found.ready(
                        nameOf(subnets.get(association.subnetId())),
                        association.routeTableAssociationId(),
                        READER.read(association)));
    }
}
