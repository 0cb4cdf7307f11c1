package dev.terrace.cluster;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import dev.terrace.aws.Home;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/** The function of the cluster layer; its environment names the roles of the functions that log into the cluster. */
public final class ClusterFunction extends AwsLayerFunction {
    public ClusterFunction() {
        this(new Aws(), Home.fromEnvironment(), FunctionRoles.from(System.getenv()));
    }

    ClusterFunction(Aws aws, Home home, FunctionRoles roles) {
        this(
                aws,
                home,
                roles,
                aws.client(EksClient.builder()),
                aws.client(Ec2Client.builder()),
                aws.client(IamClient.builder()),
                aws.client(CloudWatchLogsClient.builder()));
    }

    private ClusterFunction(
            Aws aws,
            Home home,
            FunctionRoles roles,
            EksClient eks,
            Ec2Client ec2,
            IamClient iam,
            CloudWatchLogsClient logs) {
        super(
                aws.calls(),
                (platform, layer) -> ClusterLayer.declare(home, roles, platform, layer),
                platform -> ClusterLayer.types(home, eks, ec2, iam, logs, platform));
    }
}
