package dev.terrace.data;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import dev.terrace.aws.Home;
import java.time.Clock;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.rds.RdsClient;

/** The function of the data layer. */
public final class DataFunction extends AwsLayerFunction {
    public DataFunction() {
        this(new Aws(), Home.fromEnvironment());
    }

    DataFunction(Aws aws, Home home) {
        this(aws, home, aws.client(RdsClient.builder()), aws.client(CloudWatchLogsClient.builder()));
    }

    private DataFunction(Aws aws, Home home, RdsClient rds, CloudWatchLogsClient logs) {
        super(
                aws.calls(),
                DataLayer::declare,
                platform -> DataLayer.types(home, rds, logs, platform, Clock.systemUTC()));
    }
}
