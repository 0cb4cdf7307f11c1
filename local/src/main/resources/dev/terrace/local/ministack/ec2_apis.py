"""What MiniStack leaves out of EC2.

- Client tokens: a create call that repeats an earlier call's ClientToken gets the first call's answer, and makes nothing.
- NAT gateways: DescribeNatGateways answers the gateway's addresses, the elastic IP's allocation among them.
- VPC endpoints: DescribeVpcEndpoints has filters; an endpoint has security groups, private DNS and a policy, and
  ModifyVpcEndpoint changes them.
- Tags: they go with what they are on.
- Launch templates: CreateLaunchTemplate answers no tags, DescribeLaunchTemplates does (the examples of the
  AWS CLI for create-launch-template with tag specifications).
- Flow logs: tags are of the resource type `vpc-flow-log`; DescribeFlowLogs answers log group, role and aggregation interval.
"""

import re
from xml.sax.saxutils import escape

import replacements
from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

IDEMPOTENT = ("CreateNatGateway", "CreateVpcEndpoint", "CreateFlowLogs", "CreateLaunchTemplate", "RunInstances")

# What carries the tags that a deleting call takes away. A NAT gateway keeps them, as it is listed for an hour after its end.
DELETED = {
    "DeleteInternetGateway": "InternetGatewayId",
    "DeleteRouteTable": "RouteTableId",
    "DeleteSecurityGroup": "GroupId",
    "DeleteSubnet": "SubnetId",
    "DeleteVpc": "VpcId",
}

answers = {}  # (account, region, action, token) -> the first answer


def idempotent(action):
    def call(original, parameters):
        token = ec2._p(parameters, "ClientToken")
        key = (get_account_id(), get_region(), action, token)
        if token and key in answers:
            return answers[key]
        answer = original(parameters)
        if token and answer[0] == 200:
            answers[key] = answer
        return answer

    return call


def forgetting_tags(parameter):
    def call(original, parameters):
        answer = original(parameters)
        if answer[0] == 200:
            ec2._tags.pop(ec2._p(parameters, parameter), None)
        return answer

    return call


def with_nat_addresses(original, parameters):
    status, headers, body = original(parameters)
    text = body.decode()
    for gateway in ec2._nat_gateways.values():
        before, found, after = text.partition(f"<natGatewayId>{gateway['NatGatewayId']}</natGatewayId>")
        if found:
            text = before + found + after.replace("<natGatewayAddressSet/>", _address_set(gateway), 1)
    return status, headers, text.encode()


def _address_set(gateway):
    allocation = gateway.get("AllocationId")
    if not allocation:
        return "<natGatewayAddressSet></natGatewayAddressSet>"
    address = ec2._addresses.get(allocation) or {}
    return (
        "<natGatewayAddressSet><item>"
        f"<allocationId>{allocation}</allocationId><publicIp>{address.get('PublicIp', '')}</publicIp>"
        "<isPrimary>true</isPrimary><status>succeeded</status>"
        "</item></natGatewayAddressSet>"
    )


def create_vpc_endpoint(original, parameters):
    status, headers, body = original(parameters)
    found = re.search(r"<vpcEndpointId>([^<]+)", body.decode())
    if status != 200 or not found:
        return status, headers, body
    endpoint = ec2._vpc_endpoints[found.group(1)]
    endpoint["SecurityGroupIds"] = ec2._parse_member_list(parameters, "SecurityGroupId")
    endpoint["PrivateDnsEnabled"] = ec2._p(parameters, "PrivateDnsEnabled") or "false"
    endpoint["PolicyDocument"] = ec2._p(parameters, "PolicyDocument")
    return ec2._xml(200, "CreateVpcEndpointResponse", ec2._vpce_fields_xml(endpoint, tag="vpcEndpoint"))


def modify_vpc_endpoint(original, parameters):
    answer = original(parameters)
    if answer[0] == 200:
        endpoint = ec2._vpc_endpoints[ec2._p(parameters, "VpcEndpointId")]
        removed = ec2._parse_member_list(parameters, "RemoveSecurityGroupId")
        groups = [group for group in endpoint["SecurityGroupIds"] if group not in removed]
        endpoint["SecurityGroupIds"] = groups + ec2._parse_member_list(parameters, "AddSecurityGroupId")
        endpoint["PrivateDnsEnabled"] = ec2._p(parameters, "PrivateDnsEnabled") or endpoint["PrivateDnsEnabled"]
        if ec2._p(parameters, "ResetPolicy") == "true":
            endpoint["PolicyDocument"] = ""
    return answer


