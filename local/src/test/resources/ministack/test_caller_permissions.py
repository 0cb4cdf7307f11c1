"""Services act with their caller's permissions."""

import json

from cloud import ACCOUNT, CloudTest, grown


def allow(*actions, resource="*", **conditions):
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {**statement, "Condition": conditions} if conditions else statement


EKS_OWN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup"


class CallerPermissionsTest(CloudTest):
    def caller(self, service, *statements):
        """The service as a role of these permissions sees it."""
        return self.as_role(self.role(self.name + "-caller", *statements), service)

    def permit(self, *statements):
        """Gives the caller these permissions instead of those it has."""
        self.iam.put_role_policy(RoleName=self.name + "-caller", PolicyName="any", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": list(statements)}))

    def without_linked_role(self, name):
        """As in an account that has never used the service."""
        try:
            self.iam.delete_service_linked_role(RoleName=name)
        except self.iam.exceptions.NoSuchEntityException:
            pass

    def key(self):
        arn = self.kms.create_key()["KeyMetadata"]["Arn"]
        grown()
        return arn

    def test_a_cluster_asks_for_its_key_and_does_not_tell_that_the_grant_is_for_aws(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        role, key = self.role(), self.key()
        create = [allow("eks:*", "ec2:*", "iam:*")]
        eks = self.caller("eks", *create)
        cluster = dict(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets},
                       encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key}}])
        refused = lambda said: self.assert_refused("InvalidRequestException", eks.create_cluster, said, **cluster)
        refused("User not authorized to perform kms:DescribeKey operation")
        self.permit(*create, allow("kms:DescribeKey"))
        refused("User not authorized to perform kms:CreateGrant operation")
        self.permit(*create, allow("kms:DescribeKey"), allow("kms:CreateGrant", Bool={"kms:GrantIsForAWSResource": "true"}))
        refused("User not authorized to perform kms:CreateGrant operation")
        self.permit(*create, allow("kms:DescribeKey", "kms:CreateGrant", resource=key))
        eks.create_cluster(**cluster)

    def test_a_cluster_asks_for_its_role_and_the_first_of_an_account_for_what_eks_itself_will_describe(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        role = self.role()
        self.without_linked_role("AWSServiceRoleForAmazonEKS")
        create = [allow("eks:*", "iam:PassRole")]
        eks = self.caller("eks", *create)
        cluster = dict(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
        refused = lambda code, said: self.assert_refused(code, eks.create_cluster, said, **cluster)
        refused("InvalidParameterException", "Caller does not have permission to perform `iam:ListAttachedRolePolicies`")
        create.append(allow("iam:ListAttachedRolePolicies", resource=role))
        looks = []
        for missing in ("DhcpOptions", "Instances", "NetworkInterfaces", "RouteTables", "SecurityGroups", "Subnets", "Vpcs"):
            self.permit(*create, *looks)
            refused("InvalidParameterException", f"IAM role's policy must include the `ec2:Describe{missing}` action")
            looks.append(allow(f"ec2:Describe{missing}"))
        self.permit(*create, *looks)
        refused("InvalidRequestException", "Failed to create service linked role: AWSServiceRoleForAmazonEKS due to missing permissions "
                                           "for 'iam:CreateServiceLinkedRole'")
        self.permit(*create, *looks, allow("iam:CreateServiceLinkedRole"))
        eks.create_cluster(**cluster)
        self.permit(*create)
        eks.create_cluster(**{**cluster, "name": self.name + "-second"})

    def test_a_key_is_permitted_by_its_name(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        role, key = self.role(), self.key()
        eks = self.caller("eks", allow("eks:*", "ec2:*", "iam:*", "kms:DescribeKey"), allow(
            "kms:CreateGrant", **{"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/permitted/*"}}))
        cluster = dict(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets},
                       encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key}}])
        refused = lambda: self.assert_refused("InvalidRequestException", eks.create_cluster, "kms:CreateGrant", **cluster)
        refused()
        self.kms.create_alias(AliasName=f"alias/other/{self.name}", TargetKeyId=key)
        refused()
        self.kms.create_alias(AliasName=f"alias/permitted/{self.name}", TargetKeyId=key)
        eks.create_cluster(**cluster)

    def test_a_node_group_asks_for_its_role_and_its_subnets(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, node = self.cluster(subnets), self.role()
        create = [allow("eks:*", "iam:PassRole", "iam:CreateServiceLinkedRole")]
        eks = self.caller("eks", *create)
        group = dict(clusterName=cluster, nodegroupName="any", subnets=subnets, nodeRole=node)
        refused = lambda said: self.assert_refused("AccessDeniedException", eks.create_nodegroup, said, **group)
        refused("iam:GetRole")
        self.permit(*create, allow("iam:GetRole", resource=node))
        refused("iam:ListAttachedRolePolicies")
        self.permit(*create, allow("iam:GetRole", "iam:ListAttachedRolePolicies", resource=node))
        refused("ec2:DescribeSubnets")
        self.permit(*create, allow("iam:GetRole", "iam:ListAttachedRolePolicies", resource=[node, EKS_OWN_ROLE]), allow("ec2:DescribeSubnets"))
        eks.create_nodegroup(**group)

    def test_a_node_group_asks_whether_ekss_own_role_is_there_by_its_name_alone_while_it_is_not(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, node = self.cluster(subnets), self.role()
        self.without_linked_role("AWSServiceRoleForAmazonEKSNodegroup")
        create = allow("eks:*", "iam:PassRole", "iam:ListAttachedRolePolicies", "ec2:DescribeSubnets")
        read = lambda *own: allow("iam:GetRole", resource=[node, *own])
        pathless = f"arn:aws:iam::{ACCOUNT}:role/AWSServiceRoleForAmazonEKSNodegroup"
        eks = self.caller("eks", create, read(EKS_OWN_ROLE))
        group = dict(clusterName=cluster, nodegroupName="first", subnets=subnets, nodeRole=node)
        refused = lambda said: self.assert_refused("InvalidRequestException", eks.create_nodegroup, said, **group)
        refused("Failed to validate if SLR: AWSServiceRoleForAmazonEKSNodegroup already exists due to missing permissions for 'iam:GetRole'")
        self.permit(create, read(pathless))
        refused("Failed to create service linked role: AWSServiceRoleForAmazonEKSNodegroup")
        self.permit(create, read(pathless), allow("iam:CreateServiceLinkedRole"))
        eks.create_nodegroup(**group)
        group.update(nodegroupName="second")
        refused("Failed to validate if SLR: AWSServiceRoleForAmazonEKSNodegroup already exists due to missing permissions for 'iam:GetRole'")
        self.permit(create, read(EKS_OWN_ROLE))
        eks.create_nodegroup(**group)

    def test_a_launch_template_is_used_with_the_callers_permissions(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, node = self.cluster(subnets), self.role()
        template = self.ec2.create_launch_template(
            LaunchTemplateName=self.name, LaunchTemplateData={"MetadataOptions": {"HttpTokens": "required"}})["LaunchTemplate"]["LaunchTemplateId"]
        create = [allow("eks:*", "iam:*", "ec2:DescribeSubnets")]
        eks = self.caller("eks", *create)
        group = dict(clusterName=cluster, nodegroupName="any", subnets=subnets, nodeRole=node, launchTemplate={"id": template, "version": "1"})
        self.assert_refused("AccessDeniedException", eks.create_nodegroup, "ec2:DescribeLaunchTemplateVersions", **group)
        self.permit(*create, allow("ec2:DescribeLaunchTemplateVersions"))
        self.assert_refused("InvalidRequestException", eks.create_nodegroup, "launch instances with this launch template", **group)
        of_template = {"ec2:LaunchTemplate": f"arn:aws:ec2:us-east-1:{ACCOUNT}:launch-template/*"}
        launch = [*create, allow("ec2:DescribeLaunchTemplateVersions"), allow("ec2:RunInstances", ArnLike=of_template)]
        self.permit(*launch)
        eks.create_nodegroup(**group)

        tagging = self.ec2.create_launch_template(LaunchTemplateName=self.name + "-tagging", LaunchTemplateData={
            "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "a", "Value": "b"}]}]})["LaunchTemplate"]["LaunchTemplateId"]
        grown()
        group.update(nodegroupName="tagged", launchTemplate={"id": tagging, "version": "1"})
        self.assert_refused("AccessDeniedException", eks.create_nodegroup, "ec2:CreateTags", **group)
        self.permit(*launch, allow("ec2:CreateTags", StringEquals={"ec2:CreateAction": "RunInstances"}))
        eks.create_nodegroup(**group)
        eks.update_nodegroup_version(clusterName=cluster, nodegroupName="tagged", launchTemplate={"id": tagging, "version": "1"})
        self.permit(*create)
        self.assert_refused(
            "AccessDeniedException", eks.update_nodegroup_version, "ec2:DescribeLaunchTemplateVersions",
            clusterName=cluster, nodegroupName="tagged", launchTemplate={"id": tagging, "version": "1"})

    def test_a_database_asks_for_its_key_its_secret_and_its_linked_role(self):
        key = self.key()
        rds = self.caller("rds", allow("rds:*"))
        database = dict(
            DBInstanceIdentifier=self.name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="root",
            ManageMasterUserPassword=True, StorageEncrypted=True, KmsKeyId=key)
        self.assert_refused("KMSKeyNotAccessibleFault", rds.create_db_instance, key, **database)
        use = [
            allow("rds:*"),
            allow("kms:DescribeKey", StringEquals={"kms:ViaService": "rds.us-east-1.amazonaws.com"}),
            allow("kms:CreateGrant", Bool={"kms:GrantIsForAWSResource": "true"}),
        ]
        self.permit(*use)
        self.assert_refused("AccessDenied", rds.create_db_instance, "secretsmanager:CreateSecret", **database)
        self.without_linked_role("AWSServiceRoleForRDS")
        secret = allow("secretsmanager:CreateSecret", "secretsmanager:TagResource", resource="arn:aws:secretsmanager:*:*:secret:rds!*")
        self.permit(*use, secret)
        self.assert_refused("InvalidParameterValue", rds.create_db_instance, "permission to create service linked role", **database)
        self.permit(*use, secret, allow("iam:CreateServiceLinkedRole", StringEquals={"iam:AWSServiceName": "rds.amazonaws.com"}))
        rds.create_db_instance(**database)
        grown()
        self.assertIn(f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS",
                      [each["Arn"] for each in self.iam.list_roles()["Roles"]])

    def test_a_password_that_comes_to_be_managed_asks_for_its_secret(self):
        self.database()
        rds = self.caller("rds", allow("rds:*"))
        change = dict(DBInstanceIdentifier=self.name, ManageMasterUserPassword=True)
        allowed = ["rds:*"]
        for missing in ("secretsmanager:CreateSecret", "secretsmanager:RotateSecret", "secretsmanager:TagResource"):
            self.assert_refused("AccessDenied", rds.modify_db_instance, missing, **change)
            allowed.append(missing)
            self.permit(allow(*allowed))
        rds.modify_db_instance(**change)

    def test_a_database_asks_on_every_group_that_it_will_be_in(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        self.rds.create_db_subnet_group(DBSubnetGroupName=self.name, DBSubnetGroupDescription="any", SubnetIds=subnets)
        self.rds.create_db_parameter_group(DBParameterGroupName=self.name, DBParameterGroupFamily="postgres17", Description="any")
        grown()
        database = dict(
            DBInstanceIdentifier=self.name, Engine="postgres", EngineVersion="17.4", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
            MasterUsername="root", MasterUserPassword="secret99", DBSubnetGroupName=self.name, DBParameterGroupName=self.name)
        arn = lambda kind, name: f"arn:aws:rds:us-east-1:{ACCOUNT}:{kind}:{name}"
        resources = [arn("db", self.name), arn("subgrp", self.name), arn("pg", self.name), arn("og", "default:postgres-17")]
        rds = self.caller("rds", allow("iam:CreateServiceLinkedRole"))
        for count, missing in enumerate(resources):
            if count:
                self.permit(allow("rds:CreateDBInstance", resource=resources[:count]), allow("iam:CreateServiceLinkedRole"))
            self.assert_refused("AccessDenied", rds.create_db_instance, missing, **database)
        self.permit(allow("rds:CreateDBInstance", resource=resources), allow("iam:CreateServiceLinkedRole"))
        rds.create_db_instance(**database)

    def test_a_repository_asks_for_its_key(self):
        key = self.key()
        ecr = self.caller("ecr", allow("ecr:*"))
        repository = dict(repositoryName=self.name, encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key})
        allowed = ["ecr:*"]
        for missing in ("kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant"):
            self.assert_refused("KmsException", ecr.create_repository, missing, **repository)
            allowed.append(missing)
            self.permit(allow(*allowed))
        ecr.create_repository(**repository)
