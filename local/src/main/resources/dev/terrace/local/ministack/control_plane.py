"""A Kubernetes control plane of real programs: etcd, kube-apiserver, kube-controller-manager, kube-scheduler; kwok plays the nodes.

Nothing here knows EKS: `eks_clusters` says which clusters there are.
"""

import datetime
import ipaddress
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

import requests
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PORTS = 3  # of one control plane: the API server's, etcd's client port and etcd's peer port
START_SECONDS = 120


class Api:
    """The few calls of the Kubernetes API that the stand-ins make, as cluster administrator."""

    def __init__(self, url, token, ca_file):
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.session.verify = str(ca_file)
        self.session.trust_env = False

    def call(self, method, path, body=None, content_type="application/json", missing_ok=False):
        """The answer as a dict; None where `missing_ok` and there is no such object."""
        response = self.session.request(
            method, self.url + path, json=body, headers={"Content-Type": content_type}, timeout=10
        )
        if missing_ok and response.status_code == 404:
            return None
        if not response.ok:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text[:500]}")
        return response.json()

    def items(self, path):
        return self.call("GET", path)["items"]

    def merge(self, path, patch):
        return self.call("PATCH", path, patch, "application/merge-patch+json", missing_ok=True)

    def apply(self, path, body):
        """Server-side apply: creates or updates the object at the path."""
        query = "?fieldManager=terrace-local&force=true"
        return self.call("PATCH", path + query, body, "application/apply-patch+yaml")

    def watch(self, path):
        """Every object at the path as it is now, then each object that is added or changed, until the connection ends."""
        listing = self.call("GET", path)
        yield from listing["items"]
        query = {"watch": "1", "resourceVersion": listing["metadata"]["resourceVersion"], "timeoutSeconds": "600"}
        with self.session.get(self.url + path, params=query, stream=True, timeout=(10, 660)) as response:
            response.raise_for_status()
            for line in response.iter_lines():
                event = json.loads(line)
                if event["type"] in ("ADDED", "MODIFIED"):
                    yield event["object"]
                elif event["type"] == "ERROR":
                    return


