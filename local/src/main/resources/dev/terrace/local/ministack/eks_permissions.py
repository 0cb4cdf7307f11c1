"""What MiniStack leaves out of the permissions of EKS.

EKS asks for the permission on the node group, add-on, access entry or pod identity association that a call is about; MiniStack on
the cluster. EKS tells policies the tags of it (aws:ResourceTag) and the access policy that a call would associate
(eks:policyArn); MiniStack neither.
"""

import json
import re
from urllib.parse import unquote

import replacements
from ministack.core import iam_actions
from ministack.services import eks, tagging

# Path segment -> the store of the records, their key, the ARN's field.
KINDS = {
    "node-groups": (lambda cluster, name: eks._nodegroups.get(f"{cluster}/{name}"), "nodegroupArn", "nodegroup"),
    "addons": (lambda cluster, name: eks._addons.get(f"{cluster}/{name}"), "addonArn", "addon"),
    "access-entries": (lambda cluster, name: eks._access_entries.get(eks._ae_key(cluster, name)), "accessEntryArn", "access-entry"),
    "pod-identity-associations": (
        lambda cluster, name: eks._pod_identity_associations.get(eks._pia_key(cluster, name)),
        "associationArn",
        "podidentityassociation",
    ),
}
PATH = re.compile(r"/clusters/([^/]+)/(node-groups|addons|access-entries|pod-identity-associations)/(.+?)"
                  r"(?:/update|/update-config|/update-version|/access-policies(?:/.+)?)?")


def resource_arn(original, service, method, path, headers, body, parameters, region, account):
    if service == "eks" and path.startswith("/tags/"):
        return unquote(path.removeprefix("/tags/"))
    part = PATH.fullmatch(path) if service == "eks" else None
    if part:
        cluster, kind, name = part.group(1), part.group(2), unquote(part.group(3))
        find, field, word = KINDS[kind]
        record = find(cluster, name)
        return record[field] if record else f"arn:aws:eks:{region}:{account}:{word}/{cluster}/*"
    return original(service, method, path, headers, body, parameters, region, account)


def request_context(original, service, action, body, parameters):
    context = original(service, action, body, parameters)
    if action == "eks:AssociateAccessPolicy":
        context["eks:policyArn"] = json.loads(body)["policyArn"]
    return context


def tags():
    for arn, each in eks._tags.items():
        yield arn, [{"Key": key, "Value": value} for key, value in each.items()]


def install():
    replacements.wrap(iam_actions, "extract_resource_arn", resource_arn)
    replacements.wrap(iam_actions, "request_tag_context", request_context)
    replacements.add(tagging, "_RESOURCE_TAG_COLLECTORS.eks", tags)