def describe_vpc_endpoints(parameters):
    ids, filters = ec2._parse_member_list(parameters, "VpcEndpointId"), ec2._parse_filters(parameters)
    fields = {
        "vpc-endpoint-id": "VpcEndpointId", "vpc-endpoint-type": "VpcEndpointType", "vpc-endpoint-state": "State",
        "vpc-id": "VpcId", "service-name": "ServiceName",
    }
    items = "".join(
        ec2._vpce_fields_xml(endpoint)
        for endpoint in ec2._vpc_endpoints.values()
        if (not ids or endpoint["VpcEndpointId"] in ids)
        and ec2._resource_matches_tag_filters(endpoint["VpcEndpointId"], filters)
        and all(endpoint[field] in filters[name] for name, field in fields.items() if name in filters)
    )
    return ec2._xml(200, "DescribeVpcEndpointsResponse", f"<vpcEndpointSet>{items}</vpcEndpointSet>")


def vpc_endpoint_xml(original, endpoint, tag="item"):
    ids = endpoint.get("SecurityGroupIds", [])
    groups = "".join(
        f"<item><groupId>{id}</groupId><groupName>{(ec2._security_groups.get(id) or {}).get('GroupName', '')}</groupName></item>"
        for id in ids
    )
    policy = endpoint.get("PolicyDocument") or '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
    more = (
        f"<groupSet>{groups}</groupSet><privateDnsEnabled>{endpoint.get('PrivateDnsEnabled', 'false')}</privateDnsEnabled>"
        f"<policyDocument>{escape(policy)}</policyDocument></{tag}>"
    )
    return original(endpoint, tag).removesuffix(f"</{tag}>") + more


def create_flow_logs(original, parameters):
    known = {key: ["flow-log"] if value in (["vpc-flow-log"], "vpc-flow-log") else value for key, value in parameters.items()}
    before = set(ec2._flow_logs.keys())
    answer = original(known)
    for id in set(ec2._flow_logs.keys()) - before:
        ec2._flow_logs[id].update(
            LogGroupName=ec2._p(parameters, "LogGroupName"),
            DeliverLogsPermissionArn=ec2._p(parameters, "DeliverLogsPermissionArn"),
            MaxAggregationInterval=ec2._p(parameters, "MaxAggregationInterval") or "600",
        )
    return answer


def create_launch_template(original, parameters):
    status, headers, body = original(parameters)
    return status, headers, re.sub(rb"<tagSet>.*</tagSet>", b"", body, flags=re.DOTALL)


def describe_flow_logs(original, parameters):
    status, headers, body = original(parameters)
    text = body.decode()
    for id, log in ec2._flow_logs.items():
        more = (
            f"<deliverLogsPermissionArn>{log['DeliverLogsPermissionArn']}</deliverLogsPermissionArn>"
            f"<maxAggregationInterval>{log['MaxAggregationInterval']}</maxAggregationInterval><deliverLogsStatus>SUCCESS</deliverLogsStatus>"
        )
        if log["LogGroupName"]:
            more += f"<logGroupName>{log['LogGroupName']}</logGroupName>"
        text = text.replace(f"<flowLogId>{id}</flowLogId>", f"<flowLogId>{id}</flowLogId>{more}")
    return status, headers, text.encode()


def install():
    replacements.wrap(ec2, "_vpce_fields_xml", vpc_endpoint_xml)
    for action in ("CreateNatGateway", "DescribeNatGateways"):
        replacements.wrap(ec2, f"_ACTION_MAP.{action}", with_nat_addresses)
    replacements.wrap(ec2, "_ACTION_MAP.CreateVpcEndpoint", create_vpc_endpoint)
    replacements.wrap(ec2, "_ACTION_MAP.ModifyVpcEndpoint", modify_vpc_endpoint)
    replacements.replace(ec2, "_ACTION_MAP.DescribeVpcEndpoints", describe_vpc_endpoints)
    replacements.wrap(ec2, "_ACTION_MAP.CreateFlowLogs", create_flow_logs)
    replacements.wrap(ec2, "_ACTION_MAP.DescribeFlowLogs", describe_flow_logs)
    replacements.wrap(ec2, "_ACTION_MAP.CreateLaunchTemplate", create_launch_template)
    for action, parameter in DELETED.items():
        replacements.wrap(ec2, f"_ACTION_MAP.{action}", forgetting_tags(parameter))
    for action in IDEMPOTENT:
        replacements.wrap(ec2, f"_ACTION_MAP.{action}", idempotent(action))
