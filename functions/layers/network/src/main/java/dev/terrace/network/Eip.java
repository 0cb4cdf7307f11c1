package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.ELASTIC_IP;

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
 * A fixed public address. As in CloudFormation, its id is the address itself; its {@code AllocationId} is an attribute.
 *
 * @param domain {@code vpc}
 */
@AwsType("AWS::EC2::EIP")
public record Eip(@CreateOnly String domain) {

    static final class Type implements ResourceType<Eip> {
        private static final String ALLOCATION = "AllocationId";

        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<Eip> spec() {
            return Eip.class;
        }

        @Override
        public List<Found<Eip>> find(Owner owner) {
            return inventory.look(this).addresses.get().stream()
                    .flatMap(address -> Ec2Tags.nameFor(owner, address.tags())
                            .map(name -> found(
                                    name,
                                    address.publicIp(),
                                    address.allocationId(),
                                    new Eip(address.domainAsString())))
                            .stream())
                    .toList();
        }

        private static Found<Eip> found(String name, String address, String allocation, Eip spec) {
            return Found.ready(name, address, spec, Map.of("PublicIp", address, ALLOCATION, allocation));
        }

        @Override
        public Found<Eip> rename(Key key, Found<Eip> found) {
            Ec2Tags.give(ec2, found.attributes().get(ALLOCATION), key);
            return found.named(key.name());
        }

        @Override
        public Found<Eip> create(Key key, Eip spec) {
            var tags = Ec2Tags.of(ELASTIC_IP, key.tags());
            var address =
                    ec2.allocateAddress(request -> request.domain(spec.domain()).tagSpecifications(tags));
            return found(key.name(), address.publicIp(), address.allocationId(), spec);
        }

        @Override
        public Found<Eip> update(Key key, Found<Eip> found, Eip spec, Set<String> changed) {
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<Eip> found) {
            var allocation = found.attributes().get(ALLOCATION);
            AwsProblems.unlessGone(() -> ec2.releaseAddress(request -> request.allocationId(allocation)));
            return true;
        }

        @Override
        public List<String> holders(Found<Eip> found) {
            return ec2.describeAddresses(ask -> ask.filters(Look.filter("public-ip", found.id()))).addresses().stream()
                    .filter(address -> address.networkInterfaceId() != null)
                    .map(address -> "network interface " + address.networkInterfaceId())
                    .toList();
        }
    }
}
