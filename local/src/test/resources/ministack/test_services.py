"""What single services do and MiniStack does not."""

from cloud import CloudTest, grown


class EksTest(CloudTest):
    def test_a_cluster_is_in_two_zones_that_eks_takes(self):
        _, (one, other, unsupported) = self.network("us-east-1a", "us-east-1b", "us-east-1e")
        role = self.role()
        grown()
        create = lambda *subnets: dict(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": list(subnets)})
        self.assert_refused("InvalidParameterException", self.eks.create_cluster, "at least two different AZs", **create(one))
        with self.assertRaises(self.eks.exceptions.UnsupportedAvailabilityZoneException) as failed:
            self.eks.create_cluster(**create(one, unsupported))
        self.assertEqual([f"us-east-1{letter}" for letter in "abcdf"], failed.exception.response["validZones"])
        self.eks.create_cluster(**create(one, other))

    def test_control_plane_logs_make_their_log_group_and_leave_it(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster = self.cluster(subnets)
        groups = lambda: [each["logGroupName"] for each in self.logs.describe_log_groups(logGroupNamePrefix=f"/aws/eks/{cluster}/")["logGroups"]]
        self.assertEqual([], groups())
        self.eks.update_cluster_config(name=cluster, logging={"clusterLogging": [{"types": ["api"], "enabled": True}]})
        self.eks.delete_cluster(name=cluster)
        grown()
        self.assertEqual([f"/aws/eks/{cluster}/cluster"], groups())

    def test_a_planned_failure_ends_the_creation_of_a_cluster_once(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        role = self.role()
        grown()
        self.plan_failure("CreateCluster", self.name, "no room")
        cluster = dict(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
        status = lambda: self.eks.describe_cluster(name=self.name)["cluster"]["status"]
        self.eks.create_cluster(**cluster)
        self.await_status("FAILED", status)
        self.assertEqual("no room", self.eks.describe_cluster(name=self.name)["cluster"]["health"]["issues"][0]["message"])
        self.eks.delete_cluster(name=self.name)
        self.eks.create_cluster(**cluster)
        self.await_status("ACTIVE", status)

    def test_a_planned_failure_ends_the_creation_of_a_node_group(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, role = self.cluster(subnets), self.role()
        grown()
        self.plan_failure("CreateNodegroup", "any*", "Instances failed to join the kubernetes cluster")
        self.eks.create_nodegroup(clusterName=cluster, nodegroupName="any", subnets=subnets, nodeRole=role)
        group = self.eks.describe_nodegroup(clusterName=cluster, nodegroupName="any")["nodegroup"]
        self.assertEqual(("CREATE_FAILED", "NodeCreationFailure"), (group["status"], group["health"]["issues"][0]["code"]))


class Ec2Test(CloudTest):
    def test_the_answer_to_a_new_launch_template_has_no_tags(self):
        tags = [{"ResourceType": "launch-template", "Tags": [{"Key": "name", "Value": self.name}]}]
        made = self.ec2.create_launch_template(
            LaunchTemplateName=self.name, TagSpecifications=tags,
            LaunchTemplateData={"MetadataOptions": {"HttpTokens": "required"}})["LaunchTemplate"]
        self.assertNotIn("Tags", made)
        grown()
        (found,) = self.ec2.describe_launch_templates(LaunchTemplateIds=[made["LaunchTemplateId"]])["LaunchTemplates"]
        self.assertEqual(tags[0]["Tags"], found["Tags"])

    def test_a_planned_failure_ends_the_creation_of_a_nat_gateway(self):
        _, (subnet,) = self.network("us-east-1a")
        self.plan_failure("CreateNatGateway", subnet, "out of order")
        made = self.ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
        grown()
        (found,) = self.ec2.describe_nat_gateways(NatGatewayIds=[made])["NatGateways"]
        self.assertEqual(("failed", "out of order"), (found["State"], found["FailureMessage"]))


class RdsTest(CloudTest):
    def test_exported_logs_make_their_log_group_and_leave_it(self):
        self.database(EnableCloudwatchLogsExports=["postgresql"])
        self.rds.delete_db_instance(DBInstanceIdentifier=self.name, SkipFinalSnapshot=True)
        (group,) = self.logs.describe_log_groups(logGroupNamePrefix=f"/aws/rds/instance/{self.name}/")["logGroups"]
        self.assertEqual(f"/aws/rds/instance/{self.name}/postgresql", group["logGroupName"])

    def test_a_version_goes_up_only(self):
        self.database(EngineVersion="16.10")
        change = lambda version, **more: dict(DBInstanceIdentifier=self.name, EngineVersion=version, ApplyImmediately=True, **more)
        modify = self.rds.modify_db_instance
        self.assert_refused("InvalidParameterCombination", modify, "Cannot upgrade postgres from 16.10 to 16.9", **change("16.9"))
        self.assert_refused("InvalidParameterCombination", modify, "AllowMajorVersionUpgrade", **change("17.6"))
        modify(**change("17.6", AllowMajorVersionUpgrade=True))

    def test_a_database_goes_with_a_last_snapshot_of_a_free_name_or_with_none(self):
        self.database()
        delete = self.rds.delete_db_instance
        self.assert_refused("InvalidParameterCombination", delete, "FinalDBSnapshotIdentifier is required", DBInstanceIdentifier=self.name)
        self.rds.create_db_snapshot(DBInstanceIdentifier=self.name, DBSnapshotIdentifier=self.name)
        self.assert_refused("DBSnapshotAlreadyExists", delete, DBInstanceIdentifier=self.name, FinalDBSnapshotIdentifier=self.name)
        delete(DBInstanceIdentifier=self.name, FinalDBSnapshotIdentifier=self.name + "-last")
