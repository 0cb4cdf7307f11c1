"""What is newborn is unknown for a while.

AWS is eventually consistent: what a call created is, for seconds, unknown to other calls, to other services and to lists. MiniStack
knows everything at once. For `TERRACE_NEWBORN_SECONDS`, or what `POST /_ministack/newborn {"seconds": …}` has set, after its creation
- a call that names the newborn is refused, as that service refuses what is not there;
- descriptions and lists leave it out;
- an interface endpoint does not get private DNS in a VPC whose DNS attributes were just changed;
- conditions on its tags do not hold: the tags of an EC2 resource reach policies after half of that time.
What only the name's uniqueness decides holds at once: nothing can be created twice under one name, and a repeated client token is
answered with the first answer.

Sources. EC2: "Eventual consistency in the Amazon EC2 API" (an id may be unknown to the next call, even to the one that describes it;
tags, too, follow later). IAM user guide, "Changes that I make are not always immediately visible". KMS developer guide, "Eventual
consistency". What the services say then was seen by those who wait for it; most of it is in the retries of Terraform's AWS provider
(`internal/service/{eks,rds,ec2,kms,iam,ecr}`): "IAM role ARN value is invalid or does not include the required permissions for:
ENHANCED_MONITORING", "Unable to assume given IAM role", "The specified principalArn is invalid: invalid principal", "Role provided in
the request does not exist". EKS answers for a cluster, node group or add-on by its name at once.
"""

import math
import os

import facts
import replacements
from ministack.services import cloudwatch_logs, ec2, ecr, eks, iam, kms, rds, tagging

seconds = float(os.environ.get("TERRACE_NEWBORN_SECONDS", "0"))


class Kind:
    """A kind of resource: its records, how calls name it, and how the services refuse a name that they do not know.

    An ARN or an id is understood wherever it stands, a name only at its places.
    """

    def __init__(self, service, name, refusals, arn=lambda key, record: key, names=(), creates=""):
        self.service, self.name, self.refusals, self.arn, self.names, self.creates = service, name, refusals, arn, names, creates

    @property
    def store(self):
        return getattr(self.service, self.name)


def ec2_kind(name, code, what):
    """RDS and EKS hand on what EC2 told them, in words of their own."""
    return Kind(ec2, name, {
        "ec2": (code, f"The {what} '{{}}' does not exist"),
        "rds:CreateDBSubnetGroup": ("InvalidParameterValue", "Some input subnets in :[{}] are invalid."),
        "rds": ("InvalidParameterValue", "Invalid security group , groupId= {}, groupName="),
        "eks": ("InvalidParameterException", f"The {what} '{{}}' does not exist"),
    })


KINDS = [
    ec2_kind("_vpcs", "InvalidVpcID.NotFound", "vpc ID"),
    ec2_kind("_subnets", "InvalidSubnetID.NotFound", "subnet ID"),
    ec2_kind("_internet_gateways", "InvalidInternetGatewayID.NotFound", "internetGateway ID"),
    ec2_kind("_route_tables", "InvalidRouteTableID.NotFound", "routeTable ID"),
    ec2_kind("_security_groups", "InvalidGroup.NotFound", "security group"),
    ec2_kind("_addresses", "InvalidAllocationID.NotFound", "allocation ID"),
    ec2_kind("_nat_gateways", "NatGatewayNotFound", "Nat Gateway"),
    ec2_kind("_vpc_endpoints", "InvalidVpcEndpointId.NotFound", "Vpc Endpoint Id"),
    ec2_kind("_flow_logs", "InvalidFlowLogId.NotFound", "flow log ID"),
    ec2_kind("_launch_templates", "InvalidLaunchTemplateId.NotFound", "launch template"),
    Kind(kms, "_keys", {
        "kms": ("NotFoundException", "Key '{}' does not exist"),
        "rds": ("KMSKeyNotAccessibleFault", "The specified KMS key [{}] does not exist, is not enabled or you do not have permissions to access it."),
        "ecr": ("KmsException", "Key '{}' does not exist"),
        "eks": ("InvalidParameterException", "The KMS key {} does not exist"),
        "logs": ("InvalidParameterException", "The specified KMS Key Id {} does not exist or is not allowed to be used"),
    }, arn=lambda key, record: record["Arn"]),
    Kind(ecr, "_repositories", {"ecr": ("RepositoryNotFoundException", "The repository with name '{}' does not exist in the registry")},
         arn=lambda key, record: record["repositoryArn"], names=("repositoryName", "repositoryNames"), creates="CreateRepository"),
    Kind(iam, "_roles", {
        "iam": ("NoSuchEntity", "The role with name {} cannot be found."),
        "rds": ("InvalidParameterValue", "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING"),
        "ec2": ("InvalidParameter", "Unable to assume given IAM role"),
        "eks": ("InvalidParameterException", "Role {} does not exist"),
        "eks:CreateAccessEntry": ("InvalidParameterException", "The specified principalArn is invalid: invalid principal."),
        "eks:CreatePodIdentityAssociation": ("InvalidParameterException", "Role provided in the request does not exist."),
        "kms": ("MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals."),
    }, arn=lambda key, record: record["Arn"], names=("RoleName",), creates="CreateRole"),
    Kind(iam, "_oidc_providers", {"iam": ("NoSuchEntity", "OpenIDConnect Provider not found for arn {}")}),
    Kind(cloudwatch_logs, "_log_groups", {"logs": ("ResourceNotFoundException", "The specified log group does not exist.")},
         arn=lambda key, record: record["arn"].removesuffix(":*"), names=("logGroupName",), creates="CreateLogGroup"),
    Kind(rds, "_subnet_groups", {"rds": ("DBSubnetGroupNotFoundFault", "DB subnet group '{}' does not exist.")},
         arn=lambda key, record: record["DBSubnetGroupArn"], names=("DBSubnetGroupName",), creates="CreateDBSubnetGroup"),
    Kind(rds, "_param_groups", {"rds": ("DBParameterGroupNotFound", "DBParameterGroup not found: {}")},
         arn=lambda key, record: record["DBParameterGroupArn"], names=("DBParameterGroupName",), creates="CreateDBParameterGroup"),
    Kind(rds, "_instances", {"rds": ("DBInstanceNotFound", "DBInstance {} not found.")},
         arn=lambda key, record: record["DBInstanceArn"], names=("DBInstanceIdentifier",), creates="CreateDBInstance"),
    Kind(eks, "_access_entries", {
        f"eks:{action}": ("ResourceNotFoundException", "The specified principalArn could not be found.")
        for action in ("AssociateAccessPolicy", "DescribeAccessEntry", "ListAssociatedAccessPolicies", "UpdateAccessEntry")
    }, arn=lambda key, record: record["principalArn"]),
]
# Lists leave out the newborn of these, too.
LISTED = [
    (kms, "_aliases"), (eks, "_clusters"), (eks, "_nodegroups"), (eks, "_addons"), (eks, "_pod_identity_associations"),
    (ec2, "_network_interfaces"),
]
# Who carries tags; a resource that existed before its first tag is no newborn, but its tag is.
TAGGED = [(ec2, "_tags"), (eks, "_tags"), (rds, "_tags")]

