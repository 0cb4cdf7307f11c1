package dev.terrace.network;

import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * What a rule of a security group lets through. Of the last four, which say from or to whom, one is not null.
 *
 * @param ipProtocol {@code tcp}, {@code udp}, {@code icmp}, a number, or {@code -1} for all
 * @param fromPort the lowest port, or -1 for all
 * @param toPort the highest port, or -1 for all
 */
public record Traffic(
        String ipProtocol,
        Integer fromPort,
        Integer toPort,
        String cidrIp,
        String cidrIpv6,
        String prefixListId,
        String securityGroupId) {

    /** The rule that AWS gives to every new group of a VPC without IPv6. */
    static final Traffic TO_EVERYWHERE = new Traffic("-1", -1, -1, "0.0.0.0/0", null, null, null);

    /** @param cidrIp null when it is {@code securityGroupId} */
    static Traffic of(String ipProtocol, Integer fromPort, Integer toPort, String cidrIp, String securityGroupId) {
        return new Traffic(ipProtocol, fromPort, toPort, cidrIp, null, null, securityGroupId);
    }

    static Traffic of(SecurityGroupRule rule) {
        return new Traffic(
                rule.ipProtocol(),
                rule.fromPort(),
                rule.toPort(),
                rule.cidrIpv4(),
                rule.cidrIpv6(),
                rule.prefixListId(),
                rule.referencedGroupInfo() == null
                        ? null
                        : rule.referencedGroupInfo().groupId());
    }

    /** As the calls want it that add and revoke rules. */
    IpPermission permission(String description) {
        var permission = IpPermission.builder().ipProtocol(ipProtocol);
        if (!ipProtocol.equals("-1")) {
            permission.fromPort(fromPort).toPort(toPort);
        }
        if (cidrIp != null) {
            permission.ipRanges(
                    IpRange.builder().cidrIp(cidrIp).description(description).build());
        } else if (cidrIpv6 != null) {
            permission.ipv6Ranges(Ipv6Range.builder()
                    .cidrIpv6(cidrIpv6)
                    .description(description)
                    .build());
        } else if (prefixListId != null) {
            permission.prefixListIds(PrefixListId.builder()
                    .prefixListId(prefixListId)
                    .description(description)
                    .build());
        } else {
            permission.userIdGroupPairs(UserIdGroupPair.builder()
                    .groupId(securityGroupId)
                    .description(description)
                    .build());
        }
        return permission.build();
    }

    /** As the call wants it that changes a rule. */
    SecurityGroupRuleUpdate update(String rule, String description) {
        return SecurityGroupRuleUpdate.builder()
                .securityGroupRuleId(rule)
                .securityGroupRule(request -> request.ipProtocol(ipProtocol)
                        .fromPort(fromPort)
                        .toPort(toPort)
                        .cidrIpv4(cidrIp)
                        .cidrIpv6(cidrIpv6)
                        .prefixListId(prefixListId)
                        .referencedGroupId(securityGroupId)
                        .description(description))
                .build();
    }
}
