package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.NATGATEWAY;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
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

    static final class Type implements ResourceType<NatGateway> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<NatGateway> spec() {
            return NatGateway.class;
        }

        @Override
        public List<Found<NatGateway>> find(Owner owner) {
            return inventory.look(this).natGateways.get().stream()
                    .filter(gateway -> gateway.state() != NatGatewayState.DELETED)
                    .flatMap(gateway ->
                            Ec2Tags.nameFor(owner, gateway.tags()).map(name -> found(name, gateway)).stream())
                    .toList();
        }

        private static Found<NatGateway> found(
                String name, software.amazon.awssdk.services.ec2.model.NatGateway gateway) {
            var allocation = gateway.natGatewayAddresses().stream()
                    .map(NatGatewayAddress::allocationId)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            var spec = new NatGateway(gateway.subnetId(), allocation, gateway.connectivityTypeAsString());
            return found(name, gateway, spec);
        }

        private static Found<NatGateway> found(
                String name, software.amazon.awssdk.services.ec2.model.NatGateway gateway, NatGateway spec) {
            var id = gateway.natGatewayId();
            var reason = Objects.requireNonNullElse(gateway.failureMessage(), "");
            return new Found<>(name, id, spec, state(gateway.state()), Map.of("NatGatewayId", id), reason);
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

        /** An address has one gateway. */
        @Override
        public boolean excludes(NatGateway wanted, NatGateway other) {
            return wanted.allocationId().equals(other.allocationId());
        }

        @Override
        public Found<NatGateway> rename(Key key, Found<NatGateway> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<NatGateway> create(Key key, NatGateway spec) {
            var gateway = ec2.createNatGateway(request -> request.subnetId(spec.subnetId())
                            .allocationId(spec.allocationId())
                            .connectivityType(spec.connectivityType())
                            .clientToken(key.clientToken(new Attempt(spec, predecessors(key))))
                            .tagSpecifications(Ec2Tags.of(NATGATEWAY, key.tags())))
                    .natGateway();
            return found(key.name(), gateway, spec);
        }

        /**
         * What a client token stands for. A gateway that was deleted by hand is asked for again with the same properties; under
         * the same token AWS would answer with the deleted one.
         */
        private record Attempt(NatGateway spec, List<String> predecessors) {}

        private List<String> predecessors(Key key) {
            return inventory.last().natGateways.get().stream()
                    .filter(gateway -> Ec2Tags.nameFor(key.owner(), gateway.tags())
                            .filter(key.name()::equals)
                            .isPresent())
                    .map(gateway -> gateway.natGatewayId())
                    .sorted()
                    .toList();
        }

        @Override
        public Found<NatGateway> update(Key key, Found<NatGateway> found, NatGateway spec, Set<String> changed) {
            return found;
        }

        @Override
        public boolean delete(Found<NatGateway> found) {
            AwsProblems.unlessGone(() -> ec2.deleteNatGateway(request -> request.natGatewayId(found.id())));
            return false;
        }
    }
}
