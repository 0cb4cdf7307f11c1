"""What MiniStack leaves out of permissions.

- Who calls needs the permission on every resource that the call is about (`arns`); and on the ARN that a call of another service names,
  if it names one only, where MiniStack knows no better than everything.
- iam:PassRole: who hands a role to a service needs the permission to.
- Policies are told which policy a call would attach to a role (iam:PolicyARN) or associate with a principal of a cluster (eks:policyArn),
  and the tags that it would give in EC2 (aws:RequestTag).
- A refusal names the resource.
"""

import json
from contextvars import ContextVar

import arns
import facts
import replacements
from ministack.core import iam_actions, iam_evaluator

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

# Call -> the policy key that tells which policy it is about, and where the call says it.
POLICIES = {
    "iam:AttachRolePolicy": ("iam:PolicyARN", "PolicyArn"),
    "iam:DetachRolePolicy": ("iam:PolicyARN", "PolicyArn"),
    "eks:AssociateAccessPolicy": ("eks:policyArn", "policyArn"),
}

asked = ContextVar("asked", default=None)  # the request at hand
refused = ContextVar("refused", default=None)  # the action and the resource that were refused


def extract_resource_arn(original, service, method, path, headers, body, parameters, region, account):
    """All of them in one string: MiniStack asks for one. What a form says is among the parameters, too."""
    refused.set(None)
    asked.set(None)
    known = lambda: original(service, method, path, headers, body, parameters, region, account)
    try:
        call = facts.Call(service, method, path, headers, body if body[:1] == b"{" else b"", parameters)
    except ValueError:  # no JSON, as the service will say
        return known()
    asked.set(call)
    about = " ".join(arns.about(call)) or known()
    return arns.named_by(call) or about if about == "*" else about


def enforce(original, access_key, action, service, region, resource_arn="*", service_context=None):
    """Asks for each resource, then for the role that is passed on."""
    resources = resource_arn.split(" ") if service in arns.SERVICES else [resource_arn]
    questions = [(action, service, resource, service_context) for resource in resources]
    place, principal = PASSED_ROLES.get(action.split(":")[1], (None, None))
    role = place and asked.get() and asked.get().one(place)
    if role:
        questions.append(("iam:PassRole", "iam", role, {"iam:PassedToService": principal}))
    for question, of, resource, context in questions:
        denied = original(access_key, question, of, region, resource, context)
        if denied:
            refused.set((question, resource))
            return denied
    return None


def request_context(original, service, action, body, parameters):
    context = original(service, action, body, parameters)
    if action in POLICIES:
        key, place = POLICIES[action]
        context[key] = asked.get().one(place)
    return context


def access_denied_response(original, service, action, principal_arn, request_id, **details):
    if refused.get() and not details.get("error_code") and not details.get("message"):
        action, resource = refused.get()
        details["message"] = iam_actions.identity_denial_message(action, principal_arn, resource, details.get("explicit_deny"))
    return original(service, action, principal_arn, request_id, **details)


def install():
    replacements.wrap(iam_actions, "extract_resource_arn", extract_resource_arn)
    replacements.wrap(iam_actions, "request_tag_context", request_context)
    replacements.replace(iam_actions, "_TAG_MEMBERS", iam_actions._TAG_MEMBERS | {"TagSpecifications"})
    replacements.wrap(iam_evaluator, "enforce", enforce)
    replacements.wrap(iam_actions, "access_denied_response", access_denied_response)
