package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.NATGATEWAY;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Key;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import dev.terrace.mapping.SpecReader;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;

/**
 * A way out to the internet for subnets that cannot be reached from there. It takes AWS one to two minutes to create or to
 * delete one, and a deleted or failed one stays listed for an hour.
 *
 * @param allocationId of the {@link Eip} under which it appears
 * @param connectivityType {@code public}
 */
@AwsType("AWS::EC2::NatGateway")
public record NatGateway(
        @CreateOnly String subnetId,
        @CreateOnly String allocationId,
        @CreateOnly String connectivityType) {

    static ResourceType<NatGateway> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var reader = SpecReader.of(NatGateway.class, software.amazon.awssdk.services.ec2.model.NatGateway.builder())
                .from("allocationId", "NatGatewayAddresses.AllocationId");
        return inventory
                .type(NATGATEWAY, reader, look -> look.natGateways)
                .where(gateway -> gateway.state() != NatGatewayState.DELETED)
                .id(gateway -> gateway.natGatewayId())
                .attribute("NatGatewayId", gateway -> gateway.natGatewayId())
                .state(gateway -> state(gateway.state()))
                .reason(gateway -> gateway.failureMessage())
                // An address has one gateway.
                .unique("allocationId")
                .create(CreateNatGatewayRequest::builder, (request, key, spec) -> ec2.createNatGateway(
                                request.clientToken(key.clientToken(new Attempt(spec, predecessors(inventory, key))))
                                        .build())
                        .natGateway())
                .beginDeletion(found -> ec2.deleteNatGateway(request -> request.natGatewayId(found.id())));
    }

    private static State state(NatGatewayState state) {
        return switch (state) {
            case AVAILABLE -> State.READY;
            // AWS gives up on a gateway only while it creates it, and deletes it within the hour.
            case FAILED -> State.CREATE_FAILED;
            case DELETING, DELETED -> State.DELETING;
            case PENDING, UNKNOWN_TO_SDK_VERSION -> State.PENDING;
        };
    }

    /**
     * What a client token stands for. A gateway that was deleted by hand is asked for again with the same properties; under
     * the same token AWS would answer with the deleted one.
     */
    private record Attempt(NatGateway spec, List<String> predecessors) {}

    private static List<String> predecessors(Inventory inventory, Key key) {
        return inventory.last().natGateways.get().stream()
                .filter(gateway -> Ec2Tags.nameFor(key.owner(), gateway.tags())
                        .filter(key.name()::equals)
                        .isPresent())
                .map(gateway -> gateway.natGatewayId())
                .sorted()
                .toList();
    }
}
