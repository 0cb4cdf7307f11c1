"""Stands in for the instances of EKS managed node groups: a Kubernetes node per desired instance, which kwok keeps ready."""

import hashlib
import ipaddress
import re
import zlib

import catalogue
from ministack.services import ec2, eks

# Of types that are not known: vCPUs, GiB of memory for the general-purpose families, pods that their addresses serve.
SIZES = {
    "micro": (2, 1, 4), "small": (2, 2, 11), "medium": (2, 4, 17), "large": (2, 8, 29), "xlarge": (4, 16, 58),
    "2xlarge": (8, 32, 58), "4xlarge": (16, 64, 234), "8xlarge": (32, 128, 234),
}
MEMORY_OF_FAMILY = {"c": 0.5, "r": 2.0}  # relative to general purpose


def run(cluster):
    """Adds and removes nodes as node groups come, change and go."""
    applied = None
    while not cluster.stopped.wait(0.2):
        groups = _groups(cluster)
        wanted = {}
        for group in groups:
            for index in range(group["scalingConfig"].get("desiredSize", 1)):
                node = _node(cluster, group, index)
                wanted[node["metadata"]["name"]] = node
        if wanted != applied:
            _reconcile(cluster.api, wanted)
            applied = wanted
        if any(group["status"] == "CREATING" for group in groups):
            _activate(cluster.api, groups)


def _groups(cluster):
    prefix = cluster.name + "/"
    return [
        group for (account, region, key), group in list(eks._nodegroups.all_items())
        if account == cluster.account and region == cluster.region and key.startswith(prefix) and group["status"] != "CREATE_FAILED"
    ]


def _reconcile(api, wanted):
    present = {node["metadata"]["name"]: node for node in api.items("/api/v1/nodes")}
    gone = present.keys() - wanted.keys()
    # As EKS does before it drains them: what takes the pods' place would come to stand on a node that is not there any more, for a minute.
    for name in gone:
        api.merge(f"/api/v1/nodes/{name}", {"spec": {"unschedulable": True}})
    for name in gone:
        for pod in api.items(f"/api/v1/pods?fieldSelector=spec.nodeName%3D{name}"):
            metadata = pod["metadata"]
            path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
            api.call("DELETE", path + "?gracePeriodSeconds=0", missing_ok=True)
        api.call("DELETE", f"/api/v1/nodes/{name}", missing_ok=True)
    for name, node in wanted.items():
        if name not in present:
            api.call("POST", "/api/v1/nodes", node)
        else:
            api.merge(f"/api/v1/nodes/{name}", {
                "metadata": {"labels": node["metadata"]["labels"]}, "spec": {"taints": node["spec"]["taints"]}})


def _activate(api, groups):
    """A node group is ACTIVE once all its nodes are ready."""
    ready = {}
    for node in api.items("/api/v1/nodes"):
        if any(c["type"] == "Ready" and c["status"] == "True" for c in node["status"].get("conditions", [])):
            group = node["metadata"]["labels"].get("eks.amazonaws.com/nodegroup")
            ready[group] = ready.get(group, 0) + 1
    for group in groups:
        if group["status"] == "CREATING" and ready.get(group["nodegroupName"], 0) >= group["scalingConfig"]["desiredSize"]:
            group["status"] = "ACTIVE"


def _node(cluster, group, index):
    subnets = group["subnets"]
    subnet = ec2._subnets.get_scoped(cluster.account, cluster.region, subnets[index % len(subnets)]) if subnets else None
    zone = subnet["AvailabilityZone"] if subnet else f"{cluster.region}a"
    address = _address(cluster, instance_id(group, index), subnet["CidrBlock"] if subnet else "10.0.0.0/24")
    domain = "ec2.internal" if cluster.region == "us-east-1" else f"{cluster.region}.compute.internal"
    name = f"ip-{address.replace('.', '-')}.{domain}"
    instance_type = (group.get("instanceTypes") or ["t3.medium"])[0]
    capacity, allocatable = _resources(instance_type, group.get("diskSize", 20))
    labels = {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": _hardware(instance_type)[3],
        "node.kubernetes.io/instance-type": instance_type,
        "topology.kubernetes.io/region": cluster.region,
        "topology.kubernetes.io/zone": zone,
        "eks.amazonaws.com/nodegroup": group["nodegroupName"],
        "eks.amazonaws.com/capacityType": group["capacityType"],
    }
    effects = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
    taints = [
        {"key": taint["key"], "value": taint.get("value", ""), "effect": effects[taint["effect"]]}
        for taint in group.get("taints") or []
    ]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {**labels, **(group.get("labels") or {})}},
        "spec": {"providerID": f"aws:///{zone}/{instance_id(group, index)}", "taints": taints},
        "status": {
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
            "capacity": capacity,
            "allocatable": allocatable,
        },
    }


def _address(cluster, instance, block):
    """One that no other node has: from a place that the instance's id gives, the next that is free."""
    if instance not in cluster.addresses:
        network = ipaddress.ip_network(block)
        first, usable = 4, network.num_addresses - 5  # AWS keeps the first four and the last one of each subnet
        taken = set(cluster.addresses.values())
        start = zlib.crc32(instance.encode()) % usable
        free = (str(network[first + (start + step) % usable]) for step in range(usable))
        cluster.addresses[instance] = next(address for address in free if address not in taken)
    return cluster.addresses[instance]


def instance_id(group, index):
    return "i-" + hashlib.sha256(f"{group['nodegroupArn']}/{index}".encode()).hexdigest()[:17]


def _hardware(instance_type):
    """vCPUs, MiB of memory, pods that its addresses serve, and architecture: as they are known, or as they are likely to be."""
    family, _, size = instance_type.partition(".")
    cpus, memory_gib, pods = SIZES.get(size, SIZES["large"])
    memory_mib = int(memory_gib * 1024 * MEMORY_OF_FAMILY.get(family[:1], 1.0))
    likely = cpus, memory_mib, pods, "arm64" if re.fullmatch(r"[a-z]+\d+g[a-z]*", family) else "amd64"
    return catalogue.instance_type(instance_type) or likely


def _resources(instance_type, disk_gib):
    """Capacity and what EKS's bootstrap leaves of it: the reserve is 255 MiB and 11 MiB a pod, and 100 MiB for eviction."""
    cpus, memory_mib, addressed_pods, _ = _hardware(instance_type)
    pods = min(addressed_pods, 110 if cpus < 30 else 250)
    reserved_mib = 255 + 11 * addressed_pods + 100
    disk = f"{disk_gib}Gi"
    return (
        {"cpu": str(cpus), "memory": f"{memory_mib}Mi", "pods": str(pods), "ephemeral-storage": disk},
        {"cpu": f"{cpus * 1000 - 70}m", "memory": f"{memory_mib - reserved_mib}Mi", "pods": str(pods), "ephemeral-storage": disk},
    )
