"""Creations that fail after AWS has accepted them, where a test plans it:

    POST /_ministack/failures {"action": "CreateNodegroup", "name": "shop-general-*", "message": "Instances failed to join"}

The next creation of that name (a NAT gateway has its subnet's id for a name) ends as on AWS: a cluster FAILED, a node group CREATE_FAILED
with a health issue, an add-on CREATE_FAILED, a NAT gateway failed with a code, a DB instance failed. Each plan counts once.
"""

import fnmatch

import eks_clusters
import facts
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


def create_nodegroup(cluster_name, body):
    answer = original_create_nodegroup(cluster_name, body)
    message = take("CreateNodegroup", body.get("nodegroupName", "")) if answer[0] == 200 else None
    if message:
        group = eks._nodegroups[f"{cluster_name}/{body['nodegroupName']}"]
        group["status"] = "CREATE_FAILED"
        group["health"] = {"issues": [{"code": "NodeCreationFailure", "message": message, "resourceIds": []}]}
    return answer


def create_addon(cluster_name, body):
    answer = original_create_addon(cluster_name, body)
    message = take("CreateAddon", body.get("addonName", "")) if answer[0] == 200 else None
    if message:
        addon = eks._addons[f"{cluster_name}/{body['addonName']}"]
        addon["status"] = "CREATE_FAILED"
        addon["health"] = {"issues": [{"code": "ConfigurationConflict", "message": message, "resourceIds": []}]}
    return answer


def start_cluster(cluster, webhook_config):
    message = take("CreateCluster", cluster.name)
    if message:
        raise RuntimeError(message)
    original_start_cluster(cluster, webhook_config)


def create_nat_gateway(parameters):
    before = set(ec2._nat_gateways)
    answer = original_create_nat_gateway(parameters)
    for id in set(ec2._nat_gateways) - before:
        message = take("CreateNatGateway", ec2._nat_gateways[id]["SubnetId"])
        if message:
            fail(ec2._nat_gateways[id], "InternalError", message)
    return answer


def create_db_instance(parameters):
    answer = original_create_db_instance(parameters)
    name = rds._p(parameters, "DBInstanceIdentifier")
    if answer[0] == 200 and take("CreateDBInstance", name):
        rds._instances[name]["DBInstanceStatus"] = "failed"
    return answer


def plan(action, name, message="a test planned it"):
    planned.append({"action": action, "name": name, "message": message})


def install():
    global original_create_nodegroup, original_create_addon, original_start_cluster, original_create_nat_gateway
    global original_create_db_instance
    original_create_nodegroup, eks._create_nodegroup = eks._create_nodegroup, create_nodegroup
    original_create_addon, eks._create_addon = eks._create_addon, create_addon
    original_start_cluster, eks_clusters.Cluster.start = eks_clusters.Cluster.start, start_cluster
    original_create_nat_gateway, ec2._ACTION_MAP["CreateNatGateway"] = ec2._ACTION_MAP["CreateNatGateway"], create_nat_gateway
    original_create_db_instance, rds._ACTION_MAP["CreateDBInstance"] = rds._ACTION_MAP["CreateDBInstance"], create_db_instance
    facts.control("/_ministack/failures", plan)
