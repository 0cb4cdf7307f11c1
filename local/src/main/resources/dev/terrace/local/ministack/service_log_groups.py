"""Log groups that services make when they have something to write, and leave behind when what they wrote about is gone.

RDS makes `/aws/rds/instance/<id>/<log>` for each log that a DB instance exports; EKS makes `/aws/eks/<cluster>/cluster` when a type of
control plane logs is enabled. Neither has a retention, nor tags. One that is there already is used.

Sources: RDS user guide, "Publishing PostgreSQL logs to Amazon CloudWatch Logs"; EKS user guide, "Send control plane logs to CloudWatch
Logs".
"""

import eks_apis
import replacements
from ministack.services import cloudwatch_logs, eks, rds


def make(name):
    if name not in cloudwatch_logs._log_groups:
        cloudwatch_logs._create_log_group({"logGroupName": name})


def exporting(original, parameters):
    answer = original(parameters)
    instance = rds._instances.get(rds._p(parameters, "DBInstanceIdentifier"))
    for log in instance.get("EnabledCloudwatchLogsExports", []) if instance and answer[0] == 200 else []:
        make(f"/aws/rds/instance/{instance['DBInstanceIdentifier']}/{log}")
    return answer


def logging(original, *arguments):
    answer = original(*arguments)
    for name, cluster in eks._clusters.items() if answer[0] == 200 else []:
        if any(entry.get("enabled") for entry in cluster["logging"].get("clusterLogging", [])):
            make(f"/aws/eks/{name}/cluster")
    return answer


def install():
    for action in ("CreateDBInstance", "ModifyDBInstance"):
        replacements.wrap(rds, f"_ACTION_MAP.{action}", exporting)
    replacements.wrap(eks, "_create_cluster", logging)
    replacements.wrap(eks_apis, "update_cluster_config", logging)
