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

/** What the registry layer of a platform is made of: a repository per component, named as the component is. */
final class RegistryLayer {
    private RegistryLayer() {}

    static void declare(Platform platform, Layer layer) {
        var registry = platform.registry();
        for (var component : platform.components().keySet()) {
            layer.add(
                    component,
                    new Repository(
                            platform.repository(component),
                            registry.immutableTags() ? "IMMUTABLE" : "MUTABLE",
                            new ImageScanningConfiguration(registry.scanOnPush()),
                            switch (registry.encryption()) {
                                case KMS ->
                                    new EncryptionConfiguration("KMS", new Ref("security", "registry").get("Arn"));
                                case AES256 -> new EncryptionConfiguration("AES256", null);
                            },
                            new LifecyclePolicy(LifecycleRules.keep(registry.keepImages()))));
        }
    }

    static List<ResourceType<?>> types(
            Home home, EcrClient ecr, ResourceGroupsTaggingApiClient tagging, Platform platform) {
        var policy =
                platform.deletion().repositories() == Policy.DELETE ? DeletionPolicy.DELETE : DeletionPolicy.RETAIN;
        return List.of(Repository.type(ecr, tagging, home, policy));
    }
}
