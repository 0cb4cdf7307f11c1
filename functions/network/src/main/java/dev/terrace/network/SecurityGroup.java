package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SECURITY_GROUP;

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
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * A security group. What it allows are resources of their own, {@link SecurityGroupIngress} and {@link SecurityGroupEgress};
 * the rules that this spec speaks of are those beside them, and there are to be none: neither the rule with which AWS lets a new
 * group send everything everywhere, nor one that somebody added by hand.
 *
 * @param securityGroupIngress incoming traffic that is allowed without a resource
 * @param securityGroupEgress outgoing traffic that is allowed without a resource
 */
@AwsType("AWS::EC2::SecurityGroup")
public record SecurityGroup(
        @CreateOnly String groupName,
        @CreateOnly String groupDescription,
        @CreateOnly String vpcId,
        Set<Traffic> securityGroupIngress,
        Set<Traffic> securityGroupEgress) {

    static SecurityGroup withoutRules(String name, String description, String vpc) {
        return new SecurityGroup(name, description, vpc, Set.of(), Set.of());
    }

    static final class Type implements ResourceType<SecurityGroup> {
        private final Ec2Client ec2;
        private final Inventory inventory;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
        }

        @Override
        public Class<SecurityGroup> spec() {
            return SecurityGroup.class;
        }

        @Override
        public List<Found<SecurityGroup>> find(Owner owner) {
            var strangers = inventory.securityGroupRules.get().stream()
                    .filter(rule -> Ec2Tags.nameFor(owner, rule.tags()).isEmpty())
                    .collect(Collectors.groupingBy(SecurityGroupRule::groupId));
            return inventory.securityGroups.get().stream()
                    .flatMap(group -> Ec2Tags.nameFor(owner, group.tags())
                            .map(name -> found(name, group, strangers.getOrDefault(group.groupId(), List.of())))
                            .stream())
                    .toList();
        }

        private static Found<SecurityGroup> found(
                String name,
                software.amazon.awssdk.services.ec2.model.SecurityGroup group,
                List<SecurityGroupRule> strangers) {
            var spec = new SecurityGroup(
                    group.groupName(),
                    group.description(),
                    group.vpcId(),
                    traffic(strangers, false),
                    traffic(strangers, true));
            return found(name, group.groupId(), spec);
        }

        private static Set<Traffic> traffic(List<SecurityGroupRule> rules, boolean egress) {
            return rules.stream()
                    .filter(rule -> rule.isEgress() == egress)
                    .map(Traffic::of)
                    .collect(Collectors.toSet());
        }

        private static Found<SecurityGroup> found(String name, String id, SecurityGroup spec) {
            return Found.ready(name, id, spec, Map.of("GroupId", id));
        }

        @Override
        public Found<SecurityGroup> create(Key key, SecurityGroup spec) {
            var id = ec2.createSecurityGroup(request -> request.groupName(spec.groupName())
                            .description(spec.groupDescription())
                            .vpcId(spec.vpcId())
                            .tagSpecifications(Ec2Tags.of(SECURITY_GROUP, key.tags())))
                    .groupId();
            revokeEgress(id, Set.of(Traffic.TO_EVERYWHERE));
            return found(key.name(), id, spec);
        }

        @Override
        public State update(Key key, Found<SecurityGroup> found, SecurityGroup spec, Set<String> changed) {
            if (changed.contains("securityGroupIngress")) {
                revokeIngress(found.id(), found.spec().securityGroupIngress());
            }
            if (changed.contains("securityGroupEgress")) {
                revokeEgress(found.id(), found.spec().securityGroupEgress());
            }
            return State.READY;
        }

        private void revokeIngress(String group, Set<Traffic> traffic) {
            ec2.revokeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(permissions(traffic)));
        }

        private void revokeEgress(String group, Set<Traffic> traffic) {
            ec2.revokeSecurityGroupEgress(request -> request.groupId(group).ipPermissions(permissions(traffic)));
        }

        private static List<IpPermission> permissions(Set<Traffic> traffic) {
            return traffic.stream().map(rule -> rule.permission(null)).toList();
        }

        @Override
        public boolean delete(Found<SecurityGroup> found) {
            AwsProblems.unlessGone(() -> ec2.deleteSecurityGroup(request -> request.groupId(found.id())));
            return true;
        }
    }
}
