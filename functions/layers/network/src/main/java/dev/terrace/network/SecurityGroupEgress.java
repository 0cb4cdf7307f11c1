package dev.terrace.network;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.ResourceType;

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
        String description)
        implements SecurityGroupTraffic {

    @Override
    public Traffic traffic() {
        return Traffic.of(ipProtocol, fromPort, toPort, cidrIp, destinationSecurityGroupId);
    }

    static ResourceType<SecurityGroupEgress> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        return SecurityGroupTraffic.type(
                inventory,
                SecurityGroupEgress.class,
                "destinationSecurityGroupId",
                true,
                (group, permission, tags) -> ec2.authorizeSecurityGroupEgress(request ->
                                request.groupId(group).ipPermissions(permission).tagSpecifications(tags))
                        .securityGroupRules(),
                found -> ec2.revokeSecurityGroupEgress(
                        request -> request.groupId(found.spec().groupId).securityGroupRuleIds(found.id())));
    }
}
