"""What MiniStack leaves out of tags: EC2, EKS, RDS and log groups in the tagging API (GetResources); EC2, EKS, RDS and ECR in the
conditions of policies (aws:ResourceTag).
"""

import arns
import replacements
from ministack.services import cloudwatch_logs, ec2, eks, rds, tagging


def collect_ec2():
    for id, tags in ec2._tags.items():
        if ec2._nat_gateways.get(id, {}).get("State") != "deleted":
            yield arns.of_ec2(id), tags


def collect_eks():
    for arn, tags in eks._tags.items():
        yield arn, tagging._normalise_flat(tags)


def collect_rds():
    for arn, tags in rds._tags.items():
        yield arn, tagging._normalise_list(tags)


def collect_logs():
    for name, group in cloudwatch_logs._log_groups.items():
        tags = group.get("tags") or {}
        if tags:
            yield arns.arn("logs", f"log-group:{name}"), tagging._normalise_flat(tags)


def install():
    for service, collect in (("ec2", collect_ec2), ("eks", collect_eks), ("rds", collect_rds), ("logs", collect_logs)):
        replacements.add(tagging, f"_COLLECTORS.{service}", collect)
    for service, collect in (("ec2", collect_ec2), ("eks", collect_eks), ("rds", collect_rds), ("ecr", tagging._COLLECTORS["ecr"])):
        replacements.add(tagging, f"_RESOURCE_TAG_COLLECTORS.{service}", collect)
