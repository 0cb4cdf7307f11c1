package dev.terrace.release;

import dev.terrace.engine.Owner;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageNotFoundException;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/** Asks ECR; whose a repository is, its ownership tags say. */
record EcrImages(EcrClient ecr) implements Images {
    private static final String LAYER = "registry";

    @Override
    public Optional<Repository> repository(String name) {
        try {
            var found = ecr.describeRepositories(request -> request.repositoryNames(name))
                    .repositories()
                    .getFirst();
            var tags = tags(found.repositoryArn());
            var ours = LAYER.equals(tags.get(Owner.LAYER_TAG)) ? tags : Map.<String, String>of();
            return Optional.of(new Repository(
                    name,
                    found.repositoryUri(),
                    ours.getOrDefault(Owner.PLATFORM_TAG, ""),
                    ours.getOrDefault(Owner.RESOURCE_TAG, ""),
                    found.createdAt(),
                    mutableTags(found)));
        } catch (RepositoryNotFoundException _) {
            return Optional.empty();
        }
    }

    private static List<String> mutableTags(software.amazon.awssdk.services.ecr.model.Repository repository) {
        return repository.imageTagMutability() == ImageTagMutability.IMMUTABLE_WITH_EXCLUSION
                ? repository.imageTagMutabilityExclusionFilters().stream()
                        .map(ImageTagMutabilityExclusionFilter::filter)
                        .toList()
                : List.of();
    }

    private Map<String, String> tags(String arn) {
        return ecr.listTagsForResource(request -> request.resourceArn(arn)).tags().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    @Override
    public Optional<Pushed> image(String repository, String digest) {
        try {
            var id = ImageIdentifier.builder().imageDigest(digest).build();
            return ecr
                    .describeImages(
                            request -> request.repositoryName(repository).imageIds(id))
                    .imageDetails()
                    .stream()
                    .findFirst()
                    .map(image -> new Pushed(
                            image.imagePushedAt(),
                            Objects.requireNonNullElse(image.artifactMediaType(), ""),
                            Set.copyOf(image.imageTags())));
        } catch (ImageNotFoundException | RepositoryNotFoundException _) {
            return Optional.empty();
        }
    }
}
