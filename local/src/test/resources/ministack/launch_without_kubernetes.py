"""The stand-ins' launcher, for tests. Clusters are ACTIVE at once: nodes are remembered and ready, the rest of Kubernetes is not there.
Time passes only where a test lets it, so that none depends on how fast the machine is."""

import runpy
from pathlib import Path

import control_plane
import facts


class Api:
    def __init__(self):
        self.nodes = {}

    def items(self, path):
        return list(self.nodes.values()) if path == "/api/v1/nodes" else []

    def call(self, method, path, body=None, **_):
        if method == "POST" and path == "/api/v1/nodes":
            body["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
            self.nodes[body["metadata"]["name"]] = body
        if method == "DELETE":
            self.nodes.pop(path.rpartition("/")[2], None)

    def merge(self, path, patch):
        pass

    def apply(self, path, body):
        pass

    def watch(self, path):
        return iter(())


class ControlPlane:
    def __init__(self, programs, folder, port):
        self.api = Api()

    def start(self, *_):
        pass

    def stop(self):
        pass

    def certificate_authority(self):
        return b"-"


control_plane.ControlPlane = ControlPlane
facts.machine_clock = lambda: 0
runpy.run_path(str(Path(control_plane.__file__).with_name("launch.py")), run_name="__main__")
