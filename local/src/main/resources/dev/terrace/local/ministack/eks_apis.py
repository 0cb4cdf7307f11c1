"""The calls of EKS that MiniStack lacks.

DescribeClusterVersions, DescribeAddonVersions, UpdateClusterConfig, UpdateClusterVersion, UpdateNodegroupConfig,
UpdateNodegroupVersion, DescribeUpdate, ListUpdates. On AWS an update is InProgress for minutes; here it is Successful in the
answer, and DescribeUpdate knows every update that any call answered. As on AWS, an UpdateClusterConfig carries one kind of change
only, one that changes nothing is refused, and a cluster moves up by one minor version at a time. CreateAddon without a version
takes the default version for the cluster's.

A cluster's subnets are in two zones at least, and in none where EKS has no room for control planes: us-east-1e is the known one of
them. (AWS names such zones by id, "Subnet requirements for clusters" in the EKS user guide; which letter an id has differs between
accounts. The answer is that of aws-samples/amazon-eks-scaling-with-keda-and-karpenter issue 2; `validZones` is in the API reference.)
Private blocks and those of RFC 5737 cannot be let in from the internet. (The answer is one that several public Terraform modules quote.)
"""

import datetime
import ipaddress
import json
import re
import urllib.parse

import catalogue
import facts
import replacements
from ministack.core.responses import get_region, new_uuid
from ministack.services import ec2, eks

STANDARD_MONTHS, EXTENDED_MONTHS = 14, 12


def _life(end):
    """Released, end of standard support, end of extended support. Source: EKS user guide, "Kubernetes release calendar"."""
    day = datetime.date.fromisoformat(end)
    return catalogue.months_after(day, -STANDARD_MONTHS), end, catalogue.months_after(day, EXTENDED_MONTHS)


VERSIONS = {version: _life(end) for version, end in catalogue.standard_support("eks", STANDARD_MONTHS).items()}
DEFAULT_VERSION = "1.35"
ZONES_WITHOUT_ROOM = {"us-east-1e"}
NOBODYS_BLOCKS = [
    ipaddress.ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
]
# The version of each add-on that goes with a Kubernetes version: a template of its minor number.
ADDONS = {
    "vpc-cni": ("networking", "v1.21.{}-eksbuild.1", False),
    "coredns": ("networking", "v1.13.{}-eksbuild.1", False),
    "kube-proxy": ("networking", "v1.{}.0-eksbuild.2", False),
    "aws-ebs-csi-driver": ("storage", "v1.{}.0-eksbuild.1", True),
    "aws-efs-csi-driver": ("storage", "v3.0.{}-eksbuild.1", True),
    "eks-pod-identity-agent": ("security", "v1.3.{}-eksbuild.1", False),
    "metrics-server": ("observability", "v0.8.{}-eksbuild.1", False),
}

updates = {}  # (cluster, id) -> update


def describe_cluster_versions(query):
    """Newest first. Without `includeAll`, versions past extended support are left out, as on AWS."""
    today = datetime.date.today().isoformat()
    wanted = [v for v in query.get("clusterVersions", "").split(",") if v]
    status = query.get("versionStatus") or query.get("status", "").upper().replace("-", "_")
    answer = []
    for version, (released, standard, extended) in reversed(VERSIONS.items()):
        if released > today:
            continue
        state = "STANDARD_SUPPORT" if today < standard else "EXTENDED_SUPPORT" if today < extended else "UNSUPPORTED"
        if state == "UNSUPPORTED" and query.get("includeAll") != "true" and version not in wanted:
            continue
        if wanted and version not in wanted or status and status != state:
            continue
        if query.get("defaultOnly") == "true" and version != DEFAULT_VERSION:
            continue
        answer.append({
            "clusterVersion": version,
            "clusterType": "eks",
            "defaultPlatformVersion": "eks.1",
            "defaultVersion": version == DEFAULT_VERSION,
            "releaseDate": _epoch(released),
            "endOfStandardSupportDate": _epoch(standard),
            "endOfExtendedSupportDate": _epoch(extended),
            "status": state.replace("_", "-").lower(),
            "versionStatus": state,
            "kubernetesPatchVersion": f"{version}.3",
        })
    return eks._json_resp(200, {"clusterVersions": answer})


