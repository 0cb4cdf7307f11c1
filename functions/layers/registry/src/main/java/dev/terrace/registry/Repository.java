package dev.terrace.registry;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Json;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/**
 * An ECR repository. {@code Ref} is its name; {@code Arn} and {@code RepositoryUri} are attributes.
 *
 * @param imageTagMutability {@code MUTABLE} or {@code IMMUTABLE}
 */
@AwsType("AWS::ECR::Repository")
record Repository(
        @CreateOnly String repositoryName,
        String imageTagMutability,
        ImageScanningConfiguration imageScanningConfiguration,
        @CreateOnly EncryptionConfiguration encryptionConfiguration,
        LifecyclePolicy lifecyclePolicy) {

    record ImageScanningConfiguration(boolean scanOnPush) {}

    /**
     * @param encryptionType {@code KMS} or {@code AES256}
     * @param kmsKey the ARN of the key; null unless {@code KMS}
     */
    record EncryptionConfiguration(String encryptionType, String kmsKey) {}

    /** @param lifecyclePolicyText which images expire; null when the repository has no such policy */
    record LifecyclePolicy(Json lifecyclePolicyText) {}

    static final class Type implements ResourceType<Repository> {
        /** How many repositories DescribeRepositories takes by name. */
        private static final int BATCH = 100;

        private final EcrClient ecr;
        private final ResourceGroupsTaggingApiClient tagging;
        private final Home home;
        private final DeletionPolicy deletionPolicy;

        Type(EcrClient ecr, ResourceGroupsTaggingApiClient tagging, Home home, DeletionPolicy deletionPolicy) {
            this.home = home;
            this.ecr = ecr;
            this.tagging = tagging;
            this.deletionPolicy = deletionPolicy;
        }

        @Override
        public Class<Repository> spec() {
            return Repository.class;
        }

        @Override
        public DeletionPolicy deletionPolicy() {
            return deletionPolicy;
        }

        /**
         * ECR tells no tags when it lists, and the names are the user's own; so the index of tags says which repositories are
         * meant. These are described in one call; only the lifecycle policy takes one call for each.
         */
        @Override
        public List<Found<Repository>> find(Owner owner) {
            var names = namesOf(owner);
            var described = new ArrayList<software.amazon.awssdk.services.ecr.model.Repository>();
            var repositories = List.copyOf(names.keySet());
            for (int from = 0; from < repositories.size(); from += BATCH) {
                described.addAll(describe(repositories.subList(from, Math.min(from + BATCH, repositories.size()))));
            }
            return described.stream()
                    .flatMap(repository -> read(names.get(repository.repositoryName()), repository).stream())
                    .toList();
        }

        /** The owner's repositories: by ECR's name, the name within the layer. */
        private Map<String, String> namesOf(Owner owner) {
            var filters = owner.ownershipTags().entrySet().stream()
                    .map(tag -> TagFilter.builder()
                            .key(tag.getKey())
                            .values(tag.getValue())
                            .build())
                    .toList();
            var names = new HashMap<String, String>();
            tagging.getResourcesPaginator(request ->
                            request.resourceTypeFilters("ecr:repository").tagFilters(filters))
                    .resourceTagMappingList()
                    .forEach(resource -> Tags.nameFor(
                                    owner, Tags.from(resource.tags(), tag -> tag.key(), tag -> tag.value()))
                            .ifPresent(name -> names.put(repositoryName(resource.resourceARN()), name)));
            return names;
        }

        static String repositoryName(String arn) {
            return arn.substring(arn.indexOf(":repository/") + ":repository/".length());
        }

        /** The index of tags still names what was deleted a moment ago, and one such name fails the call for all. */
        private List<software.amazon.awssdk.services.ecr.model.Repository> describe(List<String> names) {
            try {
                return ecr.describeRepositories(request -> request.repositoryNames(names))
                        .repositories();
            } catch (RepositoryNotFoundException e) {
                return names.size() == 1
                        ? List.of()
                        : names.stream()
                                .flatMap(name -> describe(List.of(name)).stream())
                                .toList();
            }
        }

        private Optional<Found<Repository>> read(
                String name, software.amazon.awssdk.services.ecr.model.Repository repository) {
            try {
                return Optional.of(
                        found(name, repository, specOf(repository, lifecyclePolicy(repository.repositoryName()))));
            } catch (RepositoryNotFoundException _) {
                // Deleted since it was described.
                return Optional.empty();
            }
        }

        private Json lifecyclePolicy(String name) {
            try {
                return new Json(ecr.getLifecyclePolicy(request -> request.repositoryName(name))
                        .lifecyclePolicyText());
            } catch (LifecyclePolicyNotFoundException _) {
                return null;
            }
        }

        static Repository specOf(
                software.amazon.awssdk.services.ecr.model.Repository repository, Json lifecyclePolicy) {
            var encryption = repository.encryptionConfiguration();
            return new Repository(
                    repository.repositoryName(),
                    repository.imageTagMutabilityAsString(),
                    new ImageScanningConfiguration(
                            repository.imageScanningConfiguration().scanOnPush()),
                    new EncryptionConfiguration(encryption.encryptionTypeAsString(), encryption.kmsKey()),
                    new LifecyclePolicy(lifecyclePolicy));
        }

        private static Found<Repository> found(
                String name, software.amazon.awssdk.services.ecr.model.Repository repository, Repository spec) {
            var attributes = Map.of("Arn", repository.repositoryArn(), "RepositoryUri", repository.repositoryUri());
            return Found.ready(name, repository.repositoryName(), spec, attributes);
        }

        @Override
        public Result.Output foreseen(Key key, Repository wanted) {
            var registry = "%s.dkr.ecr.%s.%s".formatted(home.account(), home.region(), home.dnsSuffix());
            return new Result.Output(
                    wanted.repositoryName(),
                    Map.of("Arn", arn(wanted), "RepositoryUri", registry + "/" + wanted.repositoryName()));
        }

        private String arn(Repository spec) {
            return home.arn("ecr", "repository/" + spec.repositoryName());
        }

        /** A component may get another name, or another component its repository, and the images stay. */
        @Override
        public boolean excludes(Repository wanted, Repository other) {
            return wanted.repositoryName().equals(other.repositoryName());
        }

        @Override
        public Found<Repository> rename(Key key, Found<Repository> found) {
            ecr.tagResource(request -> request.resourceArn(arn(found.spec())).tags(tags(key)));
            return found.named(key.name());
        }

        private static List<Tag> tags(Key key) {
            return Tags.to(key.tags(), (k, v) -> Tag.builder().key(k).value(v).build());
        }

        @Override
        public Found<Repository> create(Key key, Repository spec) {
            var created = createRepository(key, spec);
            putLifecyclePolicy(spec);
            return found(key.name(), created, spec);
        }

        private software.amazon.awssdk.services.ecr.model.Repository createRepository(Key key, Repository spec) {
            try {
                return ecr.createRepository(request -> request.repositoryName(spec.repositoryName())
                                .imageTagMutability(spec.imageTagMutability())
                                .imageScanningConfiguration(scanning -> scanning.scanOnPush(
                                        spec.imageScanningConfiguration().scanOnPush()))
                                .encryptionConfiguration(encryption -> encryption
                                        .encryptionType(
                                                spec.encryptionConfiguration().encryptionType())
                                        .kmsKey(spec.encryptionConfiguration().kmsKey()))
                                .tags(tags(key)))
                        .repository();
            } catch (RepositoryAlreadyExistsException e) {
                throw AwsProblems.alreadyThere(key, tagsOf(spec), e);
            }
        }

        /** What has the name and yet is not found is new: that is thrown, and waited for. */
        private Map<String, String> tagsOf(Repository spec) {
            var tags = ecr.listTagsForResource(request -> request.resourceArn(arn(spec)))
                    .tags();
            return Tags.from(tags, Tag::key, Tag::value);
        }

        private void putLifecyclePolicy(Repository spec) {
            ecr.putLifecyclePolicy(request -> request.repositoryName(spec.repositoryName())
                    .lifecyclePolicyText(
                            spec.lifecyclePolicy().lifecyclePolicyText().text()));
        }

        @Override
        public Found<Repository> update(Key key, Found<Repository> found, Repository spec, Set<String> changed) {
            if (changed.contains("imageTagMutability")) {
                ecr.putImageTagMutability(
                        request -> request.repositoryName(found.id()).imageTagMutability(spec.imageTagMutability()));
            }
            if (changed.contains("imageScanningConfiguration")) {
                ecr.putImageScanningConfiguration(request -> request.repositoryName(found.id())
                        .imageScanningConfiguration(scanning -> scanning.scanOnPush(
                                spec.imageScanningConfiguration().scanOnPush())));
            }
            if (changed.contains("lifecyclePolicy")) {
                putLifecyclePolicy(spec);
            }
            return found.with(spec);
        }

        /** With all its images: it is only called when the blueprint says so. */
        @Override
        public boolean delete(Found<Repository> found) {
            AwsProblems.unlessGone(() -> ecr.deleteRepository(
                    request -> request.repositoryName(found.id()).force(true)));
            return true;
        }
    }
}
