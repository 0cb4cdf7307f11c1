package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.INTERNET_GATEWAY;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A way to the internet; it has nothing to be set. A platform has one: its VPC cannot have two. */
@AwsType("AWS::EC2::InternetGateway")
public record InternetGateway() {

    static final class Type implements ResourceType<InternetGateway> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<InternetGateway> spec() {
            return InternetGateway.class;
        }

        @Override
        public List<Found<InternetGateway>> find(Owner owner) {
            return inventory.look(this).internetGateways.get().stream()
                    .flatMap(gateway -> Ec2Tags.nameFor(owner, gateway.tags())
                            .map(name -> Found.ready(name, gateway.internetGatewayId(), new InternetGateway()))
                            .stream())
                    .toList();
        }

        @Override
        public boolean excludes(InternetGateway wanted, InternetGateway other) {
            return true;
        }

        @Override
        public Found<InternetGateway> rename(Key key, Found<InternetGateway> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<InternetGateway> create(Key key, InternetGateway spec) {
            var tags = Ec2Tags.of(INTERNET_GATEWAY, key.tags());
            var gateway = ec2.createInternetGateway(request -> request.tagSpecifications(tags))
                    .internetGateway();
            return Found.ready(key.name(), gateway.internetGatewayId(), spec);
        }

        @Override
        public Found<InternetGateway> update(
                Key key, Found<InternetGateway> found, InternetGateway spec, Set<String> changed) {
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<InternetGateway> found) {
            AwsProblems.unlessGone(() -> ec2.deleteInternetGateway(request -> request.internetGatewayId(found.id())));
            return true;
        }
    }
}
