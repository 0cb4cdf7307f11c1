package dev.terrace.network;

import static software.amazon.awssdk.services.ec2.model.ResourceType.VPC;
import static software.amazon.awssdk.services.ec2.model.VpcAttributeName.ENABLE_DNS_HOSTNAMES;
import static software.amazon.awssdk.services.ec2.model.VpcAttributeName.ENABLE_DNS_SUPPORT;

import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.ResourceType;
import dev.terrace.mapping.SpecReader;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;

/**
 * A virtual private cloud. A platform has one: one of the layer's with the same block is the one that is declared, whatever became of
 * the tag with its name.
 *
 * @param enableDnsSupport whether the VPC has a resolver; EKS and the private DNS of endpoints need it
 * @param enableDnsHostnames whether instances get host names; EKS and the private DNS of endpoints need it
 */
@AwsType("AWS::EC2::VPC")
public record Vpc(@CreateOnly String cidrBlock, Boolean enableDnsSupport, Boolean enableDnsHostnames) {
    static ResourceType<Vpc> type(Inventory inventory) {
        var ec2 = inventory.ec2();
        var leftovers = inventory.leftovers();
        // The attributes are not part of the description, and are told one at a time.
        var reader = SpecReader.of(Vpc.class, software.amazon.awssdk.services.ec2.model.Vpc.builder())
                .with("enableDnsSupport", vpc -> ec2.describeVpcAttribute(
                                ask -> ask.vpcId(vpc.vpcId()).attribute(ENABLE_DNS_SUPPORT))
                        .enableDnsSupport()
                        .value())
                .with("enableDnsHostnames", vpc -> ec2.describeVpcAttribute(
                                ask -> ask.vpcId(vpc.vpcId()).attribute(ENABLE_DNS_HOSTNAMES))
                        .enableDnsHostnames()
                        .value());
        return inventory
                .type(VPC, reader, look -> look.vpcs)
                .id(vpc -> vpc.vpcId())
                .attribute("VpcId", vpc -> vpc.vpcId())
                .attribute("CidrBlock", vpc -> vpc.cidrBlock())
                // One that lost its tags by hand is not found: a second network would be built beside the platform's.
                .settle(inventory.unlessInTheWay(
                        look -> look.vpcsOfSubnets,
                        (_, _) -> true,
                        vpc -> vpc.vpcId(),
                        _ -> "the platform's subnets are in it"))
                .unique("cidrBlock")
                .change(
                        "enableDnsSupport",
                        true,
                        (found, spec) -> ec2.modifyVpcAttribute(request ->
                                request.vpcId(found.id()).enableDnsSupport(on -> on.value(spec.enableDnsSupport))))
                .change(
                        "enableDnsHostnames",
                        false,
                        (found, spec) -> ec2.modifyVpcAttribute(request ->
                                request.vpcId(found.id()).enableDnsHostnames(on -> on.value(spec.enableDnsHostnames))))
                .create(CreateVpcRequest::builder, (request, _, _) -> ec2.createVpc(request.build())
                        .vpc())
                .delete(found -> leftovers.freeing(
                        () -> ec2.deleteVpc(request -> request.vpcId(found.id())),
                        () -> leftovers.deleteSecurityGroups(found.id())))
                .holders(found -> inventory.holders().ofVpc(found.id()));
    }
}
