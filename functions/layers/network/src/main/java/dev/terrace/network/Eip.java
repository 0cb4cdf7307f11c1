package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.ELASTIC_IP;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.ResourceType;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;

/**
 * A fixed public address. As in CloudFormation, its id is the address itself; its {@code AllocationId} is an attribute.
 *
 * @param domain {@code vpc}
 */
@AwsType("AWS::EC2::EIP")
public record Eip(@CreateOnly String domain) {
    private static final String ALLOCATION = "AllocationId";

    static ResourceType<Eip> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        return inventory
                .type(ELASTIC_IP, Eip.class, Address.builder(), look -> look.addresses)
                .id(Address::publicIp)
                .attribute("PublicIp", Address::publicIp)
                .attribute(ALLOCATION, Address::allocationId)
                .rename((found, key) -> Ec2Tags.give(ec2, found.attributes().get(ALLOCATION), key))
                .create(AllocateAddressRequest::builder, (request, _, _) -> {
                    var answer = ec2.allocateAddress(request.build());
                    return Address.builder()
                            .publicIp(answer.publicIp())
                            .allocationId(answer.allocationId())
                            .build();
                })
                .delete(found -> ec2.releaseAddress(
                        request -> request.allocationId(found.attributes().get(ALLOCATION))))
                .holders(
                        found -> ec2
                                .describeAddresses(ask -> ask.filters(Look.filter("public-ip", found.id())))
                                .addresses()
                                .stream()
                                .filter(address -> address.networkInterfaceId() != null)
                                .map(address -> "network interface " + address.networkInterfaceId())
                                .toList());
    }
}
