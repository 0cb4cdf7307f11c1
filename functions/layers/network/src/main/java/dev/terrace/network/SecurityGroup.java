package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SECURITY_GROUP;

import dev.terrace.aws.AwsProblems;
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
        private final Holders holders;
        private final ClusterLeftovers leftovers;

        Type(Ec2Client ec2, Inventory inventory) {
            this.ec2 = ec2;
            this.inventory = inventory;
            this.leftovers = new ClusterLeftovers(ec2, inventory.owner().platform());
            this.holders = new Holders(ec2, leftovers);
        }

        @Override
        public Class<SecurityGroup> spec() {
            return SecurityGroup.class;
        }

        @Override
        public List<Found<SecurityGroup>> find(Owner owner) {
            var look = inventory.look(this);
            return look.securityGroups.get().stream()
                    .flatMap(group -> Ec2Tags.nameFor(owner, group.tags())
                            .map(name ->
                                    found(name, group.groupId(), spec(group, strangers(owner, look, group.groupId()))))
                            .stream())
                    .toList();
        }

        /**
         * The rules of a group that are no resources of the owner. One that lost its name is among them: who may talk to whom must not
         * hang on what cannot be told apart from what somebody added.
         */
        private static List<SecurityGroupRule> strangers(Owner owner, Look look, String group) {
            return look.securityGroupRules.get().stream()
                    .filter(rule -> rule.groupId().equals(group))
                    .filter(rule -> Ec2Tags.nameFor(owner, rule.tags())
                            .filter(name -> !name.isEmpty())
                            .isEmpty())
                    .toList();
        }

        private static SecurityGroup spec(
                software.amazon.awssdk.services.ec2.model.SecurityGroup group, List<SecurityGroupRule> strangers) {
            return new SecurityGroup(
                    group.groupName(),
                    group.description(),
                    group.vpcId(),
                    traffic(strangers, false),
                    traffic(strangers, true));
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

        /** @throws ProblemException when somebody else's group has the name */
        @Override
        public SecurityGroup settle(SecurityGroup wanted, Found<SecurityGroup> found) {
            if (found == null) {
                inventory.last().securityGroups.get().stream()
                        .filter(group -> !Ec2Tags.owns(inventory.owner(), group.tags()))
                        .filter(group -> excludes(wanted, spec(group, List.of())))
                        .forEach(group -> Strangers.refuse(
                                inventory.owner(),
                                group.groupId(),
                                "it has the name %s in %s".formatted(wanted.groupName(), wanted.vpcId())));
            }
            return wanted;
        }

        @Override
        public boolean excludes(SecurityGroup wanted, SecurityGroup other) {
            return wanted.vpcId().equals(other.vpcId()) && wanted.groupName().equals(other.groupName());
        }

        @Override
        public Found<SecurityGroup> rename(Key key, Found<SecurityGroup> found) {
            Ec2Tags.give(ec2, found.id(), key);
            return found.named(key.name());
        }

        @Override
        public Found<SecurityGroup> create(Key key, SecurityGroup spec) {
            var id = ec2.createSecurityGroup(request -> request.groupName(spec.groupName())
                            .description(spec.groupDescription())
                            .vpcId(spec.vpcId())
                            .tagSpecifications(Ec2Tags.of(SECURITY_GROUP, key.tags())))
                    .groupId();
            ec2.revokeSecurityGroupEgress(
                    request -> request.groupId(id).ipPermissions(Traffic.TO_EVERYWHERE.permission(null)));
            return found(key.name(), id, spec);
        }

        @Override
        public Found<SecurityGroup> update(
                Key key, Found<SecurityGroup> found, SecurityGroup spec, Set<String> changed) {
            revoke(found.id(), strangers(key.owner(), inventory.last(), found.id()));
            return found.with(spec);
        }

        private void revoke(String group, List<SecurityGroupRule> rules) {
            var ids = rules.stream()
                    .collect(Collectors.partitioningBy(
                            SecurityGroupRule::isEgress,
                            Collectors.mapping(SecurityGroupRule::securityGroupRuleId, Collectors.toList())));
            if (!ids.get(false).isEmpty()) {
                ec2.revokeSecurityGroupIngress(request -> request.groupId(group).securityGroupRuleIds(ids.get(false)));
            }
            if (!ids.get(true).isEmpty()) {
                ec2.revokeSecurityGroupEgress(request -> request.groupId(group).securityGroupRuleIds(ids.get(true)));
            }
        }

        /** Rules that somebody added and that name other groups go first: two groups that name each other could never be deleted. */
        @Override
        public boolean delete(Found<SecurityGroup> found) {
            var naming = strangers(inventory.owner(), inventory.last(), found.id()).stream()
                    .filter(rule -> rule.referencedGroupInfo() != null)
                    .toList();
            AwsProblems.unlessGone(() -> revoke(found.id(), naming));
            leftovers.freeing(
                    () -> ec2.deleteSecurityGroup(request -> request.groupId(found.id())),
                    () -> leftovers.deleteInterfaces("group-id", found.id()));
            return true;
        }

        @Override
        public List<String> holders(Found<SecurityGroup> found) {
            return holders.ofSecurityGroup(found.id(), found.spec().vpcId());
        }
    }
}
