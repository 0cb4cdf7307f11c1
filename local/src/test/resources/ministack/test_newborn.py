"""What is newborn is unknown for a while."""

import json

from cloud import CloudTest, grown


class NewbornTest(CloudTest):
    def test_an_ec2_id_is_unknown_to_every_call_and_then_known(self):
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.assert_refused("InvalidVpcID.NotFound", self.ec2.create_subnet, vpc, VpcId=vpc, CidrBlock="10.0.0.0/24")
        self.assert_refused("InvalidVpcID.NotFound", self.ec2.describe_vpcs, VpcIds=[vpc])
        grown()
        self.ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")
        self.assertEqual(vpc, self.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["VpcId"])

    def test_a_filter_and_describe_tags_do_not_find_it_yet(self):
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "name", "Value": self.name}]}]
        self.ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)
        find = lambda: self.ec2.describe_vpcs(Filters=[{"Name": "tag:name", "Values": [self.name]}])["Vpcs"]
        tagged = lambda: self.ec2.describe_tags(Filters=[{"Name": "value", "Values": [self.name]}])["Tags"]
        self.assertEqual(([], []), (find(), tagged()))
        grown()
        self.assertEqual((1, 1), (len(find()), len(tagged())))

    def test_private_dns_waits_until_the_vpcs_attributes_are_known(self):
        vpc, (subnet,) = self.network("us-east-1a")
        endpoint = dict(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.ecr.api", VpcEndpointType="Interface", SubnetIds=[subnet],
                        PrivateDnsEnabled=True)
        refused = lambda: self.assert_refused("InvalidParameter", self.ec2.create_vpc_endpoint, "Enabling private DNS requires", **endpoint)
        refused()
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        refused()
        grown()
        self.ec2.create_vpc_endpoint(**endpoint)

    def test_a_client_token_is_honoured_at_once(self):
        vpc, subnets = self.network("us-east-1a")
        make = lambda: self.ec2.create_nat_gateway(SubnetId=subnets[0], ConnectivityType="private", ClientToken=self.name)
        self.assertEqual(make()["NatGateway"]["NatGatewayId"], make()["NatGateway"]["NatGatewayId"])

    def test_a_policy_does_not_know_the_tags_of_a_newborn(self):
        tagged = {"StringEquals": {"aws:ResourceTag/name": self.name}}
        role = self.role(None, {"Effect": "Allow", "Action": "ec2:*", "Resource": "*", "Condition": tagged})
        ec2 = self.as_role(role, "ec2")
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "name", "Value": self.name}]}]
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
        self.assert_refused("UnauthorizedOperation", ec2.delete_vpc, VpcId=vpc)
        grown()
        ec2.delete_vpc(VpcId=vpc)

    def test_a_key_is_unknown_to_its_service_and_to_others(self):
        key = self.kms.create_key(Tags=[{"TagKey": "name", "TagValue": self.name}])["KeyMetadata"]
        alias = {"AliasName": "alias/" + self.name, "TargetKeyId": key["KeyId"]}
        encryption = {"encryptionType": "KMS", "kmsKey": key["Arn"]}
        database = dict(
            DBInstanceIdentifier=self.name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="root",
            MasterUserPassword="secret99", StorageEncrypted=True, KmsKeyId=key["Arn"])
        self.assert_refused("NotFoundException", self.kms.create_alias, "does not exist", **alias)
        self.assert_refused("KmsException", self.ecr.create_repository, repositoryName=self.name, encryptionConfiguration=encryption)
        self.assert_refused("KMSKeyNotAccessibleFault", self.rds.create_db_instance, **database)
        self.assert_refused("InvalidParameterException", self.logs.create_log_group, logGroupName=self.name, kmsKeyId=key["Arn"])
        self.assertNotIn(key["KeyId"], [each["KeyId"] for each in self.kms.list_keys()["Keys"]])
        grown()
        self.kms.create_alias(**alias)
        self.assertNotIn(alias["AliasName"], [each["AliasName"] for each in self.kms.list_aliases()["Aliases"]])
        self.ecr.create_repository(repositoryName=self.name, encryptionConfiguration=encryption)
        self.logs.create_log_group(logGroupName=self.name, kmsKeyId=key["Arn"])
        grown()
        self.assertIn(alias["AliasName"], [each["AliasName"] for each in self.kms.list_aliases()["Aliases"]])

    def test_a_repository_is_unknown_but_its_name_is_taken(self):
        self.ecr.create_repository(repositoryName=self.name)
        rule = {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 9},
                "action": {"type": "expire"}}
        policy = {"repositoryName": self.name, "lifecyclePolicyText": json.dumps({"rules": [rule]})}
        self.assert_refused("RepositoryNotFoundException", self.ecr.put_lifecycle_policy, self.name, **policy)
        self.assert_refused("RepositoryAlreadyExistsException", self.ecr.create_repository, repositoryName=self.name)
        listed = lambda: [each["repositoryName"] for each in self.ecr.describe_repositories()["repositories"]]
        self.assertNotIn(self.name, listed())
        grown()
        self.ecr.put_lifecycle_policy(**policy)
        self.assertIn(self.name, listed())

    def test_a_role_is_unknown_to_iam_rds_ec2_kms_and_eks(self):
        vpc, subnets = self.network("us-east-1a", "us-east-1b")
        cluster = self.cluster(subnets)
        role = self.role()
        self.assert_refused("NoSuchEntity", self.iam.get_role, self.name, RoleName=self.name)
        self.assert_refused("EntityAlreadyExists", self.role)
        database = dict(
            DBInstanceIdentifier=self.name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="root",
            MasterUserPassword="secret99", MonitoringInterval=60, MonitoringRoleArn=role)
        self.assert_refused("InvalidParameterValue", self.rds.create_db_instance, "required permissions for: ENHANCED_MONITORING", **database)
        flow = dict(ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL", LogGroupName=self.name, DeliverLogsPermissionArn=role)
        self.assert_refused("InvalidParameter", self.ec2.create_flow_logs, "Unable to assume given IAM role", **flow)
        policy = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": role}, "Action": "kms:*", "Resource": "*"}]})
        self.assert_refused("MalformedPolicyDocumentException", self.kms.create_key, Policy=policy)
        self.assert_refused("InvalidParameterException", self.eks.create_access_entry, "invalid principal",
                            clusterName=cluster, principalArn=role)
        self.assert_refused("InvalidParameterException", self.eks.create_pod_identity_association, "does not exist",
                            clusterName=cluster, namespace="any", serviceAccount="any", roleArn=role)
        group = dict(clusterName=cluster, nodegroupName="any", subnets=subnets, nodeRole=role)
        self.assert_refused("InvalidParameterException", self.eks.create_nodegroup, "does not exist", **group)
        self.assertNotIn(self.name, [each["RoleName"] for each in self.iam.list_roles()["Roles"]])
        grown()
        self.ec2.create_flow_logs(**flow)
        self.eks.create_access_entry(clusterName=cluster, principalArn=role)
        association = dict(clusterName=cluster, principalArn=role, accessScope={"type": "cluster"},
                           policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy")
        self.assert_refused("ResourceNotFoundException", self.eks.associate_access_policy, **association)
        self.eks.create_nodegroup(**group)
        self.assertEqual([], self.eks.list_nodegroups(clusterName=cluster)["nodegroups"])
        grown()
        self.eks.associate_access_policy(**association)
        self.assertEqual(["any"], self.eks.list_nodegroups(clusterName=cluster)["nodegroups"])

    def test_a_subnet_group_and_a_parameter_group_are_unknown_to_a_database(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        group = dict(DBSubnetGroupName=self.name, DBSubnetGroupDescription="any", SubnetIds=subnets)
        self.rds.create_db_subnet_group(**group)
        database = dict(
            DBInstanceIdentifier=self.name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="root",
            MasterUserPassword="secret99")
        self.assert_refused("DBSubnetGroupNotFoundFault", self.rds.create_db_instance, **database, DBSubnetGroupName=self.name)
        self.assert_refused("DBSubnetGroupAlreadyExists", self.rds.create_db_subnet_group, **group)
        self.rds.create_db_parameter_group(DBParameterGroupName=self.name, DBParameterGroupFamily="postgres17", Description="any")
        self.assert_refused("DBParameterGroupNotFound", self.rds.create_db_instance, **database, DBParameterGroupName=self.name)

    def test_a_log_group_is_unknown(self):
        self.logs.create_log_group(logGroupName=self.name)
        retention = {"logGroupName": self.name, "retentionInDays": 7}
        self.assert_refused("ResourceNotFoundException", self.logs.put_retention_policy, **retention)
        self.assertEqual([], self.logs.describe_log_groups(logGroupNamePrefix=self.name)["logGroups"])
        grown()
        self.logs.put_retention_policy(**retention)
        self.assertEqual(7, self.logs.describe_log_groups(logGroupNamePrefix=self.name)["logGroups"][0]["retentionInDays"])

    def test_an_identity_provider_is_unknown(self):
        url = f"https://{self.name}.example.com"
        arn = self.iam.create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]
        self.assert_refused("NoSuchEntity", self.iam.get_open_id_connect_provider, OpenIDConnectProviderArn=arn)
        listed = lambda: [each["Arn"] for each in self.iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
        self.assertNotIn(arn, listed())
        grown()
        self.assertIn(arn, listed())

    def test_the_tagging_service_does_not_list_it(self):
        self.kms.create_key(Tags=[{"TagKey": "name", "TagValue": self.name}])
        find = lambda: self.tagging.get_resources(TagFilters=[{"Key": "name", "Values": [self.name]}])["ResourceTagMappingList"]
        self.assertEqual([], find())
        grown()
        self.assertEqual(1, len(find()))
