package dev.terrace.network;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The function of the network layer. */
public final class NetworkFunction extends AwsLayerFunction {
    public NetworkFunction() {
        this(new Aws());
    }

    NetworkFunction(Aws aws) {
        this(aws, aws.client(Ec2Client.builder()), aws.client(CloudWatchLogsClient.builder()));
    }

    private NetworkFunction(Aws aws, Ec2Client ec2, CloudWatchLogsClient logs) {
        super(aws.calls(), NetworkLayer::declare, platform -> NetworkLayer.types(ec2, logs, platform));
    }
}
