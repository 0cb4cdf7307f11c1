package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.SECURITY_GROUP;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
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

    static ResourceType<SecurityGroup> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var leftovers = inventory.leftovers();
        var reader = SpecReader.of(
                        SecurityGroup.class, software.amazon.awssdk.services.ec2.model.SecurityGroup.builder())
                .from("groupDescription", "Description")
                .with("securityGroupIngress", group -> traffic(strangers(inventory, group.groupId()), false))
                .with("securityGroupEgress", group -> traffic(strangers(inventory, group.groupId()), true));
        return inventory
                .type(SECURITY_GROUP, reader, look -> look.securityGroups)
                .id(group -> group.groupId())
                .attribute("GroupId", group -> group.groupId())
                .settle(inventory.unlessInTheWay(
                        look -> look.securityGroups,
                        (wanted, group) ->
                                wanted.vpcId.equals(group.vpcId()) && wanted.groupName.equals(group.groupName()),
                        group -> group.groupId(),
                        wanted -> "it has the name %s in %s".formatted(wanted.groupName, wanted.vpcId)))
                .unique("vpcId", "groupName")
                .create(
                        CreateSecurityGroupRequest::builder,
                        writer -> writer.to("groupDescription", "Description")
                                .without("securityGroupIngress", "securityGroupEgress"),
                        (request, _, _) -> software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
                                .groupId(
                                        ec2.createSecurityGroup(request.build()).groupId())
                                .build())
                .afterCreation((group, _) -> ec2.revokeSecurityGroupEgress(
                        request -> request.groupId(group.id()).ipPermissions(Traffic.TO_EVERYWHERE.permission(null))))
                .update((_, found, spec, _) -> {
                    revoke(ec2, found.id(), strangers(inventory, found.id()));
                    return found.with(spec);
                })
                .delete(found -> {
                    // Rules that name other groups go first: two groups that name each other could never be deleted.
                    var naming = strangers(inventory, found.id()).stream()
                            .filter(rule -> rule.referencedGroupInfo() != null)
                            .toList();
                    AwsProblems.unlessGone(() -> revoke(ec2, found.id(), naming));
                    leftovers.freeing(
                            () -> ec2.deleteSecurityGroup(request -> request.groupId(found.id())),
                            () -> leftovers.deleteInterfaces("group-id", found.id()));
                })
                .holders(found -> inventory.holders().ofSecurityGroup(found.id(), found.spec().vpcId));
    }

    /**
     * The rules of a group that are no resources of the owner. One that lost its name is among them: who may talk to whom must not
     * hang on what cannot be told apart from what somebody added.
     */
    private static List<SecurityGroupRule> strangers(Inventory inventory, String group) {
        return inventory.last().securityGroupRules.get().stream()
                .filter(rule -> rule.groupId().equals(group))
                .filter(rule -> Ec2Tags.nameFor(inventory.owner(), rule.tags())
                        .filter(name -> !name.isEmpty())
                        .isEmpty())
                .toList();
    }

    private static Set<Traffic> traffic(List<SecurityGroupRule> rules, boolean egress) {
        return rules.stream()
                .filter(rule -> rule.isEgress() == egress)
                .map(Traffic::of)
                .collect(Collectors.toSet());
    }

    private static void revoke(Ec2Client ec2, String group, List<SecurityGroupRule> rules) {
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
}
