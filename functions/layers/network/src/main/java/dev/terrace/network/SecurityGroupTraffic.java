package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SECURITY_GROUP_RULE;

import dev.terrace.engine.Found;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** A rule of a security group: in both directions the same, but for the calls that add one and take it out. */
sealed interface SecurityGroupTraffic permits SecurityGroupIngress, SecurityGroupEgress {
    String groupId();

    Traffic traffic();

    String description();

    /** The call that adds a rule to a group. */
    interface Authorization {
        List<SecurityGroupRule> authorize(String group, IpPermission permission, TagSpecification tags);
    }

    /**
     * @param peer the component that says which group is at the other end
     * @param revocation the call that takes a rule out of its group
     */
    static <S extends Record & SecurityGroupTraffic> ResourceType<S> type(
            Inventory inventory,
            Class<S> spec,
            String peer,
            boolean egress,
            Authorization authorization,
            Consumer<Found<S>> revocation) {
        var reader = SpecReader.of(spec, SecurityGroupRule.builder())
                .from("cidrIp", "CidrIpv4")
                .with(peer, rule -> Traffic.of(rule).securityGroupId());
        return inventory
                .type(SECURITY_GROUP_RULE, reader, look -> look.securityGroupRules)
                .where(rule -> rule.isEgress() == egress)
                // One that lost its name is a stranger: see SecurityGroup.
                .name((owner, rule) -> Ec2Tags.nameFor(owner, rule.tags()).filter(name -> !name.isEmpty()))
                .id(SecurityGroupRule::securityGroupRuleId)
                // A group has a rule once, whatever its description.
                .excludes((wanted, other) -> wanted.groupId().equals(other.groupId())
                        && wanted.traffic().equals(other.traffic()))
                .create((key, wanted) -> {
                    var rules = authorization.authorize(
                            wanted.groupId(),
                            wanted.traffic().permission(wanted.description()),
                            Ec2Tags.of(SECURITY_GROUP_RULE, key.tags()));
                    return Found.ready(key.name(), rules.getFirst().securityGroupRuleId(), wanted);
                })
                .update((_, found, wanted, _) -> {
                    inventory.ec2().modifySecurityGroupRules(request -> request.groupId(wanted.groupId())
                            .securityGroupRules(wanted.traffic().update(found.id(), wanted.description())));
                    return found.with(wanted);
                })
                .delete(revocation);
    }
}
