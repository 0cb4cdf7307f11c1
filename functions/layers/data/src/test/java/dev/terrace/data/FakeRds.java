package dev.terrace.data;

import java.util.List;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBEngineVersion;
import software.amazon.awssdk.services.rds.model.DBMajorEngineVersion;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbMajorEngineVersionsRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbMajorEngineVersionsResponse;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbParametersResponse;
import software.amazon.awssdk.services.rds.model.Parameter;

/**
 * An RDS that only sells, and whose parameter groups are as RDS makes them.
 *
 * @param versions on sale
 * @param majors with the ends of their support
 */
record FakeRds(List<String> versions, List<DBMajorEngineVersion> majors) implements RdsClient {
    @Override
    public DescribeDbEngineVersionsResponse describeDBEngineVersions(DescribeDbEngineVersionsRequest request) {
        return DescribeDbEngineVersionsResponse.builder()
                .dbEngineVersions(versions.stream()
                        .map(version ->
                                DBEngineVersion.builder().engineVersion(version).build())
                        .toList())
                .build();
    }

    @Override
    public DescribeDbMajorEngineVersionsResponse describeDBMajorEngineVersions(
            DescribeDbMajorEngineVersionsRequest request) {
        return DescribeDbMajorEngineVersionsResponse.builder()
                .dbMajorEngineVersions(majors)
                .build();
    }

    @Override
    public DescribeDbParametersResponse describeDBParameters(DescribeDbParametersRequest request) {
        return DescribeDbParametersResponse.builder()
                .parameters(parameter("rds.force_ssl", "1"), parameter("timezone", "UTC"), parameter("work_mem", null))
                .build();
    }

    private static Parameter parameter(String name, String value) {
        return Parameter.builder().parameterName(name).parameterValue(value).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
