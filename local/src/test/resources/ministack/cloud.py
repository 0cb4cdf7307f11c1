"""One MiniStack with the stand-ins without Kubernetes, for all tests beside this file. Each test uses names of its own."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import uuid
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

LAG = 10  # seconds of the cloud's clock, which only the tests turn
STAND_INS = Path(os.environ["TERRACE_STAND_INS"])
PORT = int(os.environ["TERRACE_TEST_PORT"])
ENDPOINT = f"http://127.0.0.1:{PORT}"
ACCOUNT = "000000000000"
ASSUMED_BY_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}


FOLDER = Path(tempfile.mkdtemp())


def settings():
    return {
        **os.environ,
        "TERRACE_NEWBORN_SECONDS": str(LAG),
        "TERRACE_CONTROL_PLANE": str(FOLDER),
        "TERRACE_CLUSTERS": str(FOLDER / "clusters"),
        "TERRACE_CLUSTER_PORTS": f"{PORT + 10}-{PORT + 69}",
        "AUTH": "true",
        "GATEWAY_PORT": str(PORT),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "RDS_BASE_PORT": str(PORT + 70),
        "AWS_ENDPOINT_URL": ENDPOINT,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "TMPDIR": str(FOLDER),
        "PYTHONPATH": str(STAND_INS),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def start():
    log = FOLDER / "ministack.log"
    with log.open("w") as output:
        launcher = Path(__file__).with_name("launch_without_kubernetes.py")
        process = subprocess.Popen([sys.executable, launcher], env=settings(), stdout=output, stderr=output, cwd=FOLDER)
    atexit.register(process.kill)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{ENDPOINT}/_ministack/ready", timeout=2)
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("MiniStack did not start:\n" + log.read_text())


def client(service, key="test", secret="test", token=None):
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key=secret,
        aws_session_token=token, config=Config(retries={"total_max_attempts": 1}))


def tell(what, **members):
    body = json.dumps(members).encode()
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/_ministack/{what}", data=body, method="POST")).close()


def grown():
    """Lets what was created before be known everywhere."""
    tell("time", seconds=LAG)


class CloudTest(unittest.TestCase):
    """The services by name, and assertions in AWS's words."""

    @classmethod
    def setUpClass(cls):
        for service in ("ec2", "ecr", "eks", "iam", "kms", "logs", "rds", "sts"):
            setattr(cls, service, client(service))
        cls.tagging = client("resourcegroupstaggingapi")

    def setUp(self):
        self.name = "t-" + uuid.uuid4().hex[:8]

    def assert_refused(self, code, call, *said, **parameters):
        """The call fails with the code, and its message has all that is said."""
        with self.assertRaises(ClientError) as failed:
            call(**parameters)
        error = failed.exception.response["Error"]
        self.assertEqual(code, error["Code"], error["Message"])
        for words in said:
            self.assertIn(words, error["Message"])

    def role(self, name=None, *statements):
        """A role that everybody may assume, with an inline policy of these statements; returns its ARN."""
        name = name or self.name
        arn = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(ASSUMED_BY_ALL))["Role"]["Arn"]
        if statements:
            grown()
            policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
            self.iam.put_role_policy(RoleName=name, PolicyName="any", PolicyDocument=policy)
        return arn

    def as_role(self, arn, service):
        credentials = self.sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return client(service, credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])

    def network(self, *zones, cidr="10.20.0.0/16"):
        """A VPC with a subnet in each zone, grown: (VPC, subnets)."""
        vpc = self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        grown()
        prefix = cidr.rpartition(".")[0].rpartition(".")[0]
        subnets = [
            self.ec2.create_subnet(VpcId=vpc, CidrBlock=f"{prefix}.{place}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
            for place, zone in enumerate(zones)
        ]
        grown()
        return vpc, subnets

    def database(self, **more):
        given = dict(DBInstanceIdentifier=self.name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
                     MasterUsername="root", MasterUserPassword="secret99")
        self.rds.create_db_instance(**{**given, **more})
        grown()

    def cluster(self, subnets, **more):
        """An ACTIVE cluster with a role of its own, grown; returns its name."""
        role = self.role(self.name + "-cluster")
        grown()
        self.eks.create_cluster(name=self.name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets}, **more)
        self.await_status("ACTIVE", lambda: self.eks.describe_cluster(name=self.name)["cluster"]["status"])
        grown()
        return self.name

    def plan_failure(self, action, name, message):
        tell("failures", action=action, name=name, message=message)

    def await_status(self, status, look):
        for _ in range(100):
            if look() == status:
                return
            time.sleep(0.05)
        self.fail(f"is {look()}, not {status}, after 5 s")


start()
