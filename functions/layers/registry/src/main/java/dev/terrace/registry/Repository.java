package dev.terrace.registry;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.TagIndex;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Json;
import dev.terrace.engine.Property;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/**
 * An ECR repository. {@code Ref} is its name; {@code Arn} and {@code RepositoryUri} are attributes, and {@code CreatedAt}, which
 * tells images that went with an earlier one of its name.
 *
 * @param imageTagMutability {@code MUTABLE}, {@code IMMUTABLE} or {@code IMMUTABLE_WITH_EXCLUSION}
 * @param imageTagMutabilityExclusionFilters tags that may move where others may not; empty but with an exclusion
 */
@AwsType("AWS::ECR::Repository")
record Repository(
        @CreateOnly String repositoryName,
        String imageTagMutability,
        List<ImageTagMutabilityExclusionFilter> imageTagMutabilityExclusionFilters,
        ImageScanningConfiguration imageScanningConfiguration,
        @CreateOnly EncryptionConfiguration encryptionConfiguration,
        LifecyclePolicy lifecyclePolicy) {

    /**
     * @param type {@code WILDCARD}
     * @param value a tag, or a pattern in which {@code *} stands for any characters
     */
    record ImageTagMutabilityExclusionFilter(
            @Property("ImageTagMutabilityExclusionFilterType")
            String type,

            @Property("ImageTagMutabilityExclusionFilterValue")
            String value) {
        private static ImageTagMutabilityExclusionFilter of(
                software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter filter) {
            return new ImageTagMutabilityExclusionFilter(filter.filterTypeAsString(), filter.filter());
        }

        private software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter sdk() {
            return software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter.builder()
                    .filterType(type)
                    .filter(value)
                    .build();
        }
    }

    record ImageScanningConfiguration(boolean scanOnPush) {}

    /**
     * @param encryptionType {@code KMS} or {@code AES256}
     * @param kmsKey the ARN of the key; null unless {@code KMS}
     */
    record EncryptionConfiguration(
            @CreateOnly String encryptionType, @CreateOnly String kmsKey) {}

    /** @param lifecyclePolicyText which images expire; null when the repository has no such policy */
    record LifecyclePolicy(Json lifecyclePolicyText) {}

    /** How many repositories DescribeRepositories takes by name. */
    private static final int BATCH = 100;

    static ResourceType<Repository> type(
            EcrClient ecr, ResourceGroupsTaggingApiClient tagging, Home home, DeletionPolicy deletionPolicy) {
        var index = new TagIndex(tagging);
        var reader = SpecReader.of(Repository.class, software.amazon.awssdk.services.ecr.model.Repository.builder())
                .with(
                        "imageTagMutabilityExclusionFilters",
                        repository -> repository.imageTagMutabilityExclusionFilters().stream()
                                .map(ImageTagMutabilityExclusionFilter::of)
                                .toList())
                .with(
                        "lifecyclePolicy",
                        repository -> new LifecyclePolicy(lifecyclePolicy(ecr, repository.repositoryName())));
        var type = PlainType.of(reader);
        return type
                // ECR tells no tags when it lists, and the names are the user's own; so the index of tags says which
                // are meant.
                // These are described in one call; only the lifecycle policy takes one call for each.
                .find(
                        owner -> {
                            var names = index.names(owner, "ecr:repository");
                            return names.keySet().stream()
                                    .map(Repository::repositoryName)
                                    .gather(Gatherers.windowFixed(BATCH))
                                    .flatMap(batch -> describe(ecr, batch))
                                    // It may be deleted after it was described.
                                    .flatMap(repository -> AwsProblems.present(
                                            () -> type.found(names.get(repository.repositoryArn()), repository))
                                            .stream());
                        })
                .id(repository -> repository.repositoryName())
                .attribute("Arn", repository -> repository.repositoryArn())
                .attribute("RepositoryUri", repository -> repository.repositoryUri())
                .attribute("CreatedAt", repository -> repository.createdAt())
                .deletionPolicy(deletionPolicy)
                .foreseen((_, wanted) -> new Result.Output(
                        wanted.repositoryName,
                        Map.of(
                                "Arn",
                                wanted.arn(home),
                                "RepositoryUri",
                                "%s.dkr.ecr.%s.%s/%s"
                                        .formatted(
                                                home.account(),
                                                home.region(),
                                                home.dnsSuffix(),
                                                wanted.repositoryName))))
                // A component may get another name, or another component its repository, and the images stay.
                .unique("repositoryName")
                .rename((found, key) -> ecr.tagResource(request ->
                        ModelTags.give(request.resourceArn(found.spec().arn(home)), key.tags())))
                .change(
                        List.of("imageTagMutability", "imageTagMutabilityExclusionFilters"),
                        (found, spec) -> ecr.putImageTagMutability(request -> request.repositoryName(found.id())
                                .imageTagMutability(spec.imageTagMutability)
                                .imageTagMutabilityExclusionFilters(spec.exclusions())))
                .change(
                        "imageScanningConfiguration",
                        (found, spec) -> ecr.putImageScanningConfiguration(request -> request.repositoryName(found.id())
                                .imageScanningConfiguration(
                                        scanning -> scanning.scanOnPush(spec.imageScanningConfiguration.scanOnPush))))
                .change("lifecyclePolicy", new LifecyclePolicy(null), (_, spec) -> putLifecyclePolicy(ecr, spec))
                .create(
                        CreateRepositoryRequest::builder,
                        writer -> writer.with(
                                "imageTagMutabilityExclusionFilters",
                                (request, spec) -> request.imageTagMutabilityExclusionFilters(spec.exclusions())),
                        (request, _, _) -> ecr.createRepository(request.build()).repository())
                // What has the name and yet is not found is new: that is thrown, and waited for.
                .taken((_, spec) -> Optional.of(
                        ModelTags.of(ecr.listTagsForResource(request -> request.resourceArn(spec.arn(home))))))
                // With all its images: it is only called when the blueprint says so.
                .delete(found -> ecr.deleteRepository(
                        request -> request.repositoryName(found.id()).force(true)));
    }

    /** Null for none: ECR takes no empty list. */
    private List<software.amazon.awssdk.services.ecr.model.ImageTagMutabilityExclusionFilter> exclusions() {
        return imageTagMutabilityExclusionFilters.isEmpty()
                ? null
                : imageTagMutabilityExclusionFilters.stream()
                        .map(ImageTagMutabilityExclusionFilter::sdk)
                        .toList();
    }

    private String arn(Home home) {
        return home.arn("ecr", "repository/" + repositoryName);
    }

    static String repositoryName(String arn) {
        return arn.substring(arn.indexOf(":repository/") + ":repository/".length());
    }

    /** The index of tags still names what was deleted a moment ago, and one such name fails the call for all. */
    private static Stream<software.amazon.awssdk.services.ecr.model.Repository> describe(
            EcrClient ecr, List<String> names) {
        try {
            return ecr.describeRepositories(request -> request.repositoryNames(names)).repositories().stream();
        } catch (RepositoryNotFoundException e) {
            return names.size() == 1 ? Stream.empty() : names.stream().flatMap(name -> describe(ecr, List.of(name)));
        }
    }

    private static Json lifecyclePolicy(EcrClient ecr, String name) {
        try {
            return new Json(ecr.getLifecyclePolicy(request -> request.repositoryName(name))
                    .lifecyclePolicyText());
        } catch (LifecyclePolicyNotFoundException _) {
            return null;
        }
    }

    private static void putLifecyclePolicy(EcrClient ecr, Repository spec) {
        ecr.putLifecyclePolicy(request -> request.repositoryName(spec.repositoryName)
                .lifecyclePolicyText(spec.lifecyclePolicy.lifecyclePolicyText.text()));
    }
}
