"""Nodes come and go with their node groups."""

import sys
import unittest
from types import SimpleNamespace

from cloud import STAND_INS

sys.path.insert(0, str(STAND_INS))
import nodes


class Api:
    """A cluster with a node of a group that is gone, and a pod on it; notes what is done."""

    def __init__(self):
        self.done = []

    def items(self, path):
        pod = {"metadata": {"namespace": "shop", "name": "backend"}}
        return [{"metadata": {"name": "ip-10-0-0-1"}}] if path == "/api/v1/nodes" else [pod]

    def merge(self, path, patch):
        self.done.append(("PATCH", path, patch))

    def call(self, method, path, **_):
        self.done.append((method, path.partition("?")[0]))


class NodesTest(unittest.TestCase):
    def test_a_node_is_as_large_as_its_instance_type(self):
        for instance_type, architecture, cpus, memory, pods in (
            ("m6i.12xlarge", "amd64", "48", 192 * 1024, "234"),
            ("t3.large", "amd64", "2", 8 * 1024, "35"),
            ("c6gn.xlarge", "arm64", "4", 8 * 1024, "58"),
            ("m99g.large", "arm64", "2", 8 * 1024, "29"),
        ):
            with self.subTest(instance_type):
                self.assertEqual(architecture, nodes._hardware(instance_type)[3])
                capacity, _ = nodes._resources(instance_type, 20)
                self.assertEqual((cpus, f"{memory}Mi", pods), (capacity["cpu"], capacity["memory"], capacity["pods"]))

    def test_a_node_that_goes_takes_no_pods_any_more_before_its_pods_go(self):
        turns = iter((False, True))
        cluster = SimpleNamespace(
            name="shop", account="000000000000", region="us-east-1", api=Api(), stopped=SimpleNamespace(wait=lambda _: next(turns)))
        nodes.run(cluster)
        self.assertEqual(
            [("PATCH", "/api/v1/nodes/ip-10-0-0-1", {"spec": {"unschedulable": True}}),
             ("DELETE", "/api/v1/namespaces/shop/pods/backend"),
             ("DELETE", "/api/v1/nodes/ip-10-0-0-1")],
            cluster.api.done)

    def test_a_node_has_the_labels_and_taints_of_its_group(self):
        group = {
            "nodegroupName": "burst-1", "nodegroupArn": "arn:burst", "subnets": [], "capacityType": "SPOT", "instanceTypes": ["t3.large"],
            "labels": {"terrace.dev/node-group": "burst"}, "taints": [{"key": "burst", "effect": "NO_SCHEDULE"}]}
        node = nodes._node(SimpleNamespace(region="us-east-1", account="000000000000", addresses={}), group, 0)
        self.assertEqual("burst", node["metadata"]["labels"]["terrace.dev/node-group"])
        self.assertEqual([{"key": "burst", "value": "", "effect": "NoSchedule"}], node["spec"]["taints"])
