"""What MiniStack leaves out of ECR: DescribeImages of an image that is not there is an ImageNotFoundException, not an empty answer."""

import replacements
from ministack.core.responses import error_response_json
from ministack.services import ecr


def describe_images(original, data):
    repository = data.get("repositoryName", "")
    if repository in ecr._repositories:
        for image_id in data.get("imageIds") or []:
            if not ecr._find_image(repository, image_id):
                message = f"The image with imageId {image_id} does not exist within the repository with name '{repository}'"
                return error_response_json("ImageNotFoundException", message, 400)
    return original(data)


def install():
    replacements.wrap(ecr, "_describe_images", describe_images)
