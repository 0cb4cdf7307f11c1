"""Services act for their caller, and with the caller's permissions: who may call them must also be allowed what they then do.

MiniStack asks for the permission to make the call, and no more (`permissions` asks for iam:PassRole):

| call | asks its caller for |
|---|---|
| eks:CreateCluster | iam:ListAttachedRolePolicies on the cluster's role |
| the same, with a key | kms:DescribeKey and kms:CreateGrant on it |
| the same, the first time in an account | what EKS's own role is to describe in EC2 |
| eks:CreateNodegroup | iam:GetRole and iam:ListAttachedRolePolicies on the node role, ec2:DescribeSubnets |
| the same | iam:GetRole on EKS's own role for node groups; while that is not there, on its name without a path |
| the same, with a launch template | ec2:DescribeLaunchTemplateVersions, and ec2:RunInstances with the template |
| rds:CreateDBInstance, with a key | kms:DescribeKey and kms:CreateGrant on it, for an AWS resource |
| rds:CreateDBInstance, password managed | secretsmanager:CreateSecret and secretsmanager:TagResource |
| rds:ModifyDBInstance, password managed | the same, and secretsmanager:RotateSecret |
| ecr:CreateRepository, with a key | kms:DescribeKey, kms:CreateGrant and kms:RetireGrant on it |
| each, the first time in an account | iam:CreateServiceLinkedRole for the role that the service itself uses, which is then there |

What goes to KMS this way carries `kms:ViaService` and, as every call about a key, `kms:ResourceAliases`. RDS and ECR tell that their grants are for an AWS resource; EKS does not: a
statement with the condition `kms:GrantIsForAWSResource` does not allow CreateCluster. Calls by the account's root are not asked, nor those that MiniStack makes itself.

Sources: EKS user guide, "Create an Amazon EKS cluster" (kms:DescribeKey and kms:CreateGrant for who calls CreateCluster; "Amazon EKS
doesn't support the policy condition kms:GrantIsForAWSResource"), "Using service-linked roles for Amazon EKS"; node groups:
aws-controllers-k8s/community issue 2164, terraform-aws-eks issues 823 and 2018, XenitAB/terraform-modules issue 396, and the reports of
"You are not authorized to launch instances with this launch template"; clusters: aws-cdk issues 8574 and 9027. RDS user guide, "Encrypting Amazon RDS resources", "Password management with Amazon RDS and AWS Secrets
Manager", "Using service-linked roles for Amazon RDS"; Service Authorization Reference, "Amazon RDS" (dependent actions). ECR user guide, "Encryption at rest".
"""

import json
from collections import namedtuple

import arns
import facts
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2, iam, kms

# What a call asks for: an action, on which resources (none: not asked), what policies are told beside, and how the service says that
# its caller may not (none: see SAID).
Asked = namedtuple("Asked", "action resources context said", defaults=({}, None))
FOR_AWS_RESOURCE = {"kms:GrantIsForAWSResource": "true"}


def key(*places):
    """The key that a call names at one of these places, by its ARN."""
    def resources(call):
        record = kms._resolve_key(call.one(*places)) if call.one(*places) else None
        return [record["Arn"]] if record else []
    return resources


def value(*places):
    return lambda call: call.all(*places)


def launch_template(call):
    return arns.arn("ec2", f"launch-template/{template_of(call)}")


def launched(call):
    return [arns.arn("ec2", "instance/*"), launch_template(call)] if template_of(call) else []


def template_of(call):
    names = call.all("launchTemplate.id", "launchTemplate.name")
    return next((id for id, each in ec2._launch_templates.items() if id in names or each["LaunchTemplateName"] in names), None)


def secret_when_managed(call):
    managed = call.one("ManageMasterUserPassword") == "true"
    return [arns.arn("secretsmanager", "secret:rds!db-new")] if managed else []


def anything(call):
    return ["*"]


def called(call):
    return f"{call.service}:{call.action}"


def while_own_role_is_missing(call):
    return [] if LINKED_ROLES[called(call)][1] in iam._roles else ["*"]


def own_role(call):
    """The role that the service itself uses. IAM knows where a role is by the role only: of one that is not there, by its name alone."""
    principal, name = LINKED_ROLES[called(call)]
    return [linked_role_arn(principal, name) if name in iam._roles else arns.arn("iam", f"role/{name}")]


def linked_role_arn(principal, name):
    return arns.arn("iam", f"role/aws-service-role/{principal}/{name}")


def tagged_by_template(call):
    """What the launch template that a call names is to tag."""
    template = template_of(call)
    return [arns.arn("ec2", "instance/*")] if template and "TagSpecification" in json.dumps(ec2._launch_templates[template], default=str) else []


# EKS user guide, "Customize managed nodes with launch templates": who calls CreateNodegroup or UpdateNodegroupVersion must be allowed
# ec2:RunInstances and ec2:CreateTags.
LAUNCH = [
    Asked("ec2:DescribeLaunchTemplateVersions", lambda call: ["*"] if template_of(call) else []),
    Asked("ec2:RunInstances", launched, {"ec2:LaunchTemplate": launch_template}),
    Asked("ec2:CreateTags", tagged_by_template, {"ec2:CreateAction": "RunInstances"}),
]

# What the policies of EKS's own roles describe; an account's first cluster is looked at as its caller.
OWN_ROLES_LOOK = ("DhcpOptions", "Instances", "NetworkInterfaces", "RouteTables", "SecurityGroups", "Subnets", "Vpcs")

