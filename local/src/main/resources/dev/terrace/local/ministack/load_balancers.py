"""Stands in for the AWS Load Balancer Controller: an Ingress of class `alb` gets the host name of a load balancer."""

import hashlib


def run(cluster):
    for ingress in cluster.api.watch("/apis/networking.k8s.io/v1/ingresses"):
        metadata = ingress["metadata"]
        if ingress["spec"].get("ingressClassName") != "alb" or "deletionTimestamp" in metadata:
            continue
        if ingress.get("status", {}).get("loadBalancer", {}).get("ingress"):
            continue
        # The controller's own naming: k8s-<namespace>-<name>-<hash>, names cut to eight characters.
        namespace, name = metadata["namespace"], metadata["name"]
        digest = hashlib.sha256(metadata["uid"].encode()).hexdigest()[:10]
        host = f"k8s-{namespace[:8]}-{name[:8]}-{digest}.{cluster.region}.elb.amazonaws.com"
        cluster.api.merge(
            f"/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses/{name}/status",
            {"status": {"loadBalancer": {"ingress": [{"hostname": host}]}}},
        )
