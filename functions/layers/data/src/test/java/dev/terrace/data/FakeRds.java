package dev.terrace.data;

import dev.terrace.aws.FakeClient;
import java.util.List;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbMajorEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbMajorEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.Parameter;

/** An RDS that offers versions, whose parameter groups are as RDS makes them, and that takes what is asked of instances. */
final class FakeRds extends FakeClient<RdsClient> {
    /**
     * @param versions that it offers
     * @param majors with the ends of their support
     */
    FakeRds(List<String> versions, List<DBMajorEngineVersion> majors) {
        super(RdsClient.class);
        var offered = versions.stream()
                .map(version -> DBEngineVersion.builder().engineVersion(version).build())
                .toList();
        on(DescribeDbEngineVersionsRequest.class, _ -> DescribeDbEngineVersionsResponse.builder()
                .dbEngineVersions(offered)
                .build());
        on(DescribeDbMajorEngineVersionsRequest.class, _ -> DescribeDbMajorEngineVersionsResponse.builder()
                .dbMajorEngineVersions(majors)
                .build());
        on(DescribeDbParametersRequest.class, _ -> DescribeDbParametersResponse.builder()
                .parameters(parameter("rds.force_ssl", "1"), parameter("timezone", "UTC"), parameter("work_mem", null))
                .build());
        takes(ModifyDbInstanceRequest.class, DeleteDbInstanceRequest.class);
    }

    private static Parameter parameter(String name, String value) {
        return Parameter.builder().parameterName(name).parameterValue(value).build();
    }
}
