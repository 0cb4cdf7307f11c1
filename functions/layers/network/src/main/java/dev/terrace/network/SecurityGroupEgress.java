package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SECURITY_GROUP_RULE;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * A rule of a security group about outgoing traffic.
 *
 * @param ipProtocol {@code tcp}, {@code udp}, {@code icmp}, a number, or {@code -1} for all
 * @param fromPort the lowest port, or -1 for all
 * @param toPort the highest port, or -1 for all
 * @param cidrIp the block to which it is allowed; null when it is a group
 * @param destinationSecurityGroupId the group to which it is allowed; null when it is a block
 */
@AwsType("AWS::EC2::SecurityGroupEgress")
public record SecurityGroupEgress(
        @CreateOnly String groupId,
        String ipProtocol,
        Integer fromPort,
        Integer toPort,
        String cidrIp,
        String destinationSecurityGroupId,
        String description) {

    private Traffic traffic() {
        return Traffic.of(ipProtocol, fromPort, toPort, cidrIp, destinationSecurityGroupId);
    }

    static final class Type implements ResourceType<SecurityGroupEgress> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<SecurityGroupEgress> spec() {
            return SecurityGroupEgress.class;
        }

        @Override
        public List<Found<SecurityGroupEgress>> find(Owner owner) {
            return inventory.look(this).securityGroupRules.get().stream()
                    .filter(rule -> rule.isEgress())
                    .flatMap(rule -> Ec2Tags.nameFor(owner, rule.tags())
                            .filter(name -> !name.isEmpty())
                            .map(name -> Found.ready(name, rule.securityGroupRuleId(), spec(rule)))
                            .stream())
                    .toList();
        }

        private static SecurityGroupEgress spec(SecurityGroupRule rule) {
            var traffic = Traffic.of(rule);
            return new SecurityGroupEgress(
                    rule.groupId(),
                    traffic.ipProtocol(),
                    traffic.fromPort(),
                    traffic.toPort(),
                    traffic.cidrIp(),
                    traffic.securityGroupId(),
                    rule.description());
        }

        /** A group has a rule once, whatever its description. */
        @Override
        public boolean excludes(SecurityGroupEgress wanted, SecurityGroupEgress other) {
            return wanted.groupId().equals(other.groupId()) && wanted.traffic().equals(other.traffic());
        }

        @Override
        public Found<SecurityGroupEgress> rename(Key key, Found<SecurityGroupEgress> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<SecurityGroupEgress> create(Key key, SecurityGroupEgress spec) {
            var rules = ec2.authorizeSecurityGroupEgress(request -> request.groupId(spec.groupId())
                            .ipPermissions(spec.traffic().permission(spec.description()))
                            .tagSpecifications(Ec2Tags.of(SECURITY_GROUP_RULE, key.tags())))
                    .securityGroupRules();
            return Found.ready(key.name(), rules.getFirst().securityGroupRuleId(), spec);
        }

        @Override
        public Found<SecurityGroupEgress> update(
                Key key, Found<SecurityGroupEgress> found, SecurityGroupEgress spec, Set<String> changed) {
            ec2.modifySecurityGroupRules(request -> request.groupId(spec.groupId())
                    .securityGroupRules(spec.traffic().update(found.id(), spec.description())));
            return found.with(spec);
        }

        @Override
        public boolean delete(Found<SecurityGroupEgress> found) {
            var group = found.spec().groupId();
            AwsProblems.unlessGone(() -> ec2.revokeSecurityGroupEgress(
                    request -> request.groupId(group).securityGroupRuleIds(found.id())));
            return true;
        }
    }
}
