"""What AWS offers, as the checks of blueprints know it: what they recommend, the local cloud has, and the other way round."""

import datetime
import json
import pathlib

_data = json.loads(pathlib.Path(__file__).with_name("aws.json").read_text())
# Of what people keep, such as ends of support.
_kept = datetime.date.fromisoformat(_data["kept"]["date"])

POSTGRES_VERSIONS = _data["postgresVersions"]  # oldest first


def standard_support(engine, months):
    """Version -> the last day of standard support. Of one that is told without an end it is counted from when that was so."""
    return {version: end or months_after(_kept, months) for version, end in _data[engine + "StandardSupport"].items()}


def months_after(day, months):
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, 28)).isoformat()


def instance_type(name):
    """vCPUs, MiB of memory, pods that its addresses serve, and architecture; None when it is not known."""
    family, _, size = name.partition(".")
    known = _data["instanceFamilies"].get(family, {"sizes": {}})
    return (*known["sizes"][size], known["architecture"]) if size in known["sizes"] else None
