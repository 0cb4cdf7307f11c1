"""What MiniStack leaves out of ECR.

- DescribeImages of an image that is not there is an ImageNotFoundException, not an empty answer.
- A repository that is IMMUTABLE_WITH_EXCLUSION tells its filters, whether a tag was pushed by PutImage or by the registry's own protocol: a
  tag that one of them matches may move to another image, `*` standing for any characters, and no other tag may. Only such a repository
  has filters, one to five.
"""

import json
from fnmatch import fnmatchcase

import replacements
from ministack.core.responses import error_response_json
from ministack.services import ecr

WITH_EXCLUSION = "IMMUTABLE_WITH_EXCLUSION"
FILTERS = "imageTagMutabilityExclusionFilters"


def describe_images(original, data):
    repository = data.get("repositoryName", "")
    if repository in ecr._repositories:
        for image_id in data.get("imageIds") or []:
            if not ecr._find_image(repository, image_id):
                message = f"The image with imageId {image_id} does not exist within the repository with name '{repository}'"
                return error_response_json("ImageNotFoundException", message, 400)
    return original(data)


def change_mutability(original, data):
    """CreateRepository and PutImageTagMutability."""
    filters = data.get(FILTERS)
    if (data.get("imageTagMutability") == WITH_EXCLUSION) != (filters is not None) or filters is not None and not 1 <= len(filters) <= 5:
        message = f"Invalid parameter at '{FILTERS}' failed to satisfy constraint: 1 to 5 filters with exclusion, none without"
        return error_response_json("InvalidParameterException", message, 400)
    status, headers, answer = original(data)
    if status != 200:
        return status, headers, answer
    ecr._repositories[data["repositoryName"]][FILTERS] = filters
    answer = json.loads(answer)
    answer.get("repository", answer)[FILTERS] = filters or []
    return status, headers, json.dumps(answer).encode()


def repository(original, record):
    filters = record.get(FILTERS)
    return {**original(record), **({FILTERS: filters} if filters else {})}


def put_image(original, data):
    name, tag = data.get("repositoryName", ""), data.get("imageTag")
    digest = data.get("imageDigest") or ecr._image_digest(data.get("imageManifest", ""))
    if tag and _stays(name, tag, digest):
        return error_response_json("ImageTagAlreadyExistsException", _refusal(name, tag), 400)
    return original(data)


def push_manifest(original, name, reference, headers, body):
    if body and _stays(name, reference, ecr._content_digest(body if isinstance(body, bytes) else body.encode())):
        return ecr._registry_error(400, "TAG_INVALID", _refusal(name, reference), {"tag": reference})
    return original(name, reference, headers, body)


def _stays(name, tag, digest):
    """Whether the tag is another image's, and may not leave it."""
    record = ecr._repositories.get(name, {})
    if record.get("imageTagMutability") != WITH_EXCLUSION or any(fnmatchcase(tag, each["filter"]) for each in record[FILTERS]):
        return False
    return any(tag in image.get("imageTags", []) and image["imageDigest"] != digest for image in ecr._images.get(name, []))


def _refusal(name, tag):
    return f"The image tag '{tag}' already exists in the '{name}' repository and cannot be overwritten because the tag is immutable."


def install():
    replacements.wrap(ecr, "_describe_images", describe_images)
    replacements.wrap(ecr, "_repo_shape", repository)
    replacements.wrap(ecr, "_create_repository", change_mutability)
    replacements.wrap(ecr, "_put_image_tag_mutability", change_mutability)
    replacements.wrap(ecr, "_put_image", put_image)
    replacements.wrap(ecr, "_v2_put_manifest", push_manifest)
