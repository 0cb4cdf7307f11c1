package dev.terrace.registry;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import dev.terrace.aws.Home;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/** The function of the registry layer. */
public final class RegistryFunction extends AwsLayerFunction {
    public RegistryFunction() {
        this(new Aws(), Home.fromEnvironment());
    }

    RegistryFunction(Aws aws, Home home) {
        this(aws, home, aws.client(EcrClient.builder()), aws.client(ResourceGroupsTaggingApiClient.builder()));
    }

    private RegistryFunction(Aws aws, Home home, EcrClient ecr, ResourceGroupsTaggingApiClient tagging) {
        super(aws.calls(), RegistryLayer::declare, platform -> RegistryLayer.types(home, ecr, tagging, platform));
    }
}
