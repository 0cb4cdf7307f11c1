package dev.terrace.logs;

import dev.terrace.aws.AwsProblems;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;

/**
 * A log group, for which an AWS service writes.
 *
 * @param logGroupName a path that only this platform uses: it tells whose the group is, since listing tells no tags
 * @param retentionInDays one of the numbers that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90 … 3653
 */
@AwsType("AWS::Logs::LogGroup")
public record LogGroup(@CreateOnly String logGroupName, Integer retentionInDays) {

    /**
     * The log group of one name. A group that is there without Terrace having made it is adopted: the service that writes to it
     * makes one when it finds none, without a retention.
     */
    public static final class Type implements ResourceType<LogGroup> {
        private final CloudWatchLogsClient logs;
        private final String name;
        private final String logGroupName;

        /**
         * @param name of the resource within its layer
         * @param logGroupName where to look for it
         */
        public Type(CloudWatchLogsClient logs, String name, String logGroupName) {
            this.logs = logs;
            this.name = name;
            this.logGroupName = logGroupName;
        }

        @Override
        public Class<LogGroup> spec() {
            return LogGroup.class;
        }

        @Override
        public List<Found<LogGroup>> find(Owner owner) {
            return logs
                    .describeLogGroupsPaginator(request -> request.logGroupNamePrefix(logGroupName))
                    .logGroups()
                    .stream()
                    .filter(group -> group.logGroupName().equals(logGroupName))
                    .map(group -> found(new LogGroup(logGroupName, group.retentionInDays())))
                    .toList();
        }

        @Override
        public Found<LogGroup> create(Key key, LogGroup spec) {
            try {
                logs.createLogGroup(
                        request -> request.logGroupName(spec.logGroupName()).tags(key.tags()));
            } catch (ResourceAlreadyExistsException _) {
                // The service was quicker.
            }
            keep(spec);
            return found(spec);
        }

        private Found<LogGroup> found(LogGroup spec) {
            return Found.ready(name, logGroupName, spec);
        }

        @Override
        public Found<LogGroup> update(Key key, Found<LogGroup> found, LogGroup spec, Set<String> changed) {
            keep(spec);
            return found.with(spec);
        }

        private void keep(LogGroup spec) {
            logs.putRetentionPolicy(
                    request -> request.logGroupName(spec.logGroupName()).retentionInDays(spec.retentionInDays()));
        }

        @Override
        public boolean delete(Found<LogGroup> found) {
            AwsProblems.unlessGone(() -> logs.deleteLogGroup(request -> request.logGroupName(found.id())));
            return true;
        }
    }
}
