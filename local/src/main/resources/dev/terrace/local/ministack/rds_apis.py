"""What MiniStack leaves out of RDS instances.

ManageMasterUserPassword: RDS makes a secret in Secrets Manager (`rds!db-<id>`), answers it as MasterUserSecret, and deletes it with
the instance. EnableCloudwatchLogsExports: the exported logs are answered as EnabledCloudwatchLogsExports. MiniStack has both for
Aurora clusters only. The backup window at creation, and Performance Insights and minor upgrades when they are changed: MiniStack
takes them and forgets them. DescribeDBEngineVersions of PostgreSQL: MiniStack knows one version of each major one, and families such as
`15`; here are those of RDS, and families such as `postgres15`. DescribeDBMajorEngineVersions: until when each has standard support.
A second subnet group of a name is refused; MiniStack lets it take the first one's place. An engine version goes up only
("InvalidParameterCombination: Cannot upgrade postgres from 15.17 to 15.13"), to another major one only when that is allowed. A database
is deleted with a last snapshot of a name that is free, or with the word that there shall be none.
"""

import json
import secrets

import catalogue
import facts
import replacements
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import rds, secretsmanager

# Source: RDS for PostgreSQL release calendar. A major version has five years.
STANDARD_SUPPORT = catalogue.standard_support("postgres", 5 * 12)


def describe_db_major_engine_versions(parameters):
    majors = "".join(
        f"""<DBMajorEngineVersion><Engine>postgres</Engine><MajorEngineVersion>{major}</MajorEngineVersion>
            <SupportedEngineLifecycles><SupportedEngineLifecycle>
                <LifecycleSupportName>open-source-rds-standard-support</LifecycleSupportName>
                <LifecycleSupportEndDate>{end}T23:59:59Z</LifecycleSupportEndDate>
            </SupportedEngineLifecycle></SupportedEngineLifecycles></DBMajorEngineVersion>"""
        for major, end in STANDARD_SUPPORT.items()
    )
    answer = f"<DescribeDBMajorEngineVersionsResult><DBMajorEngineVersions>{majors}</DBMajorEngineVersions></DescribeDBMajorEngineVersionsResult>"
    return rds._xml(200, "DescribeDBMajorEngineVersionsResponse", answer)


def describe_db_engine_versions(original, parameters):
    if rds._p(parameters, "Engine") != "postgres":
        return original(parameters)
    wanted = rds._p(parameters, "EngineVersion")
    family = rds._p(parameters, "DBParameterGroupFamily")
    default_only = rds._p(parameters, "DefaultOnly") == "true"
    versions = ""
    for version in catalogue.POSTGRES_VERSIONS:
        major = version.split(".")[0]
        if wanted not in ("", version, major) or family not in ("", f"postgres{major}"):
            continue
        if default_only and version != "17.7":
            continue
        versions += f"""<DBEngineVersion>
            <Engine>postgres</Engine><EngineVersion>{version}</EngineVersion><MajorEngineVersion>{major}</MajorEngineVersion>
            <DBParameterGroupFamily>postgres{major}</DBParameterGroupFamily>
            <DBEngineDescription>PostgreSQL</DBEngineDescription>
            <DBEngineVersionDescription>PostgreSQL {version}</DBEngineVersionDescription>
            <ExportableLogTypes><member>postgresql</member><member>upgrade</member></ExportableLogTypes>
            <SupportsLogExportsToCloudwatchLogs>true</SupportsLogExportsToCloudwatchLogs>
            <SupportsReadReplica>true</SupportsReadReplica><Status>available</Status>
        </DBEngineVersion>"""
    answer = f"<DescribeDBEngineVersionsResult><DBEngineVersions>{versions}</DBEngineVersions></DescribeDBEngineVersionsResult>"
    return rds._xml(200, "DescribeDBEngineVersionsResponse", answer)


def create_db_instance(original, parameters):
    managed = rds._p(parameters, "ManageMasterUserPassword") == "true"
    if managed and rds._p(parameters, "MasterUserPassword"):
        message = "You can't specify MasterUserPassword when ManageMasterUserPassword is specified."
        return rds._error("InvalidParameterCombination", message, 400)
    password = secrets.token_urlsafe(24)
    answer = original({**parameters, "MasterUserPassword": [password]} if managed else parameters)
    if answer[0] != 200:
        return answer
    instance = rds._instances[rds._p(parameters, "DBInstanceIdentifier")]
    instance["EnabledCloudwatchLogsExports"] = _members(parameters, "EnableCloudwatchLogsExports")
    instance["PreferredBackupWindow"] = rds._p(parameters, "PreferredBackupWindow") or instance["PreferredBackupWindow"]
    if managed:
        _manage_password(instance, password, rds._p(parameters, "MasterUserSecretKmsKeyId"))
    return rds._single_instance_response("CreateDBInstanceResponse", "CreateDBInstanceResult", instance)


