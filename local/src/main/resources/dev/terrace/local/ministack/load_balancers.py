"""Stands in for the AWS Load Balancer Controller, once it is installed: an Ingress of class `alb` gets the host name of a load balancer.

Installed it is where a Deployment with the chart's label has an available pod; without one, an Ingress stays as it is and nobody says
why. The controller's finalizer keeps an Ingress until its load balancer is deleted, and where the controller was taken away before it,
for ever: as on AWS. No load balancer is made in ELB.
"""

import hashlib

CONTROLLER = "/apis/apps/v1/deployments?labelSelector=app.kubernetes.io/name%3Daws-load-balancer-controller"
INGRESSES = "/apis/networking.k8s.io/v1/ingresses"
GROUP = "alb.ingress.kubernetes.io/group.name"


def run(cluster):
    while not cluster.stopped.wait(0.5):
        if any(item.get("status", {}).get("availableReplicas") for item in cluster.api.items(CONTROLLER)):
            for ingress in cluster.api.items(INGRESSES):
                if ingress["spec"].get("ingressClassName") == "alb":
                    _reconcile(cluster, ingress)


def _reconcile(cluster, ingress):
    metadata = ingress["metadata"]
    namespace, name = metadata["namespace"], metadata["name"]
    path = f"/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses/{name}"
    group = metadata.get("annotations", {}).get(GROUP)
    finalizer = f"group.ingress.k8s.aws/{group}" if group else "ingress.k8s.aws/resources"
    finalizers = metadata.get("finalizers", [])
    if "deletionTimestamp" in metadata:
        if finalizer in finalizers:
            cluster.api.merge(path, {"metadata": {"finalizers": [f for f in finalizers if f != finalizer]}})
        return
    if finalizer not in finalizers:
        cluster.api.merge(path, {"metadata": {"finalizers": [*finalizers, finalizer]}})
    if not ingress.get("status", {}).get("loadBalancer", {}).get("ingress"):
        # The controller's own naming: k8s-<namespace>-<name>-<hash>, names cut to eight characters; of a group, k8s-<group>-<hash>.
        middle = group[:17] if group else f"{namespace[:8]}-{name[:8]}"
        digest = hashlib.sha256(metadata["uid"].encode()).hexdigest()[:10]
        host = f"k8s-{middle}-{digest}.{cluster.region}.elb.amazonaws.com"
        cluster.api.merge(path + "/status", {"status": {"loadBalancer": {"ingress": [{"hostname": host}]}}})
