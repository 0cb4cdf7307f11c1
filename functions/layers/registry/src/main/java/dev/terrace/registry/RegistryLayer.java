package dev.terrace.registry;

import dev.terrace.aws.Home;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.platform.Deletion.Policy;
import dev.terrace.platform.Platform;
import dev.terrace.registry.Repository.EncryptionConfiguration;
import dev.terrace.registry.Repository.ImageScanningConfiguration;
import dev.terrace.registry.Repository.LifecyclePolicy;
import java.util.List;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/** What the registry layer of a platform is made of: a repository per component with an image of its own, named as the component is. */
final class RegistryLayer {
    private static final String ALL = "*";

    private RegistryLayer() {}

    static void declare(Platform platform, Layer layer) {
        var registry = platform.registry();
        platform.released()
                .forEach((name, component) -> layer.add(
                        name,
                        new Repository(
                                component.repository(),
                                mutability(registry.mutableTags()),
                                exclusions(registry.mutableTags()),
                                new ImageScanningConfiguration(registry.scanOnPush()),
                                switch (registry.encryption()) {
                                    case KMS ->
                                        new EncryptionConfiguration("KMS", new Ref("security", "registry").get("Arn"));
                                    case AES256 -> new EncryptionConfiguration("AES256", null);
                                },
                                new LifecyclePolicy(LifecycleRules.keep(registry.keepImages())))));
    }

    private static String mutability(List<String> mutableTags) {
        if (mutableTags.contains(ALL)) {
            return "MUTABLE";
        }
        return mutableTags.isEmpty() ? "IMMUTABLE" : "IMMUTABLE_WITH_EXCLUSION";
    }

    /** Which tags may move where others may not. */
    private static List<Repository.ImageTagMutabilityExclusionFilter> exclusions(List<String> mutableTags) {
        return mutableTags.contains(ALL)
                ? List.of()
                : mutableTags.stream()
                        .map(tag -> new Repository.ImageTagMutabilityExclusionFilter("WILDCARD", tag))
                        .toList();
    }

    static List<ResourceType<?>> types(
            Home home, EcrClient ecr, ResourceGroupsTaggingApiClient tagging, Platform platform) {
        var policy =
                platform.deletion().repositories() == Policy.DELETE ? DeletionPolicy.DELETE : DeletionPolicy.RETAIN;
        return List.of(Repository.type(ecr, tagging, home, policy));
    }
}