def describe_addon_versions(query):
    kubernetes = [query["kubernetesVersion"]] if "kubernetesVersion" in query else list(reversed(VERSIONS))
    addons = []
    for name, (kind, version, needs_role) in ADDONS.items():
        if query.get("addonName", name) != name:
            continue
        addons.append({
            "addonName": name,
            "type": kind,
            "owner": "aws",
            "publisher": "eks",
            "addonVersions": [
                {
                    "addonVersion": version.format(number.split(".")[1]),
                    "architecture": ["amd64", "arm64"],
                    "computeTypes": ["ec2"],
                    "requiresConfiguration": False,
                    "requiresIamPermissions": needs_role,
                    "compatibilities": [{"clusterVersion": number, "platformVersions": ["*"], "defaultVersion": True}],
                }
                for number in kubernetes
            ],
        })
    return eks._json_resp(200, {"addons": addons})


def refuse_zones(call):
    if (call.service, call.action) not in (("eks", "CreateCluster"), ("eks", "UpdateClusterConfig")):
        return None
    zones = {ec2._subnets[id]["AvailabilityZone"] for id in call.all("subnetIds") if id in ec2._subnets}
    for zone in zones & ZONES_WITHOUT_ROOM:
        valid = sorted({f"{get_region()}{letter}" for letter in "abcdef"} - ZONES_WITHOUT_ROOM)
        message = (
            f"Cannot create cluster '{call.one('name')}' because EKS does not support creating control plane instances in {zone}, the "
            "targeted availability zone. Retry cluster creation using control plane subnets that span at least two of these "
            f"availability zones: {', '.join(valid)}"
        )
        return facts.refusal("eks", "UnsupportedAvailabilityZoneException", message, clusterName=call.one("name"), validZones=valid)
    if len(zones) == 1:
        return facts.refusal("eks", "InvalidParameterException", "Subnets specified must be in at least two different AZs")
    return None


def refuse_blocks(call):
    if (call.service, call.action) not in (("eks", "CreateCluster"), ("eks", "UpdateClusterConfig")):
        return None
    refused = [
        block
        for block in call.all("publicAccessCidrs")
        if any(ipaddress.ip_network(block, strict=False).subnet_of(nobodys) for nobodys in NOBODYS_BLOCKS)
    ]
    if refused:
        message = f"The following CIDRs are not allowed in publicAccessCidrs: [{', '.join(refused)}]"
        return facts.refusal("eks", "InvalidParameterException", message)
    return None


def create_addon(original, cluster_name, body):
    cluster, name = eks._clusters.get(cluster_name), body.get("addonName")
    if cluster and name in ADDONS:
        default = ADDONS[name][1].format(cluster["version"].split(".")[1])
        body = {**body, "addonVersion": body.get("addonVersion") or default}
    return original(cluster_name, body)


def update_cluster_config(cluster, body):
    kinds = [key for key in ("resourcesVpcConfig", "logging", "accessConfig", "upgradePolicy", "deletionProtection") if key in body]
    if len(kinds) != 1:
        return eks._error(400, "InvalidParameterException", "Exactly one type of update can be made at a time")
    if kinds == ["resourcesVpcConfig"]:
        network = body["resourcesVpcConfig"]
        kind = "VpcConfigUpdate" if "subnetIds" in network or "securityGroupIds" in network else "EndpointAccessUpdate"
        target, change = cluster["resourcesVpcConfig"], network
    elif kinds == ["accessConfig"]:
        kind, target, change = "AccessConfigUpdate", cluster["accessConfig"], body["accessConfig"]
    elif kinds == ["logging"]:
        # One entry of the enabled types and one of the others: how DescribeCluster answers on AWS.
        types = {"api": False, "audit": False, "authenticator": False, "controllerManager": False, "scheduler": False}
        for entry in [*cluster["logging"].get("clusterLogging", []), *body["logging"]["clusterLogging"]]:
            types.update(dict.fromkeys(entry["types"], entry["enabled"]))
        entries = [
            {"types": [t for t, on in types.items() if on is enabled], "enabled": enabled} for enabled in (True, False)
        ]
        kind, target = "LoggingUpdate", cluster
        change = {"logging": {"clusterLogging": [entry for entry in entries if entry["types"]]}}
    else:
        kind, target, change = kinds[0][0].upper() + kinds[0][1:] + "Update", cluster, {kinds[0]: body[kinds[0]]}
    if all(target.get(key) == value for key, value in change.items()):
        return eks._error(400, "InvalidParameterException", "No changes needed for the configuration provided")
    target.update(change)
    return _update(kind)


def update_cluster_version(cluster, body):
    minor = lambda version: int(version.split(".")[1])
    version = body["version"]
    if version not in VERSIONS or minor(version) != minor(cluster["version"]) + 1:
        message = f"Unsupported Kubernetes minor version update from {cluster['version']} to {version}"
        return eks._error(400, "InvalidParameterException", message)
    cluster["version"] = version
    return _update("VersionUpdate")


