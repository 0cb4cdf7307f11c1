package dev.terrace.logs;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceResponse;

/** CloudWatch Logs with groups, their retention and their tags. */
final class FakeLogs implements CloudWatchLogsClient {
    private static final String ARN = "arn:aws:logs:us-east-1:111122223333:log-group:";

    final Map<String, Map<String, String>> tags = new TreeMap<>();
    final Map<String, Integer> retention = new HashMap<>();

    @Override
    public CreateLogGroupResponse createLogGroup(CreateLogGroupRequest request) {
        if (tags.putIfAbsent(request.logGroupName(), new HashMap<>(request.tags())) != null) {
            throw ResourceAlreadyExistsException.builder().message("it exists").build();
        }
        return CreateLogGroupResponse.builder().build();
    }

    @Override
    public DescribeLogGroupsResponse describeLogGroups(DescribeLogGroupsRequest request) {
        return DescribeLogGroupsResponse.builder()
                .logGroups(tags.keySet().stream()
                        .filter(name -> name.startsWith(request.logGroupNamePrefix()))
                        .map(name -> LogGroup.builder()
                                .logGroupName(name)
                                .logGroupArn(ARN + name)
                                .retentionInDays(retention.get(name))
                                .build())
                        .toList())
                .build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        return ListTagsForResourceResponse.builder()
                .tags(tags.get(name(request.resourceArn())))
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        tags.get(name(request.resourceArn())).putAll(request.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public PutRetentionPolicyResponse putRetentionPolicy(PutRetentionPolicyRequest request) {
        retention.put(request.logGroupName(), request.retentionInDays());
        return PutRetentionPolicyResponse.builder().build();
    }

    @Override
    public DeleteLogGroupResponse deleteLogGroup(DeleteLogGroupRequest request) {
        tags.remove(request.logGroupName());
        return DeleteLogGroupResponse.builder().build();
    }

    private static String name(String arn) {
        return arn.substring(ARN.length());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
