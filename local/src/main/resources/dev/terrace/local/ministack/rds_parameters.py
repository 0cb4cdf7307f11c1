"""Where the value of a DB parameter comes from.

RDS reports a parameter as `Source=user` only while its value is not the default of its family: one that is set to the default is
reported as `system`, as if nobody had set it (terraform-provider-aws issue 23335 met it). Most parameters
have no value of RDS's: they are `engine-default` until somebody sets them. MiniStack reports `user` for whatever was ever set, and
knows seven parameters.

Sources: RDS user guide, "Working with parameters on your RDS for PostgreSQL DB instance" (defaults; dynamic or static) and "Using SSL
with a PostgreSQL DB instance" (`rds.force_ssl` is 1 from version 15 on); RDS API reference, DescribeDBParameters.
"""

import replacements
from ministack.services import rds

# Name -> (RDS's default; none: the engine's, apply type, data type). The default may differ by major version.
POSTGRES = {
    "autovacuum_max_workers": ("GREATEST({DBInstanceClassMemory/64371566592},3)", "static", "integer"),
    "effective_cache_size": ("{DBInstanceClassMemory/16384}", "dynamic", "integer"),
    "idle_in_transaction_session_timeout": ("86400000", "dynamic", "integer"),
    "log_connections": (None, "dynamic", "boolean"),
    "log_disconnections": (None, "dynamic", "boolean"),
    "log_lock_waits": (None, "dynamic", "boolean"),
    "log_min_duration_statement": (None, "dynamic", "integer"),
    "log_statement": (None, "dynamic", "string"),
    "maintenance_work_mem": ("GREATEST({DBInstanceClassMemory*1024/63963136},65536)", "dynamic", "integer"),
    "max_connections": ("LEAST({DBInstanceClassMemory/9531392},5000)", "static", "integer"),
    "pg_stat_statements.track": (None, "dynamic", "string"),
    "random_page_cost": (None, "dynamic", "float"),
    "rds.force_ssl": (lambda major: "1" if major >= 15 else "0", "dynamic", "boolean"),
    "rds.log_retention_period": ("4320", "dynamic", "integer"),
    "rds.logical_replication": ("0", "static", "boolean"),
    "shared_buffers": ("{DBInstanceClassMemory/32768}", "static", "integer"),
    "shared_preload_libraries": ("pg_stat_statements", "static", "list"),
    "statement_timeout": (None, "dynamic", "integer"),
    "timezone": ("UTC", "dynamic", "string"),
    "work_mem": (None, "dynamic", "integer"),
}


def parameters_xml(original, group, source_filter):
    family = group.get("DBParameterGroupFamily", "")
    if not family.startswith("postgres"):
        return original(group, source_filter)
    major = int(family.removeprefix("postgres"))
    given = group.get("Parameters", {})
    xml = ""
    for name in sorted({*POSTGRES, *given}):
        default, apply_type, data_type = POSTGRES.get(name, (None, "dynamic", "string"))
        default = default(major) if callable(default) else default
        value = given.get(name, {}).get("ParameterValue", default)
        source = "user" if value != default else "system" if default is not None else "engine-default"
        if source_filter in (None, "", source):
            method = given.get(name, {}).get("ApplyMethod", "pending-reboot")
            each = rds._parameter_xml(name, rds._esc(value or ""), source, method, "", apply_type, data_type)
            xml += each if value is not None else each.replace("<ParameterValue></ParameterValue>", "")
    return xml


def install():
    replacements.wrap(rds, "_parameter_group_parameters_xml", parameters_xml)
