"""What MiniStack leaves out of tags: EC2, EKS, RDS and log groups in the tagging API (GetResources), and, for RDS and ECR, in the
conditions of policies (aws:ResourceTag).
"""

import ec2_permissions
import replacements
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch_logs, eks, rds, tagging


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
            yield f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}", tagging._normalise_flat(tags)


def install():
    for service, collect in (("ec2", ec2_permissions.collect), ("eks", collect_eks), ("rds", collect_rds), ("logs", collect_logs)):
        replacements.add(tagging, f"_COLLECTORS.{service}", collect)
    for service, collect in (("rds", collect_rds), ("ecr", tagging._COLLECTORS["ecr"])):
        replacements.add(tagging, f"_RESOURCE_TAG_COLLECTORS.{service}", collect)
