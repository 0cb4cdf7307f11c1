package dev.terrace.network;

import dev.terrace.blueprint.Documents;
import dev.terrace.local.PublishedSchemas;
import dev.terrace.mapping.Agreement;
import org.junit.jupiter.api.Test;

class NetworkTypesIT {
    @Test
    void the_types_are_as_cloudformation_publishes_them() {
        Agreement.assertAgree(
                PublishedSchemas.folder(),
                NetworkLayer.types(new FakeEc2().client(), null, Documents.likeTaskManager("shop")),
                // EC2 changes no attachment and no address.
                "AWS::EC2::VPCGatewayAttachment/InternetGatewayId is @CreateOnly here alone",
                "AWS::EC2::EIP/Domain is @CreateOnly here alone",
                // ReplaceRouteTableAssociation leaves a subnet no moment without a table.
                "AWS::EC2::SubnetRouteTableAssociation/RouteTableId is @CreateOnly there alone",
                // ModifySecurityGroupRules, which is younger than the types of CloudFormation, changes what a rule lets
                // through.
                "AWS::EC2::SecurityGroupIngress/IpProtocol is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupIngress/FromPort is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupIngress/ToPort is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupIngress/CidrIp is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupIngress/SourceSecurityGroupId is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupEgress/IpProtocol is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupEgress/FromPort is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupEgress/ToPort is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupEgress/CidrIp is @CreateOnly there alone",
                "AWS::EC2::SecurityGroupEgress/DestinationSecurityGroupId is @CreateOnly there alone",
                // What somebody added to a group is told in both directions alike; none is ever declared.
                "AWS::EC2::SecurityGroup/SecurityGroupIngress/*/PrefixListId is published under no such name",
                "AWS::EC2::SecurityGroup/SecurityGroupIngress/*/SecurityGroupId is published under no such name",
                "AWS::EC2::SecurityGroup/SecurityGroupEgress/*/PrefixListId is published under no such name",
                "AWS::EC2::SecurityGroup/SecurityGroupEgress/*/SecurityGroupId is published under no such name",
                // EC2 does not tell of what kind a flow log's resource is.
                "AWS::EC2::FlowLog/ResourceType is @WriteOnly here alone");
    }
}
