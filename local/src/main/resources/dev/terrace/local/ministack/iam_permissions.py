"""What MiniStack leaves out of the permissions of IAM, KMS and ECR.

A role's ARN carries its path: IAM asks for the permission on `role/terrace/shop/shop-node-role`, MiniStack on `role/shop-node-role`.
IAM tells policies which policy a call would attach (iam:PolicyARN). KMS asks for the permission to name a key on the alias and on
the key; MiniStack on neither. ECR asks for the permission to describe repositories, or to list tags, on each repository; MiniStack
on everything.
"""

import json

import replacements
from ministack.core import iam_actions
from ministack.services import iam

ATTACHING = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")
NAMING = ("CreateAlias", "UpdateAlias", "DeleteAlias")


def parameter(parameters, name):
    return iam_actions._query_param(parameters, name)


def resource_arn(original, service, method, path, headers, body, parameters, region, account):
    if service == "iam":
        role = parameter(parameters, "RoleName")
        if role:
            there = iam._roles.get(role)
            return there["Arn"] if there else f"arn:aws:iam::{account}:role{parameter(parameters, 'Path') or '/'}{role}"
        provider = parameter(parameters, "OpenIDConnectProviderArn")
        if provider:
            return provider
        url = parameter(parameters, "Url")
        if url:
            return f"arn:aws:iam::{account}:oidc-provider/{url.removeprefix('https://')}"
    if service == "kms" and headers.get("x-amz-target", "").endswith(NAMING):
        return f"arn:aws:kms:{region}:{account}:{json.loads(body)['AliasName']}"
    if service == "ecr":
        request = json.loads(body or "{}")
        if request.get("resourceArn"):
            return request["resourceArn"]
        if headers.get("x-amz-target", "").endswith(".DescribeRepositories"):
            return f"arn:aws:ecr:{region}:{account}:repository/{(request.get('repositoryNames') or ['*'])[0]}"
    return original(service, method, path, headers, body, parameters, region, account)


def request_context(original, service, action, body, parameters):
    context = original(service, action, body, parameters)
    if action in ATTACHING:
        context["iam:PolicyARN"] = parameter(parameters, "PolicyArn")
    return context


def install():
    replacements.wrap(iam_actions, "extract_resource_arn", resource_arn)
    replacements.wrap(iam_actions, "request_tag_context", request_context)
