"""What holds on to what: AWS deletes nothing that something else needs. MiniStack deletes nearly everything.

Of a network (the error is DependencyViolation unless another is named):

| call | refused while |
|---|---|
| DeleteSubnet | a network interface is in it |
| DeleteSecurityGroup | a network interface is in it, or another group's rule names it |
| DetachInternetGateway | the VPC has mapped public addresses: a NAT gateway's |
| DeleteInternetGateway | it is attached |
| DeleteRouteTable | a subnet is associated with it |
| DeleteVpc | anything is in it but its default security group, network ACL and main route table |
| DeleteNetworkInterface | it is in use: InvalidNetworkInterface.InUse |
| ReleaseAddress | it is associated: InvalidIPAddress.InUse |
| CreateSubnet | its block overlaps with another subnet's: InvalidSubnet.Conflict; or is not in the VPC's: InvalidSubnet.Range |
| DeleteDBSubnetGroup, DeleteDBParameterGroup | a DB instance uses it: InvalidDBSubnetGroupStateFault, InvalidDBParameterGroupState |

A public NAT gateway needs an internet gateway that is attached to its VPC, and an address that nobody uses: EC2 accepts it all the same,
and it is `failed` with a code, Gateway.NotAttached or Resource.AlreadyAssociated. It is `deleting` for `TERRACE_NEWBORN_SECONDS`, and
holds its address and subnet until it is `deleted`.

A launch template may be deleted while a node group uses it (the group's health then says Ec2LaunchTemplateNotFound), and a subnet that
a DB subnet group names. A subnet's associations go with it. EKS leaves a cluster's own security group behind when something holds it,
such as an interface that the VPC CNI leaked.

Sources: EC2 API reference, the deleting calls; "Error codes for the Amazon EC2 API"; RDS API reference. Cluster security group:
aws-k8s-tester issue 416; leaked interfaces: amazon-vpc-cni-k8s issues 608 and 1223.
"""

import ipaddress

import facts
import newborn
import replacements
from ministack.services import ec2, eks, rds
from network_interfaces import interfaces


def subnet(id):
    return any(each["SubnetId"] == id for each in interfaces())


def security_group(id):
    if any(group["GroupId"] == id for each in interfaces() for group in each["Groups"]):
        return True
    return any(
        pair.get("GroupId") == id
        for other in ec2._security_groups.values() if other["GroupId"] != id
        for rule in other["IpPermissions"] + other["IpPermissionsEgress"]
        for pair in rule.get("UserIdGroupPairs", [])
    )


def attachment(id):
    vpcs = [each["VpcId"] for each in (ec2._internet_gateways.get(id) or {}).get("Attachments", [])]
    return any(gateway["VpcId"] in vpcs and gateway.get("AllocationId") for gateway in working_gateways())


def internet_gateway(id):
    return bool((ec2._internet_gateways.get(id) or {}).get("Attachments"))


def route_table(id):
    return any(each.get("SubnetId") in ec2._subnets or each.get("Main") for each in (ec2._route_tables.get(id) or {}).get("Associations", []))


def vpc(id):
    main = (ec2._vpcs.get(id) or {}).get("MainRouteTableId")
    return (
        any(each["VpcId"] == id for each in (*ec2._subnets.values(), *ec2._vpc_endpoints.values(), *working_gateways(), *interfaces()))
        or any(each["VpcId"] == id and each["GroupName"] != "default" for each in ec2._security_groups.values())
        or any(each["VpcId"] == id and each["RouteTableId"] != main for each in ec2._route_tables.values())
        or any(attached["VpcId"] == id for each in ec2._internet_gateways.values() for attached in each["Attachments"])
    )


def network_interface(id):
    return any(each["NetworkInterfaceId"] == id and each["Status"] == "in-use" for each in interfaces())


def address(id):
    return bool((ec2._addresses.get(id) or {}).get("AssociationId")) or any(each.get("AllocationId") == id for each in working_gateways())


def working_gateways():
    return [each for each in ec2._nat_gateways.values() if each["State"] not in ("deleted", "failed")]


def subnet_group(name):
    return any(each["DBSubnetGroup"]["DBSubnetGroupName"] == name for each in rds._instances.values())


def parameter_group(name):
    return any(group["DBParameterGroupName"] == name for each in rds._instances.values() for group in each["DBParameterGroups"])


