package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SUBNET;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * A subnet.
 *
 * @param mapPublicIpOnLaunch whether what is started in it gets a public address
 * @param tags which load balancers may be put into it, as {@code kubernetes.io/role/…}; other tags are none of the spec's
 *     business
 */
@AwsType("AWS::EC2::Subnet")
public record Subnet(
        @CreateOnly String vpcId,
        @CreateOnly String cidrBlock,
        @CreateOnly String availabilityZone,
        Boolean mapPublicIpOnLaunch,
        Map<String, String> tags) {

    private static final String ROLE = "kubernetes.io/role/";

    static final class Type implements ResourceType<Subnet> {
        private final Ec2Client ec2;
        private final Inventory inventory;
        private final Holders holders;
        private final ClusterLeftovers leftovers;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
            this.leftovers = new ClusterLeftovers(ec2, inventory.owner().platform());
            this.holders = new Holders(ec2, leftovers);
        }

        @Override
        public Class<Subnet> spec() {
            return Subnet.class;
        }

        @Override
        public List<Found<Subnet>> find(Owner owner) {
            return inventory.look(this).subnets.get().stream()
                    .flatMap(
                            subnet -> Ec2Tags.nameFor(owner, subnet.tags())
                                    .map(name -> found(name, subnet.subnetId(), spec(subnet)))
                                    .stream())
                    .toList();
        }

        private static Subnet spec(software.amazon.awssdk.services.ec2.model.Subnet subnet) {
            var roles = subnet.tags().stream()
                    .filter(tag -> tag.key().startsWith(ROLE))
                    .collect(Collectors.toMap(Tag::key, Tag::value));
            return new Subnet(
                    subnet.vpcId(), subnet.cidrBlock(), subnet.availabilityZone(), subnet.mapPublicIpOnLaunch(), roles);
        }

        private static Found<Subnet> found(String name, String id, Subnet spec) {
            return Found.ready(name, id, spec, Map.of("SubnetId", id, "AvailabilityZone", spec.availabilityZone()));
        }

        /** @throws ProblemException when somebody else's subnet has addresses of the block */
        @Override
        public Subnet settle(Subnet wanted, Found<Subnet> found) {
            if (found == null) {
                inventory.last().subnets.get().stream()
                        .filter(subnet -> !Ec2Tags.owns(inventory.owner(), subnet.tags()))
                        .filter(subnet -> excludes(wanted, spec(subnet)))
                        .forEach(subnet -> Strangers.refuse(
                                inventory.owner(),
                                subnet.subnetId(),
                                "it has addresses of %s in %s".formatted(wanted.cidrBlock(), wanted.vpcId())));
            }
            return wanted;
        }

        @Override
        public boolean excludes(Subnet wanted, Subnet other) {
            return wanted.vpcId().equals(other.vpcId())
                    && Block.of(wanted.cidrBlock()).overlaps(Block.of(other.cidrBlock()));
        }

        @Override
        public Found<Subnet> rename(Key key, Found<Subnet> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<Subnet> create(Key key, Subnet spec) {
            var id = ec2.createSubnet(request -> request.vpcId(spec.vpcId())
                            .cidrBlock(spec.cidrBlock())
                            .availabilityZone(spec.availabilityZone())
                            .tagSpecifications(Ec2Tags.of(SUBNET, key.tags(), spec.tags())))
                    .subnet()
                    .subnetId();
            if (spec.mapPublicIpOnLaunch()) {
                mapPublicIp(id, true);
            }
            return found(key.name(), id, spec);
        }

        @Override
        public Found<Subnet> update(Key key, Found<Subnet> found, Subnet spec, Set<String> changed) {
            if (changed.contains("mapPublicIpOnLaunch")) {
                mapPublicIp(found.id(), spec.mapPublicIpOnLaunch());
            }
            if (changed.contains("tags")) {
                retag(found, spec.tags());
            }
            return found.with(spec);
        }

        private void mapPublicIp(String subnet, boolean on) {
            ec2.modifySubnetAttribute(
                    request -> request.subnetId(subnet).mapPublicIpOnLaunch(value -> value.value(on)));
        }

        private void retag(Found<Subnet> found, Map<String, String> wanted) {
            var surplus = found.spec().tags().keySet().stream()
                    .filter(key -> !wanted.containsKey(key))
                    .map(key -> Tag.builder().key(key).build())
                    .toList();
            if (!surplus.isEmpty()) {
                ec2.deleteTags(request -> request.resources(found.id()).tags(surplus));
            }
            if (!wanted.isEmpty()) {
                ec2.createTags(request -> request.resources(found.id()).tags(Ec2Tags.list(wanted)));
            }
        }

        @Override
        public boolean delete(Found<Subnet> found) {
            leftovers.freeing(
                    () -> ec2.deleteSubnet(request -> request.subnetId(found.id())),
                    () -> leftovers.deleteInterfaces("subnet-id", found.id()));
            return true;
        }

        @Override
        public List<String> holders(Found<Subnet> found) {
            return holders.interfaces("subnet-id", found.id());
        }
    }
}
