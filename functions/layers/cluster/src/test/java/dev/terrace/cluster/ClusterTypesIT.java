package dev.terrace.cluster;

import dev.terrace.local.PublishedSchemas;
import dev.terrace.mapping.Agreement;
import org.junit.jupiter.api.Test;

class ClusterTypesIT {
    @Test
    void the_types_are_as_cloudformation_publishes_them() {
        Agreement.assertAgree(
                PublishedSchemas.folder(),
                ClusterTypes.all(),
                // AssociateEncryptionConfig encrypts a cluster that is there.
                "AWS::EKS::Cluster/EncryptionConfig is @CreateOnly there alone",
                // CloudFormation does not read a template's latest version; we do.
                "AWS::EC2::LaunchTemplate/LaunchTemplateData is @WriteOnly there alone",
                // It is kept as a tag.
                "AWS::EKS::Addon/KubernetesVersion is published under no such name",
                // Of a group's template, the id can only be set at creation, and the version be changed.
                "AWS::EKS::Nodegroup/LaunchTemplate.Id is published under no such name",
                "AWS::EKS::Nodegroup/LaunchTemplate.Version is published under no such name");
    }
}
