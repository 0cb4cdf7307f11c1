package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.VPC;

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
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

/**
 * A virtual private cloud. A platform has one: one of the layer's with the same block is the one that is declared, whatever became of
 * the tag with its name.
 *
 * @param enableDnsSupport whether the VPC has a resolver; EKS and the private DNS of endpoints need it
 * @param enableDnsHostnames whether instances get host names; EKS and the private DNS of endpoints need it
 */
@AwsType("AWS::EC2::VPC")
public record Vpc(@CreateOnly String cidrBlock, Boolean enableDnsSupport, Boolean enableDnsHostnames) {

    static final class Type implements ResourceType<Vpc> {
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
        public Class<Vpc> spec() {
            return Vpc.class;
        }

        @Override
        public List<Found<Vpc>> find(Owner owner) {
            return inventory.look(this).vpcs.get().stream()
                    .flatMap(vpc -> Ec2Tags.nameFor(owner, vpc.tags()).map(name -> found(name, vpc)).stream())
                    .toList();
        }

        private Found<Vpc> found(String name, software.amazon.awssdk.services.ec2.model.Vpc vpc) {
            // The attributes are not part of the description, and are told one at a time.
            var support = attribute(vpc.vpcId(), VpcAttributeName.ENABLE_DNS_SUPPORT);
            var hostnames = attribute(vpc.vpcId(), VpcAttributeName.ENABLE_DNS_HOSTNAMES);
            return found(name, vpc.vpcId(), new Vpc(vpc.cidrBlock(), support, hostnames));
        }

        private static Found<Vpc> found(String name, String id, Vpc spec) {
            return Found.ready(name, id, spec, Map.of("VpcId", id, "CidrBlock", spec.cidrBlock()));
        }

        private boolean attribute(String vpc, VpcAttributeName name) {
            var answer = ec2.describeVpcAttribute(ask -> ask.vpcId(vpc).attribute(name));
            return name == VpcAttributeName.ENABLE_DNS_SUPPORT
                    ? answer.enableDnsSupport().value()
                    : answer.enableDnsHostnames().value();
        }

        /**
         * @throws ProblemException when the VPC is there and lost its tags by hand, so that it is not found: a second network would be
         *     built beside the platform's
         */
        @Override
        public Vpc settle(Vpc wanted, Found<Vpc> found) {
            if (found == null) {
                inventory.last().vpcsOfSubnets.get().stream()
                        .filter(vpc -> !Ec2Tags.owns(inventory.owner(), vpc.tags()))
                        .forEach(vpc ->
                                Strangers.refuse(inventory.owner(), vpc.vpcId(), "the platform's subnets are in it"));
            }
            return wanted;
        }

        @Override
        public boolean excludes(Vpc wanted, Vpc other) {
            return wanted.cidrBlock().equals(other.cidrBlock());
        }

        @Override
        public Found<Vpc> rename(Key key, Found<Vpc> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<Vpc> create(Key key, Vpc spec) {
            var id = ec2.createVpc(request ->
                            request.cidrBlock(spec.cidrBlock()).tagSpecifications(Ec2Tags.of(VPC, key.tags())))
                    .vpc()
                    .vpcId();
            // A new VPC has a resolver, and gives no host names.
            if (!spec.enableDnsSupport()) {
                supportDns(id, false);
            }
            if (spec.enableDnsHostnames()) {
                giveHostnames(id, true);
            }
            return found(key.name(), id, spec);
        }

        @Override
        public Found<Vpc> update(Key key, Found<Vpc> found, Vpc spec, Set<String> changed) {
            if (changed.contains("enableDnsSupport")) {
                supportDns(found.id(), spec.enableDnsSupport());
            }
            if (changed.contains("enableDnsHostnames")) {
                giveHostnames(found.id(), spec.enableDnsHostnames());
            }
            return found.with(spec);
        }

        private void supportDns(String vpc, boolean on) {
            ec2.modifyVpcAttribute(request -> request.vpcId(vpc).enableDnsSupport(value(on)));
        }

        private void giveHostnames(String vpc, boolean on) {
            ec2.modifyVpcAttribute(request -> request.vpcId(vpc).enableDnsHostnames(value(on)));
        }

        private static AttributeBooleanValue value(boolean on) {
            return AttributeBooleanValue.builder().value(on).build();
        }

        @Override
        public boolean delete(Found<Vpc> found) {
            leftovers.freeing(
                    () -> ec2.deleteVpc(request -> request.vpcId(found.id())),
                    () -> leftovers.deleteSecurityGroups(found.id()));
            return true;
        }

        @Override
        public List<String> holders(Found<Vpc> found) {
            return holders.ofVpc(found.id());
        }
    }
}
