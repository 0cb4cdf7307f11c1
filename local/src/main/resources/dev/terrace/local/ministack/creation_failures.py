"""Creations that fail after AWS has accepted them, where a test plans it:

    POST /_ministack/failures {"action": "CreateNodegroup", "name": "shop-general-*", "message": "Instances failed to join"}

The next creation of that name (a NAT gateway has its subnet's id for a name) ends as on AWS: a cluster FAILED, a node group CREATE_FAILED
with a health issue, an add-on CREATE_FAILED, a NAT gateway failed with a code, a DB instance failed. Each plan counts once.
"""

import fnmatch

import eks_clusters
import facts
import replacements
from dependencies import fail
from ministack.services import ec2, eks, rds

planned = []


def take(action, name):
    """The message of a planned failure, which is then used up; None if there is none."""
    for plan in planned:
        if plan["action"] == action and fnmatch.fnmatch(name, plan["name"]):
            planned.remove(plan)
            return plan["message"]
    return None


def create_nodegroup(original, cluster_name, body):
    answer = original(cluster_name, body)
    message = take("CreateNodegroup", body.get("nodegroupName", "")) if answer[0] == 200 else None
    if message:
        group = eks._nodegroups[f"{cluster_name}/{body['nodegroupName']}"]
        group["status"] = "CREATE_FAILED"
        group["health"] = {"issues": [{"code": "NodeCreationFailure", "message": message, "resourceIds": []}]}
    return answer


def create_addon(original, cluster_name, body):
    answer = original(cluster_name, body)
    message = take("CreateAddon", body.get("addonName", "")) if answer[0] == 200 else None
    if message:
        addon = eks._addons[f"{cluster_name}/{body['addonName']}"]
        addon["status"] = "CREATE_FAILED"
        addon["health"] = {"issues": [{"code": "ConfigurationConflict", "message": message, "resourceIds": []}]}
    return answer


def start_cluster(original, cluster, webhook_config):
    message = take("CreateCluster", cluster.name)
    if message:
        raise RuntimeError(message)
    original(cluster, webhook_config)


def create_nat_gateway(original, parameters):
    before = set(ec2._nat_gateways)
    answer = original(parameters)
    for id in set(ec2._nat_gateways) - before:
        message = take("CreateNatGateway", ec2._nat_gateways[id]["SubnetId"])
        if message:
            fail(ec2._nat_gateways[id], "InternalError", message)
    return answer


def create_db_instance(original, parameters):
    answer = original(parameters)
    name = rds._p(parameters, "DBInstanceIdentifier")
    if answer[0] == 200 and take("CreateDBInstance", name):
        rds._instances[name]["DBInstanceStatus"] = "failed"
    return answer


def plan(action, name, message="a test planned it"):
    planned.append({"action": action, "name": name, "message": message})


def install():
    replacements.wrap(eks, "_create_nodegroup", create_nodegroup)
    replacements.wrap(eks, "_create_addon", create_addon)
    replacements.wrap(eks_clusters.Cluster, "start", start_cluster)
    replacements.wrap(ec2, "_ACTION_MAP.CreateNatGateway", create_nat_gateway)
    replacements.wrap(rds, "_ACTION_MAP.CreateDBInstance", create_db_instance)
    facts.control("/_ministack/failures", plan)
