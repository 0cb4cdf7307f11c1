package dev.terrace.data;

import dev.terrace.aws.Aws;
import dev.terrace.aws.AwsLayerFunction;
import java.time.Clock;
import software.amazon.awssdk.services.rds.RdsClient;

/** The function of the data layer. */
public final class DataFunction extends AwsLayerFunction {
    public DataFunction() {
        this(new Aws());
    }

    DataFunction(Aws aws) {
        this(aws, aws.client(RdsClient.builder()));
    }

    private DataFunction(Aws aws, RdsClient rds) {
        super(aws.calls(), DataLayer::declare, platform -> DataLayer.types(rds, platform, Clock.systemUTC()));
    }
}
