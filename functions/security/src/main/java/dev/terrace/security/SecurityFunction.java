package dev.terrace.security;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/** The function of the security layer; {@code ACCOUNT_ID} in its environment names the account that its policies speak of. */
public final class SecurityFunction extends AwsLayerFunction {
    public SecurityFunction() {
        this(new Aws(), System.getenv("ACCOUNT_ID"));
    }

    SecurityFunction(Aws aws, String account) {
        this(
                aws,
                account,
                aws.client(KmsClient.builder()),
                aws.client(IamClient.builder()),
                aws.client(ResourceGroupsTaggingApiClient.builder()));
    }

    private SecurityFunction(
            Aws aws, String account, KmsClient kms, IamClient iam, ResourceGroupsTaggingApiClient tagging) {
        super(
                aws.calls(),
                (platform, layer) -> SecurityLayer.declare(account, platform, layer),
                platform -> SecurityLayer.types(kms, iam, tagging, platform));
    }
}
