"""Network interfaces and references hold what they need."""

from cloud import CloudTest, grown


class DependenciesTest(CloudTest):
    def interfaces(self, **filters):
        given = [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in filters.items()]
        return self.ec2.describe_network_interfaces(Filters=given)["NetworkInterfaces"]

    def security_group(self, vpc, name=""):
        id = self.ec2.create_security_group(GroupName=self.name + name, Description="any", VpcId=vpc)["GroupId"]
        grown()
        return id

    def address(self):
        id = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        grown()
        return id

    def test_subnets_of_a_vpc_do_not_overlap_and_are_inside(self):
        vpc, _ = self.network("us-east-1a")
        self.assert_refused("InvalidSubnet.Conflict", self.ec2.create_subnet, "10.20.0.128/25", VpcId=vpc, CidrBlock="10.20.0.128/25")
        self.assert_refused("InvalidSubnet.Range", self.ec2.create_subnet, VpcId=vpc, CidrBlock="10.21.0.0/24")

    def test_a_nat_gateway_holds_its_subnet_its_address_and_the_internet_gateway(self):
        vpc, (subnet,) = self.network("us-east-1a")
        internet = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        address = self.address()
        self.ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
        nat = self.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
        grown()
        (interface,) = self.interfaces(subnet_id=subnet)
        self.assertEqual((f"Interface for NAT Gateway {nat}", True, "nat_gateway", "in-use"), (
            interface["Description"], interface["RequesterManaged"], interface["InterfaceType"], interface["Status"]))
        self.assert_refused("DependencyViolation", self.ec2.delete_subnet, subnet, SubnetId=subnet)
        self.assert_refused("DependencyViolation", self.ec2.detach_internet_gateway, "mapped public address",
                            InternetGatewayId=internet, VpcId=vpc)
        self.assert_refused("DependencyViolation", self.ec2.delete_internet_gateway, InternetGatewayId=internet)
        self.assert_refused("InvalidIPAddress.InUse", self.ec2.release_address, AllocationId=address)
        self.ec2.delete_nat_gateway(NatGatewayId=nat)
        self.assertEqual("deleting", self.nat_gateway(nat)["State"])
        self.assert_refused("InvalidIPAddress.InUse", self.ec2.release_address, AllocationId=address)
        grown()
        self.assertEqual("deleted", self.nat_gateway(nat)["State"])
        self.assertEqual([], self.interfaces(subnet_id=subnet))
        self.ec2.delete_subnet(SubnetId=subnet)
        self.ec2.release_address(AllocationId=address)
        self.assert_refused("DependencyViolation", self.ec2.delete_vpc, vpc, VpcId=vpc)
        self.ec2.detach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
        self.ec2.delete_internet_gateway(InternetGatewayId=internet)
        self.ec2.delete_vpc(VpcId=vpc)

    def nat_gateway(self, id):
        return self.ec2.describe_nat_gateways(NatGatewayIds=[id])["NatGateways"][0]

    def test_a_public_nat_gateway_needs_an_internet_gateway_and_an_address_of_its_own(self):
        vpc, (subnet,) = self.network("us-east-1a")
        address = self.address()
        make = lambda: self.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
        alone = make()
        internet = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        grown()
        self.ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
        first, second = make(), make()
        grown()
        found = [self.nat_gateway(id) for id in (alone, first, second)]
        self.assertEqual([("failed", "Gateway.NotAttached"), ("available", None), ("failed", "Resource.AlreadyAssociated")],
                         [(each["State"], each.get("FailureCode")) for each in found])

    def test_a_route_table_is_held_by_its_subnets_and_holds_the_vpc(self):
        vpc, (subnet,) = self.network("us-east-1a")
        table = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        grown()
        self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        self.assert_refused("DependencyViolation", self.ec2.delete_route_table, RouteTableId=table)
        self.ec2.delete_subnet(SubnetId=subnet)
        self.assert_refused("DependencyViolation", self.ec2.delete_vpc, VpcId=vpc)
        self.ec2.delete_route_table(RouteTableId=table)
        self.ec2.delete_vpc(VpcId=vpc)

    def test_a_rule_that_names_a_security_group_holds_it(self):
        vpc, _ = self.network("us-east-1a")
        named, naming = self.security_group(vpc, "named"), self.security_group(vpc, "naming")
        rule = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": named}]}]
        own = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": naming}]}]
        self.ec2.authorize_security_group_ingress(GroupId=naming, IpPermissions=rule + own)
        self.assert_refused("DependencyViolation", self.ec2.delete_security_group, "has a dependent object", GroupId=named)
        self.ec2.revoke_security_group_ingress(GroupId=naming, IpPermissions=rule)
        self.ec2.delete_security_group(GroupId=named)
        self.ec2.delete_security_group(GroupId=naming)

    def test_an_interface_endpoint_holds_its_subnets_and_groups(self):
        vpc, (subnet,) = self.network("us-east-1a")
        group = self.security_group(vpc)
        endpoint = self.ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName="com.amazonaws.us-east-1.ecr.api", VpcEndpointType="Interface", SubnetIds=[subnet],
            SecurityGroupIds=[group])["VpcEndpoint"]["VpcEndpointId"]
        grown()
        (interface,) = self.interfaces(group_id=group)
        self.assertEqual(f"VPC Endpoint Interface {endpoint}", interface["Description"])
        self.assert_refused("DependencyViolation", self.ec2.delete_security_group, GroupId=group)
        self.assert_refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=subnet)
        self.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
        self.ec2.delete_security_group(GroupId=group)
        self.ec2.delete_subnet(SubnetId=subnet)

    def test_a_database_holds_its_subnet_its_groups_and_its_parameters(self):
        vpc, subnets = self.network("us-east-1a", "us-east-1b")
        group = self.security_group(vpc)
        self.rds.create_db_subnet_group(DBSubnetGroupName=self.name, DBSubnetGroupDescription="any", SubnetIds=subnets)
        self.rds.create_db_parameter_group(DBParameterGroupName=self.name, DBParameterGroupFamily="postgres17", Description="any")
        grown()
        self.rds.create_db_instance(
            DBInstanceIdentifier=self.name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20, MasterUsername="root",
            MasterUserPassword="secret99", DBSubnetGroupName=self.name, DBParameterGroupName=self.name, VpcSecurityGroupIds=[group],
            MultiAZ=True)
        grown()
        self.assertEqual({"RDSNetworkInterface"}, {each["Description"] for each in self.interfaces(vpc_id=vpc)})
        self.assertEqual(set(subnets), {each["SubnetId"] for each in self.interfaces(group_id=group)})
        self.assert_refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=subnets[0])
        self.assert_refused("DependencyViolation", self.ec2.delete_security_group, GroupId=group)
        self.assert_refused("InvalidDBSubnetGroupStateFault", self.rds.delete_db_subnet_group, DBSubnetGroupName=self.name)
        self.assert_refused("InvalidDBParameterGroupState", self.rds.delete_db_parameter_group, DBParameterGroupName=self.name)
        self.rds.delete_db_instance(DBInstanceIdentifier=self.name, SkipFinalSnapshot=True)
        self.rds.delete_db_subnet_group(DBSubnetGroupName=self.name)
        self.rds.delete_db_parameter_group(DBParameterGroupName=self.name)
        self.ec2.delete_security_group(GroupId=group)
        self.ec2.delete_subnet(SubnetId=subnets[0])

    def test_a_cluster_and_its_nodes_hold_subnets_and_groups(self):
        vpc, subnets = self.network("us-east-1a", "us-east-1b")
        cluster = self.cluster(subnets)
        own = self.eks.describe_cluster(name=cluster)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
        of_cluster = self.interfaces(description=f"Amazon EKS {cluster}")
        self.assertEqual((2, {True}, {own}), (
            len(of_cluster), {each["RequesterManaged"] for each in of_cluster}, {each["Groups"][0]["GroupId"] for each in of_cluster}))
        self.eks.create_nodegroup(
            clusterName=cluster, nodegroupName="any", subnets=subnets[:1], nodeRole=f"arn:aws:iam::000000000000:role/{self.name}-cluster",
            scalingConfig={"minSize": 1, "maxSize": 1, "desiredSize": 1})
        grown()
        of_cni = self.interfaces(description="aws-K8S-i-*", vpc_id=vpc)
        self.assertEqual((1, False), (len(of_cni), of_cni[0]["RequesterManaged"]))
        self.assert_refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=subnets[0])
        self.eks.delete_nodegroup(clusterName=cluster, nodegroupName="any")
        self.assertEqual(of_cluster, self.interfaces(vpc_id=vpc))
        self.eks.delete_cluster(name=cluster)
        self.assertEqual([], self.interfaces(vpc_id=vpc))
        self.assert_refused("InvalidGroup.NotFound", self.ec2.describe_security_groups, GroupIds=[own])
        for subnet in subnets:
            self.ec2.delete_subnet(SubnetId=subnet)
        self.ec2.delete_vpc(VpcId=vpc)

    def test_a_leaked_interface_holds_and_leaves_the_clusters_group_behind(self):
        vpc, subnets = self.network("us-east-1a", "us-east-1b")
        cluster = self.cluster(subnets)
        own = self.eks.describe_cluster(name=cluster)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
        tags = [{"Key": "node.k8s.amazonaws.com/instance_id", "Value": "i-0123456789abcdef0"},
                {"Key": "cluster.k8s.amazonaws.com/name", "Value": cluster}]
        leaked = self.ec2.create_network_interface(
            SubnetId=subnets[0], Groups=[own], Description="aws-K8S-i-0123456789abcdef0",
            TagSpecifications=[{"ResourceType": "network-interface", "Tags": tags}])["NetworkInterface"]["NetworkInterfaceId"]
        grown()
        self.eks.delete_cluster(name=cluster)
        grown()
        found = self.ec2.describe_network_interfaces(Filters=[
            {"Name": "tag:cluster.k8s.amazonaws.com/name", "Values": [cluster]}, {"Name": "status", "Values": ["available"]}])
        self.assertEqual([leaked], [each["NetworkInterfaceId"] for each in found["NetworkInterfaces"]])
        self.assert_refused("DependencyViolation", self.ec2.delete_security_group, GroupId=own)
        self.assert_refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=subnets[0])
        self.ec2.delete_network_interface(NetworkInterfaceId=leaked)
        self.ec2.delete_security_group(GroupId=own)

    def test_what_aws_runs_takes_its_interfaces_away_itself(self):
        _, (subnet,) = self.network("us-east-1a")
        self.ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")
        grown()
        (interface,) = self.interfaces(subnet_id=subnet)
        self.assert_refused("InvalidNetworkInterface.InUse", self.ec2.delete_network_interface,
                            NetworkInterfaceId=interface["NetworkInterfaceId"])
