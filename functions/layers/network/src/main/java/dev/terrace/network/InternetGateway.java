package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.INTERNET_GATEWAY;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.ResourceType;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;

/** A way to the internet; it has nothing to be set. A platform has one: its VPC cannot have two. */
@AwsType("AWS::EC2::InternetGateway")
public record InternetGateway() {

    static ResourceType<InternetGateway> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var model = software.amazon.awssdk.services.ec2.model.InternetGateway.builder();
        return inventory
                .type(INTERNET_GATEWAY, InternetGateway.class, model, look -> look.internetGateways)
                .id(gateway -> gateway.internetGatewayId())
                .excludes((_, _) -> true)
                .create(CreateInternetGatewayRequest::builder, (request, _, _) -> ec2.createInternetGateway(
                                request.build())
                        .internetGateway())
                .delete(found -> ec2.deleteInternetGateway(request -> request.internetGatewayId(found.id())));
    }
}
