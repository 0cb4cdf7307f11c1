"""Stands in for what a kubelet does before a container runs: it pulls the image, and sees whether the container stays up.

An image of this account's ECR must be there, by tag or digest, else its pod waits with ErrImagePull as on a real node. An image
whose config has the label `terrace.local/fails: "true"` (what `terrace push --broken` makes) crashes: its pod waits with
CrashLoopBackOff. Images of other registries count as pulled. Pods whose images are pulled are marked, and kwok makes them ready.
"""

import json
import re

from ministack.services import ecr

ECR_IMAGE = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]+))?")
MARK = "terrace.local/images"


def run(cluster):
    for pod in cluster.api.watch("/api/v1/pods"):
        metadata = pod["metadata"]
        if not pod["spec"].get("nodeName") or "deletionTimestamp" in metadata or MARK in metadata.get("annotations", {}):
            continue
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
        waiting = {}
        for container in pod["spec"]["containers"]:
            problem = _problem(container["image"])
            if problem:
                waiting[container["name"]] = problem
        if waiting:
            cluster.api.merge(path + "/status", {"status": _not_ready(pod, waiting)})
        cluster.api.merge(path, {"metadata": {"annotations": {MARK: "failed" if waiting else "pulled"}}})


def _problem(image):
    """Why a container of the image does not run, as the state's reason and message; None when it does."""
    reference = ECR_IMAGE.fullmatch(image)
    if not reference:
        return None
    account, region, repository, tag, digest = reference.groups()
    images = ecr._images.get_scoped(account, region, repository) or []
    found = next((i for i in images if digest in (None, i["imageDigest"]) and (digest or _has_tag(i, tag or "latest"))), None)
    if not found:
        return {"reason": "ErrImagePull", "message": f'failed to resolve reference "{image}": not found'}
    if _fails(account, region, repository, found["imageDigest"]):
        return {"reason": "CrashLoopBackOff", "message": "back-off 10s restarting failed container"}
    return None


def _has_tag(image, tag):
    return tag in (image.get("imageTags") or []) or (image.get("imageId") or {}).get("imageTag") == tag


def _fails(account, region, repository, digest):
    manifest = (ecr._manifest_blobs.get_scoped(account, region, repository) or {}).get(digest)
    layers = ecr._layer_blobs.get_scoped(account, region, repository) or {}
    if not manifest:
        return False
    config = layers.get(json.loads(manifest).get("config", {}).get("digest"))
    labels = json.loads(config).get("config", {}).get("Labels") if config else None
    return (labels or {}).get("terrace.local/fails") == "true"


def _not_ready(pod, waiting):
    problem = next(iter(waiting.values()))
    condition = lambda kind: {
        "type": kind, "status": "False", "reason": "ContainersNotReady", "message": problem["message"]}
    return {
        "phase": "Pending",
        "conditions": [
            *(c for c in pod["status"].get("conditions", []) if c["type"] not in ("Ready", "ContainersReady")),
            condition("Ready"), condition("ContainersReady"),
        ],
        "containerStatuses": [
            {
                "name": container["name"],
                "image": container["image"],
                "imageID": "",
                "ready": False,
                "started": False,
                "restartCount": 1 if waiting.get(container["name"], problem)["reason"] == "CrashLoopBackOff" else 0,
                "state": {"waiting": waiting.get(container["name"], {"reason": "ContainerCreating"})},
            }
            for container in pod["spec"]["containers"]
        ],
    }