class ControlPlane:
    """The programs of one cluster, with their certificates, tokens and data in one folder."""

    def __init__(self, programs, folder, port):
        self.programs = Path(programs)
        self.folder = Path(folder)
        self.port = port
        self.processes = []
        self.api = None

    def start(self, webhook_config, issuer, signing_key, service_cidr):
        """Starts everything and returns once the API server is ready; signing_key is the RSA key of service-account tokens."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        token = secrets.token_urlsafe(32)
        self._certificates()
        self._write("service-accounts.pem", _pem(signing_key))
        self._write("tokens.csv", f'{token},terrace-local,terrace-local,"system:masters"\n'.encode())
        self._write("webhook.yaml", webhook_config)
        self._write("kubeconfig", self._kubeconfig(token))
        self._write("stages.yaml", self._stages())
        api, etcd, peer = range(self.port, self.port + PORTS)
        file = lambda name: str(self.folder / name)

        self._run(
            "etcd", f"--data-dir={file('etcd')}", "--unsafe-no-fsync", "--log-level=warn",
            f"--listen-client-urls=http://127.0.0.1:{etcd}", f"--advertise-client-urls=http://127.0.0.1:{etcd}",
            f"--listen-peer-urls=http://127.0.0.1:{peer}", f"--initial-advertise-peer-urls=http://127.0.0.1:{peer}",
            f"--initial-cluster=default=http://127.0.0.1:{peer}",
        )
        self._run(
            "kube-apiserver", f"--etcd-servers=http://127.0.0.1:{etcd}", "--bind-address=127.0.0.1", f"--secure-port={api}",
            f"--tls-cert-file={file('server.crt')}", f"--tls-private-key-file={file('server.key')}",
            f"--client-ca-file={file('ca.crt')}", f"--token-auth-file={file('tokens.csv')}",
            f"--authentication-token-webhook-config-file={file('webhook.yaml')}",
            "--authentication-token-webhook-version=v1", "--authentication-token-webhook-cache-ttl=5s",
            "--authorization-mode=RBAC", "--endpoint-reconciler-type=none", f"--service-cluster-ip-range={service_cidr}",
            f"--service-account-issuer={issuer}", f"--service-account-key-file={file('service-accounts.pem')}",
            f"--service-account-signing-key-file={file('service-accounts.pem')}", "--profiling=false",
        )
        self.api = Api(f"https://127.0.0.1:{api}", token, self.folder / "ca.crt")
        self._await_ready()
        self._run(
            "kube-controller-manager", f"--kubeconfig={file('kubeconfig')}", "--secure-port=0", "--leader-elect=false",
            f"--service-account-private-key-file={file('service-accounts.pem')}", f"--root-ca-file={file('ca.crt')}",
            "--controllers=*,-nodeipam,-service-lb-controller,-node-route-controller,-cloud-node-lifecycle-controller",
            "--concurrent-deployment-syncs=5", "--horizontal-pod-autoscaler-sync-period=3s", "--profiling=false",
        )
        self._run("kube-scheduler", f"--kubeconfig={file('kubeconfig')}", "--secure-port=0", "--leader-elect=false")
        self._run(
            "kwok", f"--kubeconfig={file('kubeconfig')}", "--manage-all-nodes", f"--config={file('stages.yaml')}",
            "--server-address=", "--node-lease-duration-seconds=40",
        )
        self._await("the default service account", lambda: self.api.call(
            "GET", "/api/v1/namespaces/default/serviceaccounts/default", missing_ok=True))

    def certificate_authority(self):
        return (self.folder / "ca.crt").read_bytes()

    def stop(self):
        """Ends the programs, the last started first, and removes their data."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *arguments):
        with open(self.folder / f"{program}.log", "ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [self.programs / "bin" / program, *arguments],
                    cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )
            )

    def _await_ready(self):
        self._await("the API server", lambda: self.api.session.get(self.api.url + "/readyz", timeout=5).ok)

    def _await(self, what, ready):
        deadline = time.monotonic() + START_SECONDS
        while True:
            for process in self.processes:
                if process.poll() is not None:
                    program = Path(process.args[0]).name
                    raise RuntimeError(f"{program} ended with {process.returncode}, see {self.folder}/{program}.log")
            try:
                if ready():
                    return
            except requests.RequestException:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError(f"{what} was not ready after {START_SECONDS} s, see {self.folder}")
            time.sleep(0.05)

    def _stages(self):
        """kwok's own stages; a pod becomes ready only when `image_pulls` has marked its images as pulled."""
        stages = []
        for source in sorted((self.programs / "stages").iterdir()):
            # Built from source, the stages follow each other without a separator: each begins with its apiVersion.
            separated = re.sub("^apiVersion:", "---\napiVersion:", source.read_text(), flags=re.MULTILINE)
            for stage in filter(None, yaml.safe_load_all(separated)):
                if stage["metadata"]["name"] == "pod-ready":
                    stage["spec"]["selector"]["matchExpressions"].append(
                        {"key": '.metadata.annotations["terrace.local/images"]', "operator": "In", "values": ["pulled"]}
                    )
                stages.append(stage)
        return yaml.safe_dump_all(stages).encode()

    def _kubeconfig(self, token):
        return yaml.safe_dump({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "local", "cluster": {
                "server": f"https://127.0.0.1:{self.port}", "certificate-authority": str(self.folder / "ca.crt")}}],
            "users": [{"name": "admin", "user": {"token": token}}],
            "contexts": [{"name": "local", "context": {"cluster": "local", "user": "admin"}}],
            "current-context": "local",
        }).encode()

    def _certificates(self):
        """A certificate authority, and the API server's certificate signed by it."""
        authority_key, authority_name = ec.generate_private_key(ec.SECP256R1()), _name("terrace-local-ca")
        authority = _certificate(authority_name, authority_name, authority_key.public_key()).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        ).add_extension(
            x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True
        ).sign(authority_key, hashes.SHA256())
        server_key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(n) for n in ("localhost", "kubernetes", "kubernetes.default.svc")]
        server = _certificate(_name("kube-apiserver"), authority_name, server_key.public_key()).add_extension(
            x509.SubjectAlternativeName([*names, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        ).sign(authority_key, hashes.SHA256())
        self._write("ca.crt", authority.public_bytes(serialization.Encoding.PEM))
        self._write("server.crt", server.public_bytes(serialization.Encoding.PEM))
        self._write("server.key", _pem(server_key))

    def _write(self, name, content):
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)


def free_port(first, last):
    """The first of PORTS successive ports, between first and last, that nothing listens on."""
    for port in range(first, last - PORTS + 2, PORTS):
        if all(_is_free(p) for p in range(port, port + PORTS)):
            return port
    raise RuntimeError(f"no {PORTS} successive free ports between {first} and {last} for another cluster")


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def _name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(subject, issuer, public_key):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=365))
    )


def _pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
