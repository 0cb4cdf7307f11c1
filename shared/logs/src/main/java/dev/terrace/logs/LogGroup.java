package dev.terrace.logs;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * A log group, for which an AWS service writes. {@code Ref} is its name.
 *
 * @param retentionInDays one of the numbers that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90 … 3653
 */
@AwsType("AWS::Logs::LogGroup")
public record LogGroup(@CreateOnly String logGroupName, Integer retentionInDays) {

    /**
     * Log groups below one prefix. Whose a group is, its tags say, and not its name, which services choose: a platform deletes no
     * logs but those of the groups that it has declared.
     */
    public static final class Type implements ResourceType<LogGroup> {
        private final CloudWatchLogsClient logs;
        private final String prefix;
        private final Map<String, String> declared;
        private final DeletionPolicy deletionPolicy;

        /** What was found by its name alone, and whose it would be. */
        private final Map<String, Owner> byName = new ConcurrentHashMap<>();

        /**
         * @param prefix where the names of the platform's groups begin
         * @param declared what the groups that the platform declares are called in the layer, by the groups' names
         */
        public Type(CloudWatchLogsClient logs, String prefix, Map<String, String> declared) {
            this(logs, prefix, declared, DeletionPolicy.DELETE);
        }

        public Type(
                CloudWatchLogsClient logs, String prefix, Map<String, String> declared, DeletionPolicy deletionPolicy) {
            this.logs = logs;
            this.prefix = prefix;
            this.declared = Map.copyOf(declared);
            this.deletionPolicy = deletionPolicy;
        }

        @Override
        public Class<LogGroup> spec() {
            return LogGroup.class;
        }

        @Override
        public DeletionPolicy deletionPolicy() {
            return deletionPolicy;
        }

        /**
         * One call for all groups. The list tells no tags, so each group that is not declared is asked for its own. One that is, and
         * has a retention, which no service gives, is what the platform has made or taken: it is asked only when it is to be deleted.
         */
        @Override
        public List<Found<LogGroup>> find(Owner owner) {
            return described(prefix)
                    .flatMap(group -> nameOf(owner, group)
                            .map(name -> found(name, new LogGroup(group.logGroupName(), group.retentionInDays())))
                            .stream())
                    .toList();
        }

        private Optional<String> nameOf(
                Owner owner, software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup group) {
            var name = declared.get(group.logGroupName());
            if (name == null || group.retentionInDays() == null) {
                return Tags.nameFor(owner, tags(group.logGroupArn()));
            }
            byName.put(group.logGroupName(), owner);
            return Optional.of(name);
        }

        private Stream<software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup> described(String begins) {
            return logs.describeLogGroupsPaginator(request -> request.logGroupNamePrefix(begins)).logGroups().stream();
        }

        private Map<String, String> tags(String arn) {
            try {
                return logs.listTagsForResource(request -> request.resourceArn(arn))
                        .tags();
            } catch (ResourceNotFoundException _) {
                // Deleted since it was listed.
                return Map.of();
            }
        }

        private static Found<LogGroup> found(String name, LogGroup spec) {
            return Found.ready(name, spec.logGroupName(), spec);
        }

        @Override
        public Result.Output foreseen(Key key, LogGroup wanted) {
            return new Result.Output(wanted.logGroupName(), Map.of());
        }

        @Override
        public boolean excludes(LogGroup wanted, LogGroup other) {
            return wanted.logGroupName().equals(other.logGroupName());
        }

        @Override
        public Found<LogGroup> rename(Key key, Found<LogGroup> found) {
            logs.tagResource(
                    request -> request.resourceArn(arn(key, found.id())).tags(key.tags()));
            return found.named(key.name());
        }

        /**
         * A service that finds no group makes one, without tags or retention. So one that is there and nobody's is taken: it bears
         * the name of what this platform is about to have logged.
         */
        @Override
        public Found<LogGroup> create(Key key, LogGroup spec) {
            try {
                logs.createLogGroup(
                        request -> request.logGroupName(spec.logGroupName()).tags(key.tags()));
            } catch (ResourceAlreadyExistsException e) {
                var arn = arn(key, spec.logGroupName());
                var tags = tags(arn);
                if (tags.containsKey(Owner.PLATFORM_TAG)) {
                    throw AwsProblems.alreadyThere(key, tags, e);
                }
                logs.tagResource(request -> request.resourceArn(arn).tags(key.tags()));
            }
            keep(spec);
            return found(key.name(), spec);
        }

        private String arn(Key key, String name) {
            return arn(name).orElseThrow(() -> AwsProblems.notListedYet(key));
        }

        private Optional<String> arn(String name) {
            return described(name)
                    .filter(group -> group.logGroupName().equals(name))
                    .map(group -> group.logGroupArn())
                    .findFirst();
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
            var owner = byName.get(found.id());
            if (owner != null
                    && arn(found.id()).filter(arn -> !isOf(owner, arn)).isPresent()) {
                throw new ProblemException(Problem.user(
                        "NotOurs",
                        "",
                        "The log group " + found.id()
                                + " does not carry this platform's tags, so that it is not deleted.",
                        "Delete it by hand, or give it the tag " + Owner.PLATFORM_TAG + "=" + owner.platform() + " and "
                                + Owner.LAYER_TAG + "=" + owner.layer() + "."));
            }
            AwsProblems.unlessGone(() -> logs.deleteLogGroup(request -> request.logGroupName(found.id())));
            return true;
        }

        private boolean isOf(Owner owner, String arn) {
            return tags(arn).entrySet().containsAll(owner.ownershipTags().entrySet());
        }
    }
}
