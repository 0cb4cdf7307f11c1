package dev.terrace.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.engine.Found;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What keeps a network from being deleted: it is named, and what the platform's cluster left behind is deleted. */
class WhatHoldsTest {
    private static final Found<Subnet> SUBNET =
            Found.ready("private-a", "subnet-1", new Subnet("vpc-1", "10.0.0.0/20", "us-east-1a", false, Map.of()));
    private static final Found<SecurityGroup> GROUP =
            Found.ready("nodes-sg", "sg-1", SecurityGroup.withoutRules("shop-nodes-sg", "nodes", "vpc-1"));
    private static final Found<Vpc> VPC = Found.ready("vpc", "vpc-1", new Vpc("10.0.0.0/16", true, true));

    private final FakeEc2 ec2 = new FakeEc2();
    private final Inventory inventory = ec2.inventory();

    @Test
    void what_is_not_held_is_deleted_without_a_question() {
        Subnet.type(inventory).delete(SUBNET);

        assertThat(ec2.asked()).containsExactly("DeleteSubnet subnet-1");
    }

    @Test
    void an_interface_that_the_cluster_left_behind_is_deleted_with_the_subnet() {
        ec2.interfaces.add(leftBehind("eni-1", "shop"));

        assertThat(Subnet.type(inventory).delete(SUBNET)).isTrue();

        assertThat(ec2.asked())
                .containsExactly(
                        "DeleteSubnet subnet-1",
                        "DescribeNetworkInterfaces of subnet-id subnet-1",
                        "DeleteNetworkInterface eni-1",
                        "DeleteSubnet subnet-1");
    }

    @Test
    void and_with_the_security_group() {
        ec2.interfaces.add(leftBehind("eni-1", "shop"));
        var type = SecurityGroup.type(inventory);
        type.find(FakeEc2.OWNER);

        assertThat(type.delete(GROUP)).isTrue();

        assertThat(ec2.asked()).contains("DescribeNetworkInterfaces of group-id sg-1", "DeleteNetworkInterface eni-1");
    }

    @Test
    void another_clusters_interface_and_one_at_work_are_named_and_never_deleted() {
        ec2.interfaces.add(leftBehind("eni-1", "other"));
        ec2.interfaces.add(leftBehind("eni-2", "shop").toBuilder()
                .status("in-use")
                .attachment(attachment -> attachment.instanceId("i-1"))
                .build());
        var type = Subnet.type(inventory);

        assertThatThrownBy(() -> type.delete(SUBNET)).isInstanceOf(Ec2Exception.class);

        assertThat(ec2.asked()).noneMatch(call -> call.startsWith("DeleteNetworkInterface"));
        assertThat(type.holders(SUBNET))
                .containsExactly(
                        "network interface eni-1 (aws-K8S-i-1, available)",
                        "network interface eni-2 (aws-K8S-i-1, of instance i-1, in-use)");
    }

    @Test
    void what_is_deleted_with_it_is_no_holder() {
        ec2.interfaces.add(leftBehind("eni-1", "shop"));

        assertThat(Subnet.type(inventory).holders(SUBNET)).isEmpty();
    }

    @Test
    void of_many_interfaces_a_few_are_named() {
        for (int i = 1; i <= 8; i++) {
            ec2.interfaces.add(leftBehind("eni-" + i, "other"));
        }

        assertThat(Subnet.type(inventory).holders(SUBNET)).hasSize(6).last().isEqualTo("3 more network interfaces");
    }

    @Test
    void the_group_that_names_another_in_a_rule_holds_it() {
        ec2.securityGroups = List.of(
                group("sg-1", "shop-nodes-sg").build(),
                group("sg-2", "k8s-traffic-shop").ipPermissions(naming("sg-1")).build(),
                group("sg-3", "mine").ipPermissionsEgress(naming("sg-4")).build());

        assertThat(SecurityGroup.type(inventory).holders(GROUP))
                .containsExactly("a rule of security group sg-2 (k8s-traffic-shop)");
    }

    @Test
    void an_added_rule_that_names_another_group_goes_before_its_group_so_that_two_that_name_each_other_can_go() {
        ec2.securityGroups = List.of(
                group("sg-1", "shop-nodes-sg").tags(FakeEc2.tags("nodes-sg")).build());
        ec2.rules = List.of(
                SecurityGroupRule.builder()
                        .securityGroupRuleId("sgr-1")
                        .groupId("sg-1")
                        .isEgress(false)
                        .referencedGroupInfo(other -> other.groupId("sg-2"))
                        .build(),
                SecurityGroupRule.builder()
                        .securityGroupRuleId("sgr-2")
                        .groupId("sg-1")
                        .isEgress(false)
                        .cidrIpv4("10.0.0.0/8")
                        .build());
        var type = SecurityGroup.type(inventory);
        type.find(FakeEc2.OWNER);

        type.delete(GROUP);

        assertThat(ec2.asked()).containsSubsequence("RevokeSecurityGroupIngress [sgr-1]", "DeleteSecurityGroup sg-1");
    }

    @Test
    void the_group_that_eks_left_behind_is_deleted_with_the_vpc() {
        ec2.securityGroups = List.of(group("sg-9", "eks-cluster-sg-shop-1")
                .tags(tag("aws:eks:cluster-name", "shop"))
                .build());

        assertThat(Vpc.type(inventory).delete(VPC)).isTrue();

        assertThat(ec2.asked()).containsSubsequence("DeleteVpc vpc-1", "DeleteSecurityGroup sg-9", "DeleteVpc vpc-1");
    }

    @Test
    void another_clusters_group_stays() {
        ec2.securityGroups = List.of(group("sg-9", "eks-cluster-sg-other-1")
                .tags(tag("aws:eks:cluster-name", "other"))
                .build());

        assertThatThrownBy(() -> Vpc.type(inventory).delete(VPC)).isInstanceOf(Ec2Exception.class);

        assertThat(ec2.asked()).noneMatch(call -> call.startsWith("DeleteSecurityGroup"));
    }

    @Test
    void a_public_address_holds_the_internet_gateway() {
        ec2.interfaces.add(NetworkInterface.builder()
                .networkInterfaceId("eni-1")
                .description("ELB app/web/1")
                .status("in-use")
                .association(address -> address.publicIp("203.0.113.7"))
                .build());
        ec2.interfaces.add(leftBehind("eni-2", "other"));

        assertThat(VpcGatewayAttachment.type(inventory)
                        .holders(Found.ready(
                                "internet-gateway-attachment", "", new VpcGatewayAttachment("igw-1", "vpc-1"))))
                .containsExactly("network interface eni-1 (ELB app/web/1, in-use)");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static IpPermission naming(String group) {
        return IpPermission.builder()
                .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
                .build();
    }

    private static NetworkInterface leftBehind(String id, String cluster) {
        return NetworkInterface.builder()
                .networkInterfaceId(id)
                .description("aws-K8S-i-1")
                .status("available")
                .tagSet(tag("cluster.k8s.amazonaws.com/name", cluster))
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.SecurityGroup.Builder group(String id, String name) {
        return software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
                .groupId(id)
                .groupName(name)
                .vpcId("vpc-1");
    }
}
