"""What MiniStack leaves out of permissions, beside those of single services (`ec2_permissions`, `eks_permissions`, `iam_permissions`).

- RDS and ECR: a call asks for every DB instance, subnet group, parameter group or repository that it names, CreateDBInstance for the
  default option group, too; a description of all of them asks for `db:*` or `repository/*`.
- A call that names one ARN of its service asks for that, where MiniStack knows no better than for everything.
- iam:PassRole: who hands a role to a service needs the permission to.
- A refusal names the resource.
"""

import json
from contextvars import ContextVar

from ministack.core import iam_actions, iam_evaluator
from ministack.services import rds

# Which parameter of a call hands a role to which service. Source: the Service Authorization Reference.
PASSED_ROLES = {
    "CreateCluster": ("roleArn", "eks.amazonaws.com"),
    "CreateNodegroup": ("nodeRole", "eks.amazonaws.com"),
    "CreateAddon": ("serviceAccountRoleArn", "eks.amazonaws.com"),
    "UpdateAddon": ("serviceAccountRoleArn", "eks.amazonaws.com"),
    "CreatePodIdentityAssociation": ("roleArn", "pods.eks.amazonaws.com"),
    "UpdatePodIdentityAssociation": ("roleArn", "pods.eks.amazonaws.com"),
    "CreateDBInstance": ("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),
    "ModifyDBInstance": ("MonitoringRoleArn", "monitoring.rds.amazonaws.com"),
    "CreateFlowLogs": ("DeliverLogsPermissionArn", "vpc-flow-logs.amazonaws.com"),
}

call = ContextVar("call", default=({}, {}))  # the JSON body and the query parameters of the request at hand
refused = ContextVar("refused", default=None)  # the action and the resource that were refused


def extract_resource_arn(service, method, path, headers, body, parameters, region, account):
    try:
        content = json.loads(body) if body[:1] == b"{" else {}
    except ValueError:
        content = {}
    call.set((content, parameters))
    refused.set(None)
    arns = []
    if service == "rds":
        arns = rds_resources(parameters, region, account)
    if service == "ecr":
        arns = ecr_resources(content, region, account)
    if arns:
        return " ".join(arns)
    known = original_extract(service, method, path, headers, body, parameters, region, account)
    return named_arn(service, content, parameters) or known if known == "*" else known


def named_arn(service, content, parameters):
    """The only ARN of the service among the values of a call, if there is just one."""
    values = [*content.values(), *(each for value in parameters.values() for each in (value if isinstance(value, list) else [value]))]
    arns = {value for value in values if isinstance(value, str) and value.startswith("arn:") and value.split(":")[2] == service}
    return arns.pop() if len(arns) == 1 else None


def rds_resources(parameters, region, account):
    action = rds._p(parameters, "Action")
    if rds._p(parameters, "ResourceName"):
        return [rds._p(parameters, "ResourceName")]
    kinds = {"DBInstanceIdentifier": "db", "DBSubnetGroupName": "subgrp", "DBParameterGroupName": "pg"}
    named = [f"{kind}:{rds._p(parameters, parameter)}" for parameter, kind in kinds.items() if rds._p(parameters, parameter)]
    if action == "CreateDBInstance":
        engine = rds._p(parameters, "Engine")
        version = rds._p(parameters, "EngineVersion") or rds._default_engine_version(engine)
        named.append(f"og:default:{engine}-{version.partition('.')[0]}")
    whole = {"DescribeDBInstances": "db", "DescribeDBSubnetGroups": "subgrp", "DescribeDBParameterGroups": "pg"}
    if action in whole and not named:
        named.append(f"{whole[action]}:*")
    return [f"arn:aws:rds:{region}:{account}:{each}" for each in named]


def ecr_resources(content, region, account):
    if "resourceArn" in content:
        return [content["resourceArn"]]
    names = content.get("repositoryNames") or ([] if "repositoryName" in content else ["*"])
    return [f"arn:aws:ecr:{region}:{account}:repository/{name}" for name in names]


def enforce(access_key, action, service, region, resource_arn="*", service_context=None):
    """Asks for each resource, then for the roles that are passed on."""
    several = resource_arn.split(" ") if service in ("rds", "ecr") else [resource_arn]
    for each in several if action != "ecr:GetAuthorizationToken" else ["*"]:
        denied = original_enforce(access_key, action, service, region, each, service_context)
        if denied:
            refused.set((action, each))
            return denied
    parameter, principal = PASSED_ROLES.get(action.split(":")[1], (None, None))
    content, parameters = call.get()
    role = parameter and (content.get(parameter) or rds._p(parameters, parameter))
    if role:
        context = {"iam:PassedToService": principal}
        denied = original_enforce(access_key, "iam:PassRole", "iam", region, role, context)
        if denied:
            refused.set(("iam:PassRole", role))
            return denied
    return None


def access_denied_response(service, action, principal_arn, request_id, **details):
    if refused.get() and not details.get("error_code") and not details.get("message"):
        action, resource = refused.get()
        details["message"] = iam_actions.identity_denial_message(action, principal_arn, resource, details.get("explicit_deny"))
    return original_access_denied_response(service, action, principal_arn, request_id, **details)


def install():
    global original_extract, original_enforce, original_access_denied_response
    original_extract, iam_actions.extract_resource_arn = iam_actions.extract_resource_arn, extract_resource_arn
    original_enforce, iam_evaluator.enforce = iam_evaluator.enforce, enforce
    original_access_denied_response = iam_actions.access_denied_response
    iam_actions.access_denied_response = access_denied_response