ASKED = {
    "eks:CreateCluster": [
        Asked("iam:ListAttachedRolePolicies", value("roleArn"),
              said=("InvalidParameterException", "Caller does not have permission to perform `{action}`", 400)),
        *(Asked(f"ec2:Describe{each}", while_own_role_is_missing,
                said=("InvalidParameterException", "IAM role's policy must include the `{action}` action", 400))
          for each in OWN_ROLES_LOOK),
        Asked("kms:DescribeKey", key("keyArn")),
        Asked("kms:CreateGrant", key("keyArn")),
    ],
    "eks:CreateNodegroup": [
        Asked("iam:GetRole", value("nodeRole")),
        Asked("iam:ListAttachedRolePolicies", value("nodeRole")),
        Asked("ec2:DescribeSubnets", anything),
        *LAUNCH,
        Asked("iam:GetRole", own_role, said=(
            "InvalidRequestException", "Failed to validate if SLR: {name} already exists due to missing permissions for '{action}'", 400)),
    ],
    "eks:UpdateNodegroupVersion": LAUNCH,
    "eks:AssociateEncryptionConfig": [
        Asked("kms:DescribeKey", key("keyArn")),
        Asked("kms:CreateGrant", key("keyArn")),
    ],
    "rds:CreateDBInstance": [
        Asked("kms:DescribeKey", key("KmsKeyId")),
        Asked("kms:CreateGrant", key("KmsKeyId"), FOR_AWS_RESOURCE),
        Asked("secretsmanager:CreateSecret", secret_when_managed),
        Asked("secretsmanager:TagResource", secret_when_managed),
    ],
    "rds:ModifyDBInstance": [
        Asked("secretsmanager:CreateSecret", secret_when_managed),
        Asked("secretsmanager:RotateSecret", secret_when_managed),
        Asked("secretsmanager:TagResource", secret_when_managed),
    ],
    "ecr:CreateRepository": [
        Asked("kms:DescribeKey", key("kmsKey")),
        Asked("kms:CreateGrant", key("kmsKey"), FOR_AWS_RESOURCE),
        Asked("kms:RetireGrant", key("kmsKey")),
    ],
}

# The role that a service itself uses, and makes when it is not there.
LINKED_ROLES = {
    "eks:CreateCluster": ("eks.amazonaws.com", "AWSServiceRoleForAmazonEKS"),
    "eks:CreateNodegroup": ("eks-nodegroup.amazonaws.com", "AWSServiceRoleForAmazonEKSNodegroup"),
    "rds:CreateDBInstance": ("rds.amazonaws.com", "AWSServiceRoleForRDS"),
}

# How a service says that its caller may not: by (service, asked service), or by service.
SAID = {
    ("eks", "iam:CreateServiceLinkedRole"): (
        "InvalidRequestException", "Failed to create service linked role: {name} due to missing permissions for '{action}'", 400,
    ),
    ("eks", "kms"): ("InvalidRequestException", "User not authorized to perform {action} operation", 400),
    ("eks", "ec2:RunInstances"): ("InvalidRequestException", "You are not authorized to launch instances with this launch template.", 400),
    ("rds", "kms"): (
        "KMSKeyNotAccessibleFault",
        "The specified KMS key [{resource}] does not exist, is not enabled or you do not have permissions to access it.", 400,
    ),
    ("rds", "iam:CreateServiceLinkedRole"): (
        "InvalidParameterValue",
        "Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later.", 400,
    ),
    ("ecr", "kms"): ("KmsException", "User is not authorized to perform: {action} on resource: {resource}", 400),
    "eks": (
        "AccessDeniedException",
        "User: {user} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the "
        "{action} action", 403,
    ),
    "rds": ("AccessDenied", "User: {user} is not authorized to perform: {action} on resource: {resource}", 403),
}


def refuse(call):
    if not call.access_key:
        return None
    name = called(call)
    for asked in ASKED.get(name, []):
        context = {each: value(call) if callable(value) else value for each, value in asked.context.items()}
        for resource in asked.resources(call):
            refused = ask(call, asked.action, resource, context, asked.said)
            if refused:
                return refused
    return link_role(call, *LINKED_ROLES[name]) if name in LINKED_ROLES else None


def ask(call, action, resource, context, said=None):
    service = action.partition(":")[0]
    if service == "kms":
        context = {"kms:ViaService": f"{call.service}.{get_region()}.amazonaws.com", "kms:CallerAccount": get_account_id(),
                   "kms:ResourceAliases": aliases_of(resource), **context}
    denied = iam_evaluator.enforce(call.access_key, action, service, get_region(), resource, context)
    if not denied:
        return None
    code, words, status = said or SAID.get((call.service, action)) or SAID.get((call.service, service)) or SAID[call.service]
    name = resource.rpartition("/")[2]
    return facts.refusal(call.service, code, words.format(user=denied.principal_arn, action=action, resource=resource, name=name), status)


def aliases_of(key):
    """Policies are told of names as they are given: alias/…; of none, not at all."""
    return [arn.split(":")[-1] for arn, id in kms._aliases.items() if key.endswith(id)] or None


def link_role(call, principal, name):
    if name in iam._roles:
        return None
    arn = linked_role_arn(principal, name)
    refused = ask(call, "iam:CreateServiceLinkedRole", arn, {"iam:AWSServiceName": principal})
    if refused:
        return refused
    before = set(iam._roles)
    iam._create_service_linked_role({"AWSServiceName": [principal]})
    for made in set(iam._roles) - before:  # MiniStack derives another name from the principal's
        iam._roles[name] = {**iam._roles.pop(made), "RoleName": name, "Arn": arn}
    return None


def install():
    facts.before(refuse)
