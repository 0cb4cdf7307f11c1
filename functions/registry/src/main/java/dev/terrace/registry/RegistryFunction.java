package dev.terrace.registry;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/** The function of the registry layer. */
public final class RegistryFunction extends AwsLayerFunction {
    public RegistryFunction() {
        this(new Aws());
    }

    RegistryFunction(Aws aws) {
        this(aws, aws.client(EcrClient.builder()), aws.client(ResourceGroupsTaggingApiClient.builder()));
    }

    private RegistryFunction(Aws aws, EcrClient ecr, ResourceGroupsTaggingApiClient tagging) {
        super(aws.calls(), RegistryLayer::declare, platform -> RegistryLayer.types(ecr, tagging, platform));
    }
}
