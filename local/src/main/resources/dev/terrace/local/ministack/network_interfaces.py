"""What stands in a network: the network interfaces that AWS makes for what it runs there. MiniStack has those only that were asked for.

DescribeNetworkInterfaces lists, with filters, beside those made by CreateNetworkInterface:

| owner | description | type | how many |
|---|---|---|---|
| EKS cluster | `Amazon EKS <cluster>` | interface | two (on AWS up to four), in its own security group and those given to it |
| node | none; and, of the VPC CNI, `aws-K8S-<instance>` | interface | one each, in the launch template's security groups, else the cluster's own |
| DB instance | `RDSNetworkInterface` | interface | one, two with Multi-AZ |
| NAT gateway | `Interface for NAT Gateway <id>` | nat_gateway | one |
| interface endpoint | `VPC Endpoint Interface <id>` | vpc_endpoint | one in each subnet |

All but the nodes' are managed by their requester: nobody else may detach or delete them. They go with their owner. So they are not
stored here but derived from what there is.

Sources: EKS user guide, "Network requirements"; VPC CNI, `pkg/awsutils` (description and tags of its interfaces); EC2 user guide,
"Requester-managed network interfaces"; descriptions as in the consoles of RDS, NAT gateways and endpoints.
"""

import hashlib
import ipaddress

import nodes
import replacements
from ministack.core.responses import get_account_id
from ministack.services import ec2, eks, rds


def interfaces():
    """Every network interface of the account and region."""
    return [*ec2._network_interfaces.values(), *of_clusters(), *of_nodes(), *of_databases(), *of_gateways(), *of_endpoints()]


def of_clusters():
    for cluster in eks._clusters.values():
        network = cluster["resourcesVpcConfig"]
        groups = [network.get("clusterSecurityGroupId"), *network.get("securityGroupIds", [])]
        subnets = network["subnetIds"]
        for place in range(2 if subnets else 0):
            yield interface(cluster["arn"], place, subnets[place % len(subnets)], groups, f"Amazon EKS {cluster['name']}")


def of_nodes():
    for group in eks._nodegroups.values():
        cluster = eks._clusters.get(group["clusterName"])
        if not cluster or not group["subnets"]:
            continue
        groups = groups_of_template(group) or [cluster["resourcesVpcConfig"].get("clusterSecurityGroupId")]
        for index in range(group["scalingConfig"].get("desiredSize", 1)):
            instance = nodes.instance_id(group, index)
            subnet = group["subnets"][index % len(group["subnets"])]
            for place, description in enumerate(("", f"aws-K8S-{instance}")):
                yield interface(instance, place, subnet, groups, description, requester_managed=False, instance=instance)


def groups_of_template(group):
    given = group.get("launchTemplate") or {}
    template = ec2._launch_templates.get(given.get("id"))
    versions = template["Versions"] if template else []
    version = next((each for each in versions if str(each["VersionNumber"]) == given.get("version")), None)
    return version["LaunchTemplateData"].get("SecurityGroupIds") if version else None


def of_databases():
    for instance in rds._instances.values():
        subnets = [each["SubnetIdentifier"] for each in instance["DBSubnetGroup"]["Subnets"]]
        groups = [each["VpcSecurityGroupId"] for each in instance["VpcSecurityGroups"]]
        for place in range(min(len(subnets), 2 if instance["MultiAZ"] else 1)):
            yield interface(instance["DBInstanceArn"], place, subnets[place], groups, "RDSNetworkInterface")


def of_gateways():
    for gateway in ec2._nat_gateways.values():
        if gateway["State"] not in ("deleted", "failed"):
            description = f"Interface for NAT Gateway {gateway['NatGatewayId']}"
            yield interface(gateway["NatGatewayId"], 0, gateway["SubnetId"], [], description, kind="nat_gateway")


def of_endpoints():
    for endpoint in ec2._vpc_endpoints.values():
        if endpoint["VpcEndpointType"] == "Interface":
            for subnet in endpoint["SubnetIds"]:
                description = f"VPC Endpoint Interface {endpoint['VpcEndpointId']}"
                yield interface(endpoint["VpcEndpointId"], subnet, subnet, endpoint.get("SecurityGroupIds", []), description, kind="vpc_endpoint")


