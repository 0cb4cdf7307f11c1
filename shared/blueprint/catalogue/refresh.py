#!/usr/bin/env python3
"""Makes aws.json anew: what AWS offers where, for the checks of blueprints.

    ./refresh.py            # writes it
    ./refresh.py --check    # exit code 1 when it is not what the pinned packages give

It reads the wheels that requirements.txt pins, without installing them, and kept.json, which people keep. The same pins give the
same file, byte by byte.
"""

import argparse
import collections
import datetime
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
CATALOGUE = HERE.parent / "src/main/resources/dev/terrace/blueprint/aws.json"
EC2 = "moto/ec2/resources/"
SCHEMAS = "cfnlint/data/schemas/extensions/"
PRICED = SCHEMAS + "aws_ec2_instance/instancetype_enum.json"
# Older than that beside the packages, what people keep was forgotten.
LONGEST_BEHIND = datetime.timedelta(days=60)
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}


class Wheel:
    """A package, read where it lies."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.name, self.version = path.name.split("-")[:2]
        self.name = self.name.replace("_", "-")
        metadata = self.zip.read(next(n for n in self.zip.namelist() if n.endswith(".dist-info/METADATA"))).decode()
        self.license = re.search(r"^License(?:-Expression)?: (.+)$", metadata, re.M).group(1).strip()
        # The newest file's date is that of the release.
        self.date = "%04d-%02d-%02d" % max(info.date_time for info in self.zip.infolist())[:3]

    def json(self, name):
        content = self.zip.read(name)
        return json.loads(gzip.decompress(content) if name.endswith(".gz") else content)

    def folder(self, name):
        """Each file of a folder by its name without extensions."""
        return {
            member[len(name):].split(".")[0]: self.json(member)
            for member in sorted(self.zip.namelist())
            if member.startswith(name) and member.endswith(".json.gz")
        }

    def source(self, holds):
        return {"package": self.name, "version": self.version, "date": self.date, "license": self.license, "holds": holds}


def download(requirements, folder):
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--only-binary", ":all:", "--dest", folder, "--requirement", HERE / requirements],
        check=True,
    )
    wheels = [Wheel(path) for path in sorted(pathlib.Path(folder).glob("*.whl"))]
    return {wheel.name: wheel for wheel in wheels}


def families(types):
    """m5.large, m5.xlarge → {m5: {large, xlarge}}; a prefix such as db. is left out."""
    found = collections.defaultdict(set)
    for name in types:
        family, size = name.split(".")[-2:]
        found[family].add(size)
    return found


def spread(now, then):
    """The families that came to another region, or with another size, since then."""
    return {
        family
        for region in now.keys() & then.keys()
        for family, sizes in families(now[region] - then[region]).items()
    }


def settled(now, then):
    """The families that were there then and have not spread since."""
    known = {family for types in then.values() for family in families(types)}
    return known - spread(now, then)


def by_region(document):
    return {region: set(rule["enum"]) for region, rule in document.items() if isinstance(rule, dict) and region != "all"}


def offered_instance_types(moto):
    """By DescribeInstanceTypeOfferings."""
    return {
        region: {it["InstanceType"] for it in offers}
        for region, offers in moto.folder(EC2 + "instance_type_offerings/region/").items()
    }


def zones(moto):
    """The letters of the zones in which anything is offered, as some account sees them."""
    return {
        region: "".join(sorted({it["Location"][len(region):] for it in offers}))
        for region, offers in moto.folder(EC2 + "instance_type_offerings/availability-zone/").items()
    }


def instance_types(moto):
    """Type → what DescribeInstanceTypes says that pods can notice; and the families that run macOS alone."""
    sizes, macs = collections.defaultdict(dict), set()
    architectures = {}
    for name, it in moto.json(EC2 + "instance_types.json.gz").items():
        family, size = name.split(".")
        architecture = it["ProcessorInfo"]["SupportedArchitectures"][-1]
        if architecture not in ARCHITECTURES:
            macs.add(family)
            continue
        architectures[family] = ARCHITECTURES[architecture]
        network = it["NetworkInfo"]
        interfaces = network["NetworkCards"][network["DefaultNetworkCardIndex"]]["MaximumNetworkInterfaces"]
        sizes[family][size] = [
            it["VCpuInfo"]["DefaultVCpus"],
            it["MemoryInfo"]["SizeInMiB"],
            # As the EKS AMIs count, where each pod has an address of an interface; two are on the host's network.
            interfaces * (network["Ipv4AddressesPerInterface"] - 1) + 2,
        ]
    return sizes, architectures, macs


def database_classes(cfn_lint):
    classes = collections.defaultdict(set)
    for region, rules in cfn_lint.json(SCHEMAS + "aws_rds_dbinstance/dbinstanceclass_enum.json").items():
        for rule in rules.get("allOf", []) if isinstance(rules, dict) else []:
            if rule["if"]["properties"]["Engine"].get("const") == "postgres":
                classes[region] |= set(rule["then"]["properties"]["DBInstanceClass"]["enum"])
    return classes


def cache_node_types(cfn_lint):
    return by_region(cfn_lint.json(SCHEMAS + "aws_elasticache_cachecluster/cachenodetype_enum.json"))


def engine_versions(document, engine, of):
    for rule in document["allOf"]:
        if rule["if"]["properties"]["Engine"].get("const") == engine:
            return set(rule[of]["properties"]["EngineVersion"]["enum"])
    raise LookupError(engine)


def in_order(versions):
    return sorted(versions, key=lambda version: [int(number) for number in version.split(".")])


def postgres_versions(cfn_lint):
    """Those in which instances can be made: 15.13, but neither 15 nor 12.22-rds.20260514."""
    folder = SCHEMAS + "aws_rds_dbinstance/"
    all_versions = engine_versions(cfn_lint.json(folder + "engine_version.json"), "postgres", "then")
    gone = engine_versions(cfn_lint.json(folder + "engine_version_deprecated.json"), "postgres", "if")
    return in_order(version for version in all_versions - gone if re.fullmatch(r"\d+\.\d+", version))


def redis_versions(cfn_lint):
    document = cfn_lint.json(SCHEMAS + "aws_elasticache_cachecluster/engine_version.json")
    return in_order(engine_versions(document, "redis", "then"))


def words(types, sizes):
    """Types as words: m5 is the whole family, m5:large,xlarge some of it, m5!metal all but those."""
    result = []
    for family, some in sorted(families(types).items()):
        others = sizes[family] - some
        if not others:
            result.append(family)
        elif len(some) <= len(others):
            result.append(family + ":" + ",".join(sorted(some)))
        else:
            result.append(family + "!" + ",".join(sorted(others)))
    return " ".join(result)


def make(now, then, kept):
    moto, cfn_lint, botocore = now["moto"], now["cfn-lint"], now["botocore"]
    sizes, architectures, macs = instance_types(moto)
    described = {family: set(of) for family, of in sizes.items()}

    offered = offered_instance_types(moto)
    priced = by_region(cfn_lint.json(PRICED))
    # Each of the two hears of some news first.
    offered_then = offered_instance_types(then["moto"])
    settled_types = settled(offered, offered_then)
    settled_types -= spread(priced, by_region(then["cfn-lint"].json(PRICED)))
    types = {}
    for region in sorted(offered.keys() | priced.keys()):
        # Price lists hold types that are long gone, and know regions and new types earlier. What was offered a year ago and has a
        # price still may be back.
        more = {
            name
            for name in priced.get(region, set())
            if region not in offered
            or name.split(".")[0] not in settled_types
            or name in offered_then.get(region, set())
        }
        types[region] = {
            name
            for name in offered.get(region, set()) | more
            if name.split(".")[1] in described.get(name.split(".")[0], set())
        }

    no_longer = set(kept["databaseFamiliesNoLongerMade"])
    databases = {
        region: {name for name in classes if name.split(".")[1] not in no_longer}
        for region, classes in database_classes(cfn_lint).items()
    }
    settled_databases = settled(databases, database_classes(then["cfn-lint"]))
    caches = cache_node_types(cfn_lint)
    settled_caches = settled(caches, cache_node_types(then["cfn-lint"]))
    database_sizes = families(set().union(*databases.values()))
    cache_sizes = families(set().union(*caches.values()))

    letters = zones(moto)
    regions = {}
    partitions = {}
    for partition in botocore.json("botocore/data/partitions.json")["partitions"]:
        partitions[partition["id"]] = partition["regionRegex"]
        for region in partition["regions"]:
            if not region.endswith("-global"):
                regions[region] = {
                    "partition": partition["id"],
                    "zones": letters.get(region),
                    "instanceTypes": words(types[region], described) if region in types else None,
                    "databases": words(databases[region], database_sizes) if region in databases else None,
                    "caches": words(caches[region], cache_sizes) if region in caches else None,
                }

    sources = [
        moto.source("instance types, where they are offered, zones"),
        cfn_lint.source(
            "regions' price lists: instance types, database classes, cache node types; versions of PostgreSQL, Redis"
        ),
        botocore.source("partitions and regions"),
        then["moto"].source("what has spread since"),
        then["cfn-lint"].source("what has spread since"),
    ]
    date = min(moto.date, cfn_lint.date, botocore.date)
    behind = datetime.date.fromisoformat(date) - datetime.date.fromisoformat(kept["date"])
    if behind > LONGEST_BEHIND:
        sys.exit(f"kept.json is of {kept['date']}, and the packages are of {date}: look through it, and raise its date")
    return {
        "date": date,
        "sources": sources,
        "kept": {"date": kept["date"], "sources": kept["sources"]},
        "partitions": partitions,
        "regions": {
            name: {key: value for key, value in region.items() if value is not None}
            for name, region in sorted(regions.items())
        },
        "instanceFamilies": {
            family: {
                "architecture": architectures[family],
                "settled": family in settled_types,
                "sizes": dict(sorted(of.items(), key=lambda it: (it[1], it[0]))),
            }
            for family, of in sorted(sizes.items())
        },
        "databaseFamilies": named(database_sizes, settled_databases),
        "cacheFamilies": named(cache_sizes, settled_caches),
        "noNodesFrom": sorted({*kept["noNodesFrom"], *macs}),
        "eksZones": kept["eksZones"],
        "databaseFamiliesNoLongerMade": sorted(no_longer),
        "eksStandardSupport": kept["eksStandardSupport"],
        "eksAddons": sorted(kept["eksAddons"]),
        "postgresVersions": postgres_versions(cfn_lint),
        "postgresStandardSupport": kept["postgresStandardSupport"],
        "redisVersions": redis_versions(cfn_lint),
    }


def named(sizes, settled_families):
    return {
        family: {"settled": family in settled_families, "sizes": sorted(of)} for family, of in sorted(sizes.items())
    }


def text(document):
    """JSON with a line for each region and family, so that a refresh shows what changed."""
    def compact(value):
        return json.dumps(value, separators=(",", ":"))

    lines = []
    for key, value in document.items():
        if isinstance(value, dict) and value and all(isinstance(it, dict) for it in value.values()):
            inner = ",\n".join(f"{json.dumps(name)}:{compact(it)}" for name, it in value.items())
            lines.append(f"{json.dumps(key)}:{{\n{inner}\n}}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{json.dumps(key)}:[\n" + ",\n".join(map(compact, value)) + "\n]")
        else:
            lines.append(f"{json.dumps(key)}:{compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        now = download("requirements.txt", folder + "/now")
        then = download("requirements-a-year-ago.txt", folder + "/then")
        made = text(make(now, then, json.loads((HERE / "kept.json").read_text())))
    if not arguments.check:
        CATALOGUE.write_text(made)
    elif CATALOGUE.read_text() != made:
        sys.exit(f"{CATALOGUE.name} is not what the pinned packages give: run {pathlib.Path(__file__).name}")


if __name__ == "__main__":
    main()
