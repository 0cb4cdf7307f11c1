"""What single services do and MiniStack does not."""

import json
import urllib.error
import urllib.request

from cloud import ENDPOINT, CloudTest, grown


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

    def test_a_cluster_lets_nobody_in_whom_the_internet_does_not_know(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        role = self.role()
        grown()
        cluster = lambda *blocks: dict(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets, "publicAccessCidrs": list(blocks)})
        refused = "The following CIDRs are not allowed in publicAccessCidrs: [10.1.0.0/16, 203.0.113.0/24]"
        self.assert_refused(
            "InvalidParameterException", self.eks.create_cluster, refused, **cluster("0.0.0.0/0", "10.1.0.0/16", "203.0.113.0/24", "8.8.8.8/32")
        )
        self.eks.create_cluster(**cluster("0.0.0.0/0", "8.8.8.8/32"))

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

    def test_a_taint_of_a_node_group_is_one_of_its_key_and_effect(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, role = self.cluster(subnets), self.role()
        grown()
        taint = lambda key, effect, value="": {"key": key, "value": value, "effect": effect}
        group = dict(clusterName=cluster, nodegroupName="any")
        taints = lambda: self.eks.describe_nodegroup(**group)["nodegroup"]["taints"]
        self.eks.create_nodegroup(**group, subnets=subnets, nodeRole=role, taints=[taint("a", "NO_SCHEDULE"), taint("b", "NO_SCHEDULE")])
        self.eks.update_nodegroup_config(**group, taints={
            "addOrUpdateTaints": [taint("a", "NO_EXECUTE"), taint("a", "NO_SCHEDULE", "new")], "removeTaints": [taint("b", "NO_SCHEDULE")]})
        self.assertEqual([taint("a", "NO_EXECUTE"), taint("a", "NO_SCHEDULE", "new")], taints())

    def test_a_node_group_tells_its_repair_as_it_was_set_and_nothing_before(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, role = self.cluster(subnets), self.role()
        grown()
        group = dict(clusterName=cluster, nodegroupName="any")
        self.eks.create_nodegroup(**group, subnets=subnets, nodeRole=role)
        self.assertNotIn("nodeRepairConfig", self.eks.describe_nodegroup(**group)["nodegroup"])
        self.eks.update_nodegroup_config(**group, nodeRepairConfig={"enabled": True})
        self.assertEqual({"enabled": True}, self.eks.describe_nodegroup(**group)["nodegroup"]["nodeRepairConfig"])

    def test_a_policy_that_is_associated_again_has_the_new_scope(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        entry = dict(clusterName=self.cluster(subnets), principalArn=self.role())
        view = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
        grown()
        self.eks.create_access_entry(**entry)
        grown()
        for namespaces in (["a"], ["a", "b"]):
            self.eks.associate_access_policy(**entry, policyArn=view, accessScope={"type": "namespace", "namespaces": namespaces})
        (policy,) = self.eks.list_associated_access_policies(**entry)["associatedAccessPolicies"]
        self.assertEqual({"type": "namespace", "namespaces": ["a", "b"]}, policy["accessScope"])


class EcrTest(CloudTest):
    FILTERS = [{"filterType": "WILDCARD", "filter": each} for each in ("latest", "dev-*")]

    def push(self, content, tag):
        """By the registry's own protocol, as Docker does it."""
        body = json.dumps({"schemaVersion": 2, "config": content}).encode()
        address = f"{ENDPOINT}/v2/{self.name}/manifests/{tag}"
        urllib.request.urlopen(urllib.request.Request(address, data=body, method="PUT")).close()

    def test_with_exclusion_tags_that_match_may_move_and_others_may_not(self):
        self.ecr.create_repository(
            repositoryName=self.name, imageTagMutability="IMMUTABLE_WITH_EXCLUSION", imageTagMutabilityExclusionFilters=self.FILTERS)
        grown()
        put = lambda content, tag: dict(repositoryName=self.name, imageManifest=content, imageTag=tag)
        for tag in ("latest", "dev-1", "1.0"):
            self.ecr.put_image(**put("old", tag))
        for tag in ("latest", "dev-1"):
            self.ecr.put_image(**put("new", tag))
            self.push("newer", tag)
        self.assert_refused("ImageTagAlreadyExistsException", self.ecr.put_image, "'1.0'", "is immutable", **put("new", "1.0"))
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.push("newer", "1.0")
        self.assertIn("TAG_INVALID", refused.exception.read().decode())

    def test_a_repository_tells_its_filters_as_long_as_it_has_exclusions(self):
        self.ecr.create_repository(repositoryName=self.name)
        grown()
        filters = lambda: self.ecr.describe_repositories(
            repositoryNames=[self.name])["repositories"][0].get("imageTagMutabilityExclusionFilters")
        put = lambda mutability, **more: dict(repositoryName=self.name, imageTagMutability=mutability, **more)
        with_filters = dict(imageTagMutabilityExclusionFilters=self.FILTERS)
        self.ecr.put_image_tag_mutability(**put("IMMUTABLE_WITH_EXCLUSION", **with_filters))
        self.assertEqual(self.FILTERS, filters())
        for wrong in (put("IMMUTABLE_WITH_EXCLUSION"), put("IMMUTABLE", **with_filters)):
            self.assert_refused("InvalidParameterException", self.ecr.put_image_tag_mutability, **wrong)
        self.ecr.put_image_tag_mutability(**put("IMMUTABLE"))
        self.assertIsNone(filters())


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