dns_changes = {}  # VPC -> when its attributes changed
births = {}  # (the store's identity, key with account and region) -> when


class Observed:
    """A store that notes what is new in it, and leaves that out while a call describes or lists."""

    __slots__ = ()

    def __setitem__(self, key, value):
        scoped = self._scoped(key)
        if scoped not in self._data:
            births[id(self), scoped] = facts.clock()
        super().__setitem__(key, value)

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def keys(self):
        return [key for key, _ in self.items()]

    def values(self):
        return [value for _, value in self.items()]

    def __iter__(self):
        return iter(self.keys())

    def items(self):
        hidden = facts.reading.get()
        return [(key, value) for key, value in super().items() if not (hidden and is_newborn(self, key))]


def is_newborn(store, key, share=1):
    """Whether less than a share of the lag has passed since its birth."""
    return facts.clock() - births.get((id(store), store._scoped(key)), -math.inf) < seconds * share


def refuse(call):
    for kind in KINDS:
        for key in newborns(kind.store):
            named = named_by(call, kind, key)
            code = kind.refusals.get(f"{call.service}:{call.action}") or kind.refusals.get(call.service)
            if named and code:
                return facts.refusal(call.service, code[0], code[1].format(named), 404 if code[0] == "NoSuchEntity" else 400)
    return None


def newborns(store):
    """The keys of this account and region that are newborn; old births are forgotten on the way."""
    for (of, scoped), at in list(births.items()):
        if facts.clock() - at >= seconds:
            births.pop((of, scoped), None)
        elif of == id(store) and store._is_mine(scoped) and scoped in store._data:
            yield store._unscope(scoped)


def named_by(call, kind, key):
    """How a call names a newborn; None if it does not, or if it is the call that creates under that name."""
    if call.action == kind.creates:
        return None
    arn = kind.arn(key, kind.store[key])
    for place, value in call.values:
        if value in (arn, key) and (value == arn or not kind.names or place.rpartition(".")[2] in kind.names):
            return value
        if place.endswith("Policy") and f'"{arn}"' in value or place == "path" and f"/{arn}/" in value + "/":
            return arn
    return None


def refuse_private_dns(call):
    if call.action == "ModifyVpcAttribute":
        dns_changes[call.one("VpcId")] = facts.clock()
    vpc = ec2._vpcs.get(call.one("VpcId"))
    if call.action != "CreateVpcEndpoint" or call.one("PrivateDnsEnabled") != "true" or not vpc:
        return None
    on = vpc.get("EnableDnsSupport", True) and vpc.get("EnableDnsHostnames", False)
    if on and facts.clock() - dns_changes.get(vpc["VpcId"], -math.inf) >= seconds:
        return None
    message = f"Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {vpc['VpcId']}"
    return facts.refusal("ec2", "InvalidParameter", message)


def set_lag(seconds):
    globals()["seconds"] = seconds


def tags_that_policies_know(original):
    for arn, tags in original():
        if not is_newborn(ec2._tags, arn.rpartition("/")[2], 1 / 2):
            yield arn, tags


def install():
    facts.before(refuse_private_dns)
    facts.control("/_ministack/newborn", set_lag)
    for service, name in [*((kind.service, kind.name) for kind in KINDS), *LISTED, *TAGGED]:
        replacements.extend(service, name, Observed)
    facts.before(refuse)
    replacements.wrap(tagging, "_RESOURCE_TAG_COLLECTORS.ec2", tags_that_policies_know)
