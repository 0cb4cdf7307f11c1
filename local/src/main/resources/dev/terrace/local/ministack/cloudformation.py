"""The names that CloudFormation makes up.

On AWS they end in random letters. MiniStack makes them of the stack and the logical id, so that they are the same in each region;
but IAM's names and S3's are one space for all regions, and a stack's second installation would take the first one's roles.
"""

import hashlib

import replacements
from ministack.core.responses import get_region
from ministack.services.cloudformation import provisioners

SUFFIX = 13


def physical_name(original, *arguments, **options):
    name = original(*arguments, **options)
    suffix = hashlib.sha256(f"{get_region()}:{name}".encode()).hexdigest()[:SUFFIX]
    return name[:-SUFFIX] + (suffix if name.islower() else suffix.upper())


def install():
    replacements.wrap(provisioners, "_physical_name", physical_name)