def interface(owner, place, subnet_id, groups, description, kind="interface", requester_managed=True, instance=None):
    """A network interface in MiniStack's form. Its id and address follow from its owner, and stay."""
    digest = hashlib.sha256(f"{owner}/{place}".encode()).hexdigest()
    subnet = ec2._subnets.get(subnet_id) or {}
    network = ipaddress.ip_network(subnet.get("CidrBlock", "10.0.0.0/24"))
    return {
        "NetworkInterfaceId": "eni-" + digest[:17],
        "SubnetId": subnet_id,
        "VpcId": subnet.get("VpcId", ""),
        "AvailabilityZone": subnet.get("AvailabilityZone", ""),
        "Description": description,
        "OwnerId": get_account_id(),
        "Status": "in-use",
        "PrivateIpAddress": str(network[4 + int(digest, 16) % max(1, network.num_addresses - 6)]),
        "InterfaceType": kind,
        "RequesterManaged": requester_managed,
        "MacAddress": ":".join(digest[at : at + 2] for at in range(0, 12, 2)),
        "Groups": [{"GroupId": id, "GroupName": (ec2._security_groups.get(id) or {}).get("GroupName", "")} for id in groups if id],
        "Attachment": {"AttachmentId": "eni-attach-" + digest[17:34], "InstanceId": instance or "", "DeviceIndex": 1},
    }


FILTERS = {
    "network-interface-id": lambda each: [each["NetworkInterfaceId"]],
    "description": lambda each: [each["Description"]],
    "group-id": lambda each: [group["GroupId"] for group in each["Groups"]],
    "subnet-id": lambda each: [each["SubnetId"]],
    "vpc-id": lambda each: [each["VpcId"]],
    "status": lambda each: [each["Status"]],
    "interface-type": lambda each: [each.get("InterfaceType", "interface")],
    "requester-managed": lambda each: [str(each.get("RequesterManaged", False)).lower()],
    "attachment.instance-id": lambda each: [(each.get("Attachment") or {}).get("InstanceId", "")],
}


def describe_network_interfaces(parameters):
    ids, filters = ec2._parse_member_list(parameters, "NetworkInterfaceId"), ec2._parse_filters(parameters)
    found = interfaces()
    for id in ids:
        if id not in [each["NetworkInterfaceId"] for each in found]:
            return ec2._error("InvalidNetworkInterfaceID.NotFound", f"The networkInterface ID '{id}' does not exist", 400)
    items = "".join(ec2._eni_fields_xml(each) for each in found if (not ids or each["NetworkInterfaceId"] in ids) and matches(each, filters))
    return ec2._xml(200, "DescribeNetworkInterfacesResponse", f"<networkInterfaceSet>{items}</networkInterfaceSet>")


def matches(each, filters):
    return ec2._resource_matches_tag_filters(each["NetworkInterfaceId"], filters) and all(
        any(ec2._glob_match(pattern, value) for pattern in patterns for value in FILTERS[name](each))
        for name, patterns in filters.items()
        if name in FILTERS
    )


def create_network_interface(original, parameters):
    """With tags, in whose form (`TagSpecification`) MiniStack takes none here."""
    status, headers, body = original(parameters)
    if status == 200:
        ids = [id for id in ec2._network_interfaces if f"<networkInterfaceId>{id}<" in body.decode()]
        ec2._parse_tag_specs(parameters, "network-interface", ids[0])
        body = ec2._xml(200, "CreateNetworkInterfaceResponse", ec2._eni_fields_xml(ec2._network_interfaces[ids[0]], tag="networkInterface"))[2]
    return status, headers, body


def interface_xml(original, each, tag="item"):
    managed = str(each.get("RequesterManaged", False)).lower()
    xml = original(each, tag).replace("<attachTime></attachTime>", "")
    return xml.replace("<description>", f"<requesterManaged>{managed}</requesterManaged><description>", 1)


def install():
    replacements.wrap(ec2, "_eni_fields_xml", interface_xml)
    replacements.wrap(ec2, "_ACTION_MAP.CreateNetworkInterface", create_network_interface)
    replacements.replace(ec2, "_ACTION_MAP.DescribeNetworkInterfaces", describe_network_interfaces)
