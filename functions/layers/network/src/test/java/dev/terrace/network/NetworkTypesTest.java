package dev.terrace.network;

import dev.terrace.blueprint.Documents;
import dev.terrace.mapping.Completeness;
import org.junit.jupiter.api.Test;

class NetworkTypesTest {
    @Test
    void every_property_goes_from_and_to_ec2_by_its_name_or_by_a_rule() {
        Completeness.assertComplete(
                NetworkLayer.types(new FakeEc2().client(), null, Documents.likeTaskManager("shop")),
                // Rules are made of what EC2 calls a permission.
                "AWS::EC2::SecurityGroupIngress is created by hand",
                "AWS::EC2::SecurityGroupIngress is changed by hand",
                "AWS::EC2::SecurityGroupEgress is created by hand",
                "AWS::EC2::SecurityGroupEgress is changed by hand",
                // What is to be changed are rules that somebody added.
                "AWS::EC2::SecurityGroup is changed by hand",
                // EC2 takes what is to be added and what is to be taken away.
                "AWS::EC2::VPCEndpoint is changed by hand");
    }
}
