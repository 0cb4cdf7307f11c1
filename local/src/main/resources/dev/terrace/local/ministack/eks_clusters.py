"""Gives each EKS cluster a real control plane.

On AWS a cluster is CREATING until its API server answers, its endpoint takes the tokens of `aws eks get-token`, and access
entries and access policies decide what a principal may do in it. MiniStack has all of this for k3s in Docker; here the same
functions of it work on `control_plane.ControlPlane`. The token review itself is MiniStack's, unchanged. Also as on AWS:

- the issuer of service-account tokens is https://oidc.eks.<region>.amazonaws.com/id/<id>;
- a cluster is in the VPC of its subnets, and brings a security group of its own, which goes with it;
- a node group is CREATING until its nodes are ready, is refused while its cluster is not ACTIVE, keeps its launch template, update
  and repair settings, and has Amazon Linux 2023 unless told otherwise.
"""

import base64
import json
import logging
import os
import re
import secrets
import shutil
import threading
from pathlib import Path

import image_pulls
import load_balancers
import nodes
import replacements
from control_plane import ControlPlane, free_port
from ministack.core.responses import get_region
from ministack.services import ec2, eks

PROGRAMS = Path(os.environ["TERRACE_CONTROL_PLANE"])
FOLDER = Path(os.environ["TERRACE_CLUSTERS"])
FIRST_PORT, LAST_PORT = (int(port) for port in os.environ["TERRACE_CLUSTER_PORTS"].split("-"))

log = logging.getLogger("eks")
containers = {}  # id -> Cluster, in the place of Docker's containers


class Cluster:
    """A cluster's control plane, in the shape of the Docker container that MiniStack expects."""

    def __init__(self, name, account, region, port):
        self.id = f"{account}-{region}-{name}"
        self.name, self.account, self.region = name, account, region
        self.control_plane = ControlPlane(PROGRAMS, FOLDER / self.id, port)
        self.api = None
        self.stopped = threading.Event()
        self.addresses = {}  # of the nodes, by instance id
        containers[self.id] = self

    @property
    def record(self):
        """MiniStack's record of the cluster; None once it is deleted."""
        return eks._clusters.get_scoped(self.account, self.region, self.name)

    def start(self, webhook_config):
        self._await_programs()
        record = self.record
        self.control_plane.start(
            webhook_config,
            record["identity"]["oidc"]["issuer"],
            eks._get_oidc_keypair()[0],
            record["kubernetesNetworkConfig"]["serviceIpv4Cidr"],
        )
        self.api = self.control_plane.api
        reconcile_access_policies(self.name, self.account, self.region)
        for stand_in in (nodes.run, image_pulls.run, load_balancers.run, keep_access_policies):
            threading.Thread(target=_until_stopped, args=(self, stand_in), daemon=True).start()

    def stop(self, timeout=None):
        self.stopped.set()
        self.control_plane.stop()

    def remove(self, **_):
        containers.pop(self.id, None)

    def _await_programs(self):
        """The programs are installed in the background while AWS already works; the folder appears when they are complete."""
        failure = PROGRAMS.with_name(PROGRAMS.name + ".failed")
        while not PROGRAMS.is_dir():
            if failure.exists():
                raise RuntimeError(failure.read_text())
            if self.stopped.wait(0.5):
                raise RuntimeError(f"cluster {self.name} was deleted before its control plane was installed")


class Docker:
    """What MiniStack asks of Docker: a container by its id."""

    @property
    def containers(self):
        return self

    def get(self, container_id):
        return containers[container_id]

    def list(self, **_):
        return list(containers.values())


def start_container(_client, run_kwargs, _registries, webhook_config):
    """In the place of starting k3s: returns once the cluster can be used, or marks it as FAILED."""
    labels = run_kwargs["labels"]
    name = labels["cluster_name"]
    account, region, port = labels["account_id"], labels["region"], run_kwargs["ports"]["6443/tcp"]
    cluster = Cluster(name, account, region, port)
    record = cluster.record
    record["_docker_id"] = cluster.id
    try:
        cluster.start(webhook_config)
    except Exception as failure:
        log.exception("cluster %s has no control plane", name)
        cluster.stop()
        record["status"] = "FAILED"
        record["endpoint"] = ""  # which a cluster has from the moment on in which it is ACTIVE
        record["health"] = {"issues": [{"code": "InternalFailure", "message": str(failure), "resourceIds": [name]}]}
        raise SystemExit from None  # ends MiniStack's thread, which would report an ACTIVE cluster
    return cluster


def certificate_authority(cluster, timeout=None):
    return base64.b64encode(cluster.control_plane.certificate_authority()).decode()


def next_port():
    return free_port(FIRST_PORT, LAST_PORT)


