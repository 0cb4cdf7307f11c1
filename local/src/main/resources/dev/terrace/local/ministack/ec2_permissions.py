"""What MiniStack leaves out of the permissions of EC2.

EC2 asks for the permission on every resource that a call names, and on the one that it creates; MiniStack on one of them. EC2 tells
policies the tags of the resources (aws:ResourceTag) and those that a call would give (aws:RequestTag); MiniStack neither.
"""

import re

import replacements
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, tagging

# What a creating call creates. A permission that is confined to what carries a tag cannot apply to it.
CREATED = {
    "AllocateAddress": "elastic-ip",
    "CreateFlowLogs": "vpc-flow-log",
    "CreateInternetGateway": "internet-gateway",
    "CreateLaunchTemplate": "launch-template",
    "CreateNatGateway": "natgateway",
    "CreateRouteTable": "route-table",
    "CreateSecurityGroup": "security-group",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpc-endpoint",
}
# The gateway that a route leads to needs no permission.
ROUTES = ("CreateRoute", "ReplaceRoute")

PARAMETER = re.compile(r"[A-Za-z]+(\.\d+)?")
ID = re.compile(r"[a-z]+-[0-9a-f]{8,}")


def arn(kind, name):
    return f"arn:aws:ec2:{get_region()}:{get_account_id()}:{kind}/{name}"


def arn_of(resource_id):
    kind = ec2._guess_resource_type(resource_id)
    return arn("vpc-flow-log" if kind == "flow-log" else kind, resource_id)


def associated_route_table(association_id):
    for table in ec2._route_tables.values():
        if any(each["RouteTableAssociationId"] == association_id for each in table["Associations"]):
            return table["RouteTableId"]
    return None


def resources(parameters):
    action = ec2._p(parameters, "Action")
    if action.startswith("Describe"):
        return []
    found = [arn(CREATED[action], "*")] if action in CREATED else []
    for name in parameters:
        value = ec2._p(parameters, name)
        if action in ROUTES and name != "RouteTableId":
            continue
        if name == "AssociationId":
            value = associated_route_table(value) or ""
        if PARAMETER.fullmatch(name) and ID.fullmatch(value) and ec2._guess_resource_type(value) != "resource":
            found.append(arn_of(value))
    return found


def extract_resource_arn(original, service, method, path, headers, body, parameters, region, account):
    if service == "ec2":
        found = resources(parameters)
        if found:
            return " ".join(found)
    return original(service, method, path, headers, body, parameters, region, account)


def enforce(original, access_key, action, service, region, resource_arn="*", service_context=None):
    denied = None
    for each in resource_arn.split(" ") if service == "ec2" else [resource_arn]:
        denied = denied or original(access_key, action, service, region, each, service_context)
    return denied


def collect():
    for resource_id, tags in ec2._tags.items():
        if ec2._nat_gateways.get(resource_id, {}).get("State") != "deleted":
            yield arn_of(resource_id), tags


def install():
    replacements.wrap(iam_actions, "extract_resource_arn", extract_resource_arn)
    replacements.wrap(iam_evaluator, "enforce", enforce)
    replacements.replace(iam_actions, "_TAG_MEMBERS", iam_actions._TAG_MEMBERS | {"TagSpecifications"})
    replacements.add(tagging, "_RESOURCE_TAG_COLLECTORS.ec2", collect)