def update_nodegroup_config(group, body):
    labels = group.setdefault("labels", {})
    labels.update(body.get("labels", {}).get("addOrUpdateLabels", {}))
    for key in body.get("labels", {}).get("removeLabels", []):
        labels.pop(key, None)
    changed, like = body.get("taints", {}), lambda taint: (taint["key"], taint["effect"])
    dropped = {like(taint) for kind in changed.values() for taint in kind}
    group["taints"] = [t for t in group.get("taints") or [] if like(t) not in dropped] + changed.get("addOrUpdateTaints", [])
    group["scalingConfig"].update(body.get("scalingConfig", {}))
    for key in ("updateConfig", "nodeRepairConfig"):
        if key in body:
            group[key] = body[key]
    group["modifiedAt"] = eks._now()
    return _update("ConfigUpdate")


def update_nodegroup_version(group, cluster, body):
    group["version"] = body.get("version", cluster["version"])
    group["releaseVersion"] = body.get("releaseVersion", group.get("releaseVersion", ""))
    if "launchTemplate" in body:
        group["launchTemplate"] = {**group.get("launchTemplate", {}), **body["launchTemplate"]}
    group["modifiedAt"] = eks._now()
    return _update("VersionUpdate")


def handle(original, method, path, headers, body_bytes, query_params):
    """The calls above; all others are MiniStack's."""
    query = {key: ",".join(value) if isinstance(value, list) else value for key, value in query_params.items()}
    if (method, path) == ("GET", "/cluster-versions"):
        return describe_cluster_versions(query)
    if (method, path) == ("GET", "/addons/supported-versions"):
        return describe_addon_versions(query)
    of_cluster = re.fullmatch(r"/clusters/([^/]+)(/.*)?", path)
    name = of_cluster.group(1) if of_cluster else None
    answer = _handle_update(method, name, of_cluster.group(2) or "", body_bytes) if name in eks._clusters else None
    if answer is None:
        answer = original(method, path, headers, body_bytes, query_params)
    status, _, content = answer
    if path.startswith("/tags/") and method != "GET" and status == 200:
        _show_tags(urllib.parse.unquote(path.removeprefix("/tags/")))
    if name and status == 200 and b'"update"' in content:
        update = json.loads(content)["update"]
        updates[name, update["id"]] = update
    return answer


def _handle_update(method, name, path, body_bytes):
    cluster = eks._clusters[name]
    body = json.loads(body_bytes or b"{}") if method == "POST" else {}
    if (method, path) == ("POST", "/update-config"):
        return update_cluster_config(cluster, body)
    if (method, path) == ("POST", "/updates"):
        return update_cluster_version(cluster, body)
    if (method, path) == ("GET", "/updates"):
        return eks._json_resp(200, {"updateIds": [id for of, id in updates if of == name]})
    of_update = re.fullmatch(r"/updates/([^/]+)", path)
    if method == "GET" and of_update:
        update = updates.get((name, of_update.group(1)))
        if not update:
            return eks._error(404, "ResourceNotFoundException", f"No update found for id: {of_update.group(1)}")
        return eks._json_resp(200, {"update": update})
    of_addon = re.fullmatch(r"/addons/([^/]+)/update", path)
    if method == "POST" and of_addon and f"{name}/{of_addon.group(1)}" in eks._addons:
        eks._addons[f"{name}/{of_addon.group(1)}"]["serviceAccountRoleArn"] = ""
        return None
    of_group = re.fullmatch(r"/node-groups/([^/]+)/update-(config|version)", path)
    if method == "POST" and of_group:
        group = eks._nodegroups.get(f"{name}/{of_group.group(1)}")
        if not group:
            return eks._error(404, "ResourceNotFoundException", f"No node group found for name: {of_group.group(1)}.")
        if of_group.group(2) == "config":
            return update_nodegroup_config(group, body)
        return update_nodegroup_version(group, cluster, body)
    return None


def _show_tags(arn):
    """The describing calls answer with tags as they are now; MiniStack's with those from the creation."""
    for store in (eks._clusters, eks._nodegroups, eks._addons, eks._access_entries):
        for record in store.values():
            if arn in (record.get(key) for key in ("arn", "nodegroupArn", "addonArn", "accessEntryArn")):
                record["tags"] = dict(eks._tags[arn])


def _update(kind):
    update = {"id": new_uuid(), "status": "Successful", "type": kind, "params": [], "createdAt": eks._now(), "errors": []}
    return eks._json_resp(200, {"update": update})


def _epoch(date):
    return int(datetime.datetime.fromisoformat(date + "T00:00:00+00:00").timestamp())


def install():
    replacements.wrap(eks, "_handle_request_sync", handle)
    replacements.wrap(eks, "_create_addon", create_addon)
    facts.before(refuse_zones)
    facts.before(refuse_blocks)
