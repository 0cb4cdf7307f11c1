"""Which resources a call is about, by their ARNs: what its caller must be allowed to touch.

MiniStack knows one resource of a call, often none, and some of them not as AWS does. Here are

- EC2: every resource that a call names, and the one that it creates; but not where a route leads to;
- RDS: every DB instance, subnet group and parameter group; of CreateDBInstance the default option group, too;
- ECR: every repository;
- EKS: the node group, add-on, access entry or pod identity association, not the cluster;
- IAM: a role by its path, which its ARN carries, and an OIDC provider;
- KMS: the alias by which a call names a key.

Source: the Service Authorization Reference.
"""

import re
from urllib.parse import unquote

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, eks, iam, rds

SERVICES = ("ec2", "ecr", "eks", "iam", "kms", "rds")

# Service and place in a call → how the ARN of what is named there goes on; None where the ARN itself stands.
NAMED = {
    ("ecr", "repositoryName"): "repository/{}",
    ("ecr", "repositoryNames"): "repository/{}",
    ("kms", "AliasName"): "{}",
    ("rds", "DBInstanceIdentifier"): "db:{}",
    ("rds", "DBParameterGroupName"): "pg:{}",
    ("rds", "DBSubnetGroupName"): "subgrp:{}",
    ("ecr", "resourceArn"): None,
    ("iam", "OpenIDConnectProviderArn"): None,
    ("rds", "ResourceName"): None,
}
# Call → what it creates. A permission that is confined to what carries a tag cannot apply to it.
CREATED = {
    "ec2:AllocateAddress": "elastic-ip/*",
    "ec2:CreateFlowLogs": "vpc-flow-log/*",
    "ec2:CreateInternetGateway": "internet-gateway/*",
    "ec2:CreateLaunchTemplate": "launch-template/*",
    "ec2:CreateNatGateway": "natgateway/*",
    "ec2:CreateRouteTable": "route-table/*",
    "ec2:CreateSecurityGroup": "security-group/*",
    "ec2:CreateSubnet": "subnet/*",
    "ec2:CreateVpc": "vpc/*",
    "ec2:CreateVpcEndpoint": "vpc-endpoint/*",
}
# Call, or service → what a call that names nothing is about.
ALL = {
    "ecr": "repository/*",
    "ecr:GetAuthorizationToken": None,
    "rds:DescribeDBInstances": "db:*",
    "rds:DescribeDBParameterGroups": "pg:*",
    "rds:DescribeDBSubnetGroups": "subgrp:*",
}
# Segment of an EKS path → its records, the key of one, the field with its ARN, and how the ARN of one that is not there begins.
OF_CLUSTER = {
    "node-groups": (eks._nodegroups, "{}/{}".format, "nodegroupArn", "nodegroup"),
    "addons": (eks._addons, "{}/{}".format, "addonArn", "addon"),
    "access-entries": (eks._access_entries, eks._ae_key, "accessEntryArn", "access-entry"),
    "pod-identity-associations": (eks._pod_identity_associations, eks._pia_key, "associationArn", "podidentityassociation"),
}

EC2_ID = re.compile(r"[a-z]+-[0-9a-f]{8,}")
EKS_PATH = re.compile(rf"/clusters/([^/]+)/({'|'.join(OF_CLUSTER)})/(.+?)"
                      r"(?:/update|/update-config|/update-version|/access-policies(?:/.+)?)?")


def arn(service, resource):
    return f"arn:aws:{service}:{'' if service == 'iam' else get_region()}:{get_account_id()}:{resource}"


def of_ec2(id):
    kind = ec2._guess_resource_type(id)
    return arn("ec2", f"{'vpc-flow-log' if kind == 'flow-log' else kind}/{id}")


def of_role(name, path="/"):
    return iam._roles[name]["Arn"] if name in iam._roles else arn("iam", f"role{path}{name}")


def about(call):
    """The ARNs of what a call is about; none where MiniStack knows as much."""
    name = f"{call.service}:{call.action}"
    named = [(NAMED[call.service, place], value) for place, value in call.values if value and (call.service, place) in NAMED]
    if any(form is None for form, _ in named):
        return [value for form, value in named if form is None]
    found = [arn(call.service, CREATED[name])] if name in CREATED else []
    found += [arn(call.service, form.format(value)) for form, value in named]
    found += SPECIAL[call.service](call) if call.service in SPECIAL else []
    whole = ALL.get(name, ALL.get(call.service))
    return found or ([arn(call.service, whole)] if whole else [])


def named_by(call):
    """The ARN of its service that a call names, if it names just one."""
    found = {value for place, value in call.values if "." not in place and value.startswith(f"arn:aws:{call.service}:")}
    return found.pop() if len(found) == 1 else None


def _ec2(call):
    """Ids are known by their form, wherever they stand, but in filters and specifications."""
    found = []
    for place, value in call.values if not call.action.startswith("Describe") else []:
        if call.action in ("CreateRoute", "ReplaceRoute") and place != "RouteTableId":
            continue
        id = _associated_route_table(value) if place == "AssociationId" else value
        if "." not in place and EC2_ID.fullmatch(id) and ec2._guess_resource_type(id) != "resource":
            found.append(of_ec2(id))
    return found


def _associated_route_table(association):
    for table in ec2._route_tables.values():
        if any(each["RouteTableAssociationId"] == association for each in table["Associations"]):
            return table["RouteTableId"]
    return ""


def _eks(call):
    if call.path.startswith("/tags/"):
        return [unquote(call.path.removeprefix("/tags/"))]
    part = EKS_PATH.fullmatch(call.path)
    if not part:
        return []
    cluster, kind, name = part.group(1), part.group(2), unquote(part.group(3))
    records, key, field, word = OF_CLUSTER[kind]
    record = records.get(key(cluster, name))
    return [record[field] if record else arn("eks", f"{word}/{cluster}/*")]


def _iam(call):
    if call.one("RoleName"):
        return [of_role(call.one("RoleName"), call.one("Path") or "/")]
    return [arn("iam", f"oidc-provider/{call.one('Url').removeprefix('https://')}")] if call.one("Url") else []


def _rds(call):
    if call.action != "CreateDBInstance":
        return []
    version = call.one("EngineVersion") or rds._default_engine_version(call.one("Engine"))
    return [arn("rds", f"og:default:{call.one('Engine')}-{version.partition('.')[0]}")]


SPECIAL = {"ec2": _ec2, "eks": _eks, "iam": _iam, "rds": _rds}
