"""Which resources a call asks its caller's permission for."""

import json

from cloud import ACCOUNT, ASSUMED_BY_ALL, CloudTest, client, grown


class ArnsTest(CloudTest):
    def setUp(self):
        super().setUp()
        self.caller = self.role()
        grown()

    def permit(self, *resources):
        """The caller may do anything with these resources, and nothing else."""
        statement = {"Effect": "Allow", "Action": "*", "Resource": list(resources)}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.iam.put_role_policy(RoleName=self.name, PolicyName="any", PolicyDocument=policy)

    def assert_asks_for(self, service, call, *resources, **parameters):
        """One after the other, and for no more: a call that is permitted all of them is made, or refused for another reason."""
        permitted = [f"arn:aws:none:::{self.name}"]
        for resource in resources:
            self.permit(*permitted)
            with self.assertRaises(Exception) as refused:
                getattr(self.as_role(self.caller, service), call)(**parameters)
            self.assertIn(resource, str(refused.exception))
            permitted.append(resource)
        self.permit(*permitted)
        try:
            getattr(self.as_role(self.caller, service), call)(**parameters)
        except Exception as refused:
            self.assertNotRegex(str(refused), "not authorized|AccessDenied|UnauthorizedOperation")

    def test_ec2_what_a_call_names_and_what_it_creates(self):
        vpc, (subnet,) = self.network("us-east-1a")
        of = f"arn:aws:ec2:us-east-1:{ACCOUNT}"
        self.assert_asks_for("ec2", "create_subnet", f"{of}:subnet/*", f"{of}:vpc/{vpc}", VpcId=vpc, CidrBlock="10.20.9.0/24")
        self.assert_asks_for("ec2", "create_tags", f"{of}:vpc/{vpc}", f"{of}:subnet/{subnet}", Resources=[vpc, subnet], Tags=[{"Key": "a", "Value": "b"}])
        table = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        grown()
        association = self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
        self.assert_asks_for("ec2", "disassociate_route_table", f"{of}:route-table/{table}", AssociationId=association)

    def test_ec2_not_where_a_route_leads_to(self):
        vpc, _ = self.network()
        table = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        grown()
        self.ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
        self.assert_asks_for("ec2", "create_route", f"arn:aws:ec2:us-east-1:{ACCOUNT}:route-table/{table}",
                             RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)

    def test_rds_all_that_a_call_names_and_the_default_option_group(self):
        of = f"arn:aws:rds:us-east-1:{ACCOUNT}"
        self.assert_asks_for("rds", "create_db_instance", f"{of}:db:{self.name}", f"{of}:og:default:postgres-17",
                             DBInstanceIdentifier=self.name, Engine="postgres", EngineVersion="17.5", DBInstanceClass="db.t3.micro",
                             AllocatedStorage=20, MasterUsername="root", MasterUserPassword="secret99")
        self.assert_asks_for("rds", "describe_db_instances", f"{of}:db:*")
        self.assert_asks_for("rds", "describe_db_instances", f"{of}:db:{self.name}", DBInstanceIdentifier=self.name)
        self.assert_asks_for("rds", "list_tags_for_resource", f"{of}:db:{self.name}", ResourceName=f"{of}:db:{self.name}")

    def test_ecr_every_repository_or_all(self):
        of = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository"
        self.assert_asks_for("ecr", "create_repository", f"{of}/{self.name}", repositoryName=self.name)
        grown()
        self.assert_asks_for("ecr", "describe_repositories", f"{of}/*")
        self.assert_asks_for("ecr", "describe_repositories", f"{of}/{self.name}", f"{of}/another", repositoryNames=[self.name, "another"])
        self.assert_asks_for("ecr", "list_tags_for_resource", f"{of}/{self.name}", resourceArn=f"{of}/{self.name}")

    def test_eks_what_is_in_a_cluster_rather_than_the_cluster(self):
        _, subnets = self.network("us-east-1a", "us-east-1b")
        cluster, node = self.cluster(subnets), self.role(self.name + "-node")
        grown()
        of = f"arn:aws:eks:us-east-1:{ACCOUNT}"
        group = dict(clusterName=cluster, nodegroupName="any")
        self.assert_asks_for("eks", "describe_nodegroup", f"{of}:nodegroup/{cluster}/*", **group)
        arn = self.eks.create_nodegroup(subnets=subnets, nodeRole=node, **group)["nodegroup"]["nodegroupArn"]
        grown()
        self.assert_asks_for("eks", "update_nodegroup_config", arn, labels={"addOrUpdateLabels": {"a": "b"}}, **group)
        entry = self.eks.create_access_entry(clusterName=cluster, principalArn=node)["accessEntry"]["accessEntryArn"]
        grown()
        self.assert_asks_for("eks", "describe_access_entry", entry, clusterName=cluster, principalArn=node)
        self.assert_asks_for("eks", "list_tags_for_resource", arn, resourceArn=arn)

    def test_iam_a_role_with_its_path(self):
        name = self.name + "-there"
        arn = f"arn:aws:iam::{ACCOUNT}:role/any/path/{name}"
        self.assert_asks_for("iam", "create_role", arn, RoleName=name, Path="/any/path/", AssumeRolePolicyDocument=json.dumps(ASSUMED_BY_ALL))
        grown()
        self.assert_asks_for("iam", "get_role", arn, RoleName=name)

    def test_kms_the_alias_by_which_a_key_is_named(self):
        key = self.kms.create_key()["KeyMetadata"]["KeyId"]
        grown()
        alias = f"alias/{self.name}"
        self.assert_asks_for("kms", "create_alias", f"arn:aws:kms:us-east-1:{ACCOUNT}:{alias}", AliasName=alias, TargetKeyId=key)

    def test_of_another_service_the_only_arn_that_a_call_names(self):
        topic = client("sns").create_topic(Name=self.name)["TopicArn"]
        self.assert_asks_for("sns", "list_tags_for_resource", topic, ResourceArn=topic)