def reconcile_access_policies(name, account=None, region=None):
    """Turns access-policy associations into role bindings, at once: on AWS, too, they count from the answer on, or soon after."""
    account, region = account or eks.get_account_id(), region or get_region()
    cluster = containers.get(f"{account}-{region}-{name}")
    if not cluster or not cluster.api:
        return
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    namespaces = [item["metadata"]["name"] for item in cluster.api.items("/api/v1/namespaces")]
    wanted = set()
    for item in eks._access_policy_rbac_objects(name, account, region, namespaces):
        plural = item["kind"].lower() + "s"
        namespace = item["metadata"].get("namespace")
        path = f"{rbac}/namespaces/{namespace}/{plural}" if namespace else f"{rbac}/{plural}"
        path += "/" + item["metadata"]["name"]
        wanted.add(path)
        cluster.api.apply(path, item)
    for plural in ("clusterrolebindings", "rolebindings"):
        for item in cluster.api.items(f"{rbac}/{plural}?labelSelector={eks._ACCESS_POLICY_BINDING_LABEL}%3Dtrue"):
            namespace = item["metadata"].get("namespace")
            path = f"{rbac}/namespaces/{namespace}/{plural}" if namespace else f"{rbac}/{plural}"
            path += "/" + item["metadata"]["name"]
            if path not in wanted:
                cluster.api.call("DELETE", path, missing_ok=True)


def keep_access_policies(cluster):
    """A policy that is bound to namespaces also holds in one that is created later."""
    while not cluster.stopped.wait(2):
        if eks._has_namespace_access_policy(cluster.name, cluster.account, cluster.region):
            reconcile_access_policies(cluster.name, cluster.account, cluster.region)


def create_cluster(original, body, creator_arn=None):
    status, headers, answer = original(body, creator_arn)
    if status != 200:
        return status, headers, answer
    record = eks._clusters[body["name"]]
    network = record["resourcesVpcConfig"]
    subnet = ec2._subnets.get(network["subnetIds"][0]) if network["subnetIds"] else None
    if subnet:
        network["vpcId"] = subnet["VpcId"]
        group = {
            "GroupName": [f"eks-cluster-sg-{record['name']}-{secrets.randbelow(10**9)}"],
            "GroupDescription": ["EKS created security group applied to ENI that is attached to EKS Control Plane master nodes."],
            "VpcId": [subnet["VpcId"]],
            "TagSpecification.1.ResourceType": ["security-group"],
            "TagSpecification.1.Tag.1.Key": ["aws:eks:cluster-name"],
            "TagSpecification.1.Tag.1.Value": [record["name"]],
        }
        _, _, created = ec2._create_security_group(group)
        network["clusterSecurityGroupId"] = re.search(r"<groupId>([^<]+)", created.decode()).group(1)
    return status, headers, json.dumps({"cluster": eks._sanitize(record)}).encode()


def delete_cluster(original, name):
    if any(key.startswith(f"{name}/") for key in eks._nodegroups):
        return eks._error(409, "ResourceInUseException", "Cluster has nodegroups attached")
    record = eks._clusters.get(name)
    answer = original(name)
    if record:
        ec2._security_groups.pop(record["resourcesVpcConfig"]["clusterSecurityGroupId"], None)
    return answer


def create_nodegroup(original, cluster_name, body):
    cluster = eks._clusters.get(cluster_name)
    if cluster and cluster["status"] != "ACTIVE":
        return eks._error(400, "InvalidRequestException", f"Cluster '{cluster_name}' is not in ACTIVE status")
    status, headers, answer = original(cluster_name, body)
    if status != 200:
        return status, headers, answer
    group = eks._nodegroups[f"{cluster_name}/{body['nodegroupName']}"]
    group["status"] = "CREATING"
    group["amiType"] = body.get("amiType", "AL2023_x86_64_STANDARD")
    group["updateConfig"] = body.get("updateConfig", {"maxUnavailable": 1})
    if "nodeRepairConfig" in body:
        group["nodeRepairConfig"] = body["nodeRepairConfig"]
    if "launchTemplate" in body:
        group["launchTemplate"] = _launch_template(body["launchTemplate"])
    return status, headers, json.dumps({"nodegroup": group}).encode()


def _launch_template(given):
    """As DescribeNodegroup answers it: id, name and version, whichever of id and name was given."""
    for id, template in ec2._launch_templates.items():
        if given.get("id") == id or given.get("name") == template["LaunchTemplateName"]:
            return {"id": id, "name": template["LaunchTemplateName"], "version": given.get("version", "1")}
    return given


def _until_stopped(cluster, stand_in):
    """Runs a stand-in, again after each failure, for as long as there is the cluster."""
    while not cluster.stopped.is_set():
        try:
            stand_in(cluster)
        except Exception:
            if not cluster.stopped.is_set():
                log.debug("%s of %s starts anew", stand_in.__module__, cluster.name, exc_info=True)
        cluster.stopped.wait(0.2)


def install():
    replacements.wrap(eks, "_create_cluster", create_cluster)
    replacements.wrap(eks, "_delete_cluster", delete_cluster)
    replacements.wrap(eks, "_create_nodegroup", create_nodegroup)
    replacements.replace(eks, "_get_docker", Docker)
    replacements.replace(eks, "_get_ministack_network", lambda _client: None)
    replacements.replace(eks, "_k3s_gateway_host", lambda _client, _network: "127.0.0.1")
    replacements.replace(eks, "_start_k3s_container", start_container)
    replacements.replace(eks, "_extract_ca_cert", certificate_authority)
    replacements.replace(eks, "_next_port", next_port)
    replacements.replace(eks, "_schedule_access_policy_reconcile", reconcile_access_policies)
    replacements.replace(eks, "_issuer_url", lambda oidc_id: f"https://oidc.eks.{get_region()}.amazonaws.com/id/{oidc_id}")
    shutil.rmtree(FOLDER, ignore_errors=True)