# Call -> the parameter that names what goes, whether something holds it, what AWS says.
VIOLATION, OBJECT = "DependencyViolation", "resource {} has a dependent object"
HELD = {
    "DeleteSubnet": ("SubnetId", subnet, VIOLATION, "The subnet '{}' has dependencies and cannot be deleted."),
    "DeleteSecurityGroup": ("GroupId", security_group, VIOLATION, OBJECT),
    "DetachInternetGateway": (
        "InternetGatewayId", attachment, VIOLATION,
        "Network of {} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.",
    ),
    "DeleteInternetGateway": ("InternetGatewayId", internet_gateway, VIOLATION, "The internetGateway '{}' has dependencies and cannot be deleted."),
    "DeleteRouteTable": ("RouteTableId", route_table, VIOLATION, "The routeTable '{}' has dependencies and cannot be deleted."),
    "DeleteVpc": ("VpcId", vpc, VIOLATION, "The vpc '{}' has dependencies and cannot be deleted."),
    "DeleteNetworkInterface": (
        "NetworkInterfaceId", network_interface, "InvalidNetworkInterface.InUse", "Network interface '{}' is currently in use.",
    ),
    "ReleaseAddress": ("AllocationId", address, "InvalidIPAddress.InUse", "The address with allocation id {} is in use."),
    "DeleteDBSubnetGroup": (
        "DBSubnetGroupName", subnet_group, "InvalidDBSubnetGroupStateFault",
        "Cannot delete the subnet group '{}' because at least one database instance is still using it.",
    ),
    "DeleteDBParameterGroup": (
        "DBParameterGroupName", parameter_group, "InvalidDBParameterGroupState",
        "One or more database instances are still members of this parameter group {}, so the group cannot be deleted",
    ),
}


def refuse(call):
    if call.action == "CreateSubnet":
        return refuse_overlap(call)
    if call.action not in HELD:
        return None
    parameter, held, code, said = HELD[call.action]
    name = call.one(parameter)
    return facts.refusal(call.service, code, said.format(name)) if held(name) else None


def refuse_overlap(call):
    cidr, network = call.one("CidrBlock"), ec2._vpcs.get(call.one("VpcId"))
    if not network or not cidr:
        return None
    block = ipaddress.ip_network(cidr)
    if not block.subnet_of(ipaddress.ip_network(network["CidrBlock"])):
        return facts.refusal("ec2", "InvalidSubnet.Range", f"The CIDR '{cidr}' is invalid.")
    for other in ec2._subnets.values():
        if other["VpcId"] == network["VpcId"] and block.overlaps(ipaddress.ip_network(other["CidrBlock"])):
            return facts.refusal("ec2", "InvalidSubnet.Conflict", f"The CIDR '{cidr}' conflicts with another subnet")
    return None


def create_nat_gateway(original, parameters):
    held = address(ec2._p(parameters, "AllocationId"))
    before = set(ec2._nat_gateways)
    answer = original(parameters)
    for id in set(ec2._nat_gateways) - before:
        gateway = ec2._nat_gateways[id]
        attached = any(each["VpcId"] == gateway["VpcId"] for internet in ec2._internet_gateways.values() for each in internet["Attachments"])
        if gateway["ConnectivityType"] == "public" and not attached:
            fail(gateway, "Gateway.NotAttached", f"Network {gateway['VpcId']} has no Internet gateway attached")
        elif gateway["AllocationId"] and held:
            fail(gateway, "Resource.AlreadyAssociated", f"Elastic IP address [{gateway['AllocationId']}] is already associated")
    return answer


def fail(gateway, code, message):
    gateway.update(State="failed", FailureCode=code, FailureMessage=message)


def delete_nat_gateway(original, parameters):
    answer = original(parameters)
    gateway = ec2._nat_gateways.get(ec2._p(parameters, "NatGatewayId"))
    if gateway and newborn.seconds:
        gateway.update(State="deleting", deleted=facts.clock() + newborn.seconds)
    return answer


def settle(call):
    """A NAT gateway whose deletion began long enough ago is deleted."""
    for gateway in ec2._nat_gateways.values():
        if gateway["State"] == "deleting" and facts.clock() >= gateway["deleted"]:
            gateway["State"] = "deleted"


def describe_nat_gateways(original, parameters):
    status, headers, body = original(parameters)
    text = body.decode()
    for gateway in ec2._nat_gateways.values():
        if "FailureCode" in gateway:
            id = f"<natGatewayId>{gateway['NatGatewayId']}</natGatewayId>"
            why = f"<failureCode>{gateway['FailureCode']}</failureCode><failureMessage>{gateway['FailureMessage']}</failureMessage>"
            text = text.replace(id, id + why)
    return status, headers, text.encode()


def delete_cluster(original, name):
    """Puts the cluster's own security group back while something holds it."""
    record = eks._clusters.get(name)
    id = record["resourcesVpcConfig"].get("clusterSecurityGroupId") if record else None
    group = ec2._security_groups.get(id)
    answer = original(name)
    if group and answer[0] == 200 and security_group(id):
        ec2._security_groups[id] = group
    return answer


def install():
    facts.before(settle)
    facts.before(refuse)
    replacements.wrap(ec2, "_ACTION_MAP.CreateNatGateway", create_nat_gateway)
    replacements.wrap(ec2, "_ACTION_MAP.DeleteNatGateway", delete_nat_gateway)
    replacements.wrap(ec2, "_ACTION_MAP.DescribeNatGateways", describe_nat_gateways)
    replacements.wrap(eks, "_delete_cluster", delete_cluster)
