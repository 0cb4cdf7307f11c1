package dev.terrace.security;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import dev.terrace.aws.Home;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/** The function of the security layer. */
public final class SecurityFunction extends AwsLayerFunction {
    public SecurityFunction() {
        this(new Aws(), Home.fromEnvironment());
    }

    SecurityFunction(Aws aws, Home home) {
        this(
                aws,
                home,
                aws.client(KmsClient.builder()),
                aws.client(IamClient.builder()),
                aws.client(ResourceGroupsTaggingApiClient.builder()));
    }

    private SecurityFunction(Aws aws, Home home, KmsClient kms, IamClient iam, ResourceGroupsTaggingApiClient tagging) {
        super(
                aws.calls(),
                (platform, layer) -> SecurityLayer.declare(home, platform, layer),
                platform -> SecurityLayer.types(home, kms, iam, tagging, platform));
    }
}