def modify_db_instance(original, parameters):
    answer = original(parameters)
    if answer[0] != 200:
        return answer
    instance = rds._instances[rds._p(parameters, "DBInstanceIdentifier")]
    logs = instance.setdefault("EnabledCloudwatchLogsExports", [])
    disabled = _members(parameters, "CloudwatchLogsExportConfiguration.DisableLogTypes")
    enabled = _members(parameters, "CloudwatchLogsExportConfiguration.EnableLogTypes")
    instance["EnabledCloudwatchLogsExports"] = [log for log in logs if log not in disabled + enabled] + enabled
    for name, field in (
        ("EnablePerformanceInsights", "PerformanceInsightsEnabled"), ("AutoMinorVersionUpgrade", "AutoMinorVersionUpgrade"),
    ):
        if rds._p(parameters, name):
            instance[field] = rds._p(parameters, name) == "true"
    if rds._p(parameters, "ManageMasterUserPassword") == "true" and "MasterUserSecret" not in instance:
        _manage_password(instance, secrets.token_urlsafe(24), rds._p(parameters, "MasterUserSecretKmsKeyId"))
    if rds._p(parameters, "ManageMasterUserPassword") == "false":
        _delete_secret(instance)
    return rds._single_instance_response("ModifyDBInstanceResponse", "ModifyDBInstanceResult", instance)


def delete_db_instance(original, parameters):
    instance = rds._instances.get(rds._p(parameters, "DBInstanceIdentifier"))
    answer = original(parameters)
    if answer[0] == 200 and instance:
        _delete_secret(instance)
    return answer


def instance_xml(original, instance):
    logs = "".join(f"<member>{log}</member>" for log in instance.get("EnabledCloudwatchLogsExports", []))
    xml = original(instance).replace(
        "<EnabledCloudwatchLogsExports/>", f"<EnabledCloudwatchLogsExports>{logs}</EnabledCloudwatchLogsExports>"
    )
    secret = instance.get("MasterUserSecret")
    if secret:
        fields = "".join(f"<{name}>{value}</{name}>" for name, value in secret.items())
        xml += f"<MasterUserSecret>{fields}</MasterUserSecret>"
    return xml


def refuse(call):
    instance = rds._instances.get(call.one("DBInstanceIdentifier")) if call.service == "rds" else None
    if not instance:
        return None
    if call.action == "ModifyDBInstance" and call.one("EngineVersion"):
        return refuse_version(instance, call)
    if call.action == "DeleteDBInstance" and call.one("SkipFinalSnapshot") != "true":
        name = call.one("FinalDBSnapshotIdentifier")
        if not name:
            message = "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
            return facts.refusal("rds", "InvalidParameterCombination", message)
        if name in rds._snapshots:
            message = f"Cannot create the snapshot because a snapshot with the identifier {name} already exists."
            return facts.refusal("rds", "DBSnapshotAlreadyExists", message)
    return None


def refuse_version(instance, call):
    number = lambda version: [int(part) for part in version.split(".")]
    present, wanted = instance["EngineVersion"], call.one("EngineVersion")
    if instance["Engine"] != "postgres":
        return None
    if number(wanted) < number(present)[: len(number(wanted))]:
        message = f"Cannot upgrade postgres from {present} to {wanted}"
        return facts.refusal("rds", "InvalidParameterCombination", message)
    if number(wanted)[0] > number(present)[0] and call.one("AllowMajorVersionUpgrade") != "true":
        message = "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        return facts.refusal("rds", "InvalidParameterCombination", message)
    return None


def create_db_subnet_group(original, parameters):
    name = rds._p(parameters, "DBSubnetGroupName").lower()
    if name in rds._subnet_groups:
        return rds._error("DBSubnetGroupAlreadyExists", f"The DB subnet group '{name}' already exists.", 400)
    return original(parameters)


def _manage_password(instance, password, key):
    name = f"rds!db-{new_uuid()}"
    content = json.dumps({"username": instance["MasterUsername"], "password": password})
    description = f"The secret associated with the primary RDS DB instance: {instance['DBInstanceArn']}"
    instance["MasterUserSecret"] = {
        "SecretArn": secretsmanager.create_secret_in_process(name, content, description=description),
        "SecretStatus": "active",
        "KmsKeyId": key or f"arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/secretsmanager",
    }


def _delete_secret(instance):
    secret = instance.pop("MasterUserSecret", None)
    if secret:
        secretsmanager.delete_secret_in_process(secret["SecretArn"])


def _members(parameters, name):
    found = []
    while value := rds._p(parameters, f"{name}.member.{len(found) + 1}"):
        found.append(value)
    return found


def install():
    facts.before(refuse)
    replacements.wrap(rds, "_instance_xml", instance_xml)
    replacements.wrap(rds, "_ACTION_MAP.CreateDBInstance", create_db_instance)
    replacements.wrap(rds, "_ACTION_MAP.ModifyDBInstance", modify_db_instance)
    replacements.wrap(rds, "_ACTION_MAP.DeleteDBInstance", delete_db_instance)
    replacements.wrap(rds, "_ACTION_MAP.CreateDBSubnetGroup", create_db_subnet_group)
    replacements.wrap(rds, "_ACTION_MAP.DescribeDBEngineVersions", describe_db_engine_versions)
    replacements.add(rds, "_ACTION_MAP.DescribeDBMajorEngineVersions", describe_db_major_engine_versions)
