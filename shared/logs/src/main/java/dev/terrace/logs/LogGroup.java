package dev.terrace.logs;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;

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
     *
     * @param prefix where the names of the platform's groups begin
     * @param declared what the groups that the platform declares are called in the layer
     */
    public static PlainType<software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup, LogGroup> type(
            CloudWatchLogsClient logs, String prefix, Map<LogGroup, String> declared) {
        var groups = new Groups(logs, Map.copyOf(declared), new ConcurrentHashMap<>());
        return PlainType.of(SpecReader.of(
                        LogGroup.class, software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup.builder()))
                .list(_ -> groups.described(prefix))
                .name(groups::nameOf)
                .id(group -> group.logGroupName())
                .foreseen((_, wanted) -> new Result.Output(wanted.logGroupName, Map.of()))
                .unique("logGroupName")
                .rename((found, key) -> groups.tag(key, groups.arn(key, found.id())))
                .change(
                        "retentionInDays",
                        null,
                        (found, spec) -> logs.putRetentionPolicy(
                                request -> request.logGroupName(found.id()).retentionInDays(spec.retentionInDays)))
                .create(CreateLogGroupRequest::builder, (request, key, spec) -> {
                    groups.createOrTake(key, request.build());
                    return software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup.builder()
                            .logGroupName(spec.logGroupName)
                            .build();
                })
                .delete(found -> groups.delete(found.id()));
    }

    /** @param byName what was found by its name alone, and whose it would be */
    private record Groups(CloudWatchLogsClient logs, Map<LogGroup, String> declared, Map<String, Owner> byName) {

        Stream<software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup> described(String begins) {
            return logs.describeLogGroupsPaginator(request -> request.logGroupNamePrefix(begins)).logGroups().stream();
        }

        /**
         * One call for all groups. The list tells no tags, so each group is asked for its own: but for one that is just as it is
         * declared, with its retention, which no service gives. It is asked only when it is to be deleted.
         */
        Optional<String> nameOf(Owner owner, software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup group) {
            var name = declared.get(new LogGroup(group.logGroupName(), group.retentionInDays()));
            if (name == null) {
                return Tags.nameFor(owner, tags(group.logGroupArn()));
            }
            byName.put(group.logGroupName(), owner);
            return Optional.of(name);
        }

        private Map<String, String> tags(String arn) {
            return AwsProblems.present(() -> logs.listTagsForResource(request -> request.resourceArn(arn))
                            .tags())
                    .orElse(Map.of());
        }

        String arn(Key key, String name) {
            return arn(name).orElseThrow(() -> AwsProblems.notListedYet(key));
        }

        private Optional<String> arn(String name) {
            return described(name)
                    .filter(group -> group.logGroupName().equals(name))
                    .map(group -> group.logGroupArn())
                    .findFirst();
        }

        void tag(Key key, String arn) {
            logs.tagResource(request -> request.resourceArn(arn).tags(key.tags()));
        }

        /**
         * A service that finds no group makes one, without tags or retention. So one that is there and nobody's is taken: it bears
         * the name of what this platform is about to have logged.
         */
        void createOrTake(Key key, CreateLogGroupRequest request) {
            try {
                logs.createLogGroup(request);
            } catch (ResourceAlreadyExistsException e) {
                var arn = arn(key, request.logGroupName());
                var tags = tags(arn);
                if (tags.containsKey(Owner.PLATFORM_TAG)) {
                    throw AwsProblems.alreadyThere(key, tags, e);
                }
                tag(key, arn);
            }
        }

        void delete(String name) {
            var owner = byName.get(name);
            if (owner != null && arn(name).filter(arn -> !isOf(owner, arn)).isPresent()) {
                throw new ProblemException(Problem.user(
                        "NotOurs",
                        "",
                        "The log group " + name + " does not carry this platform's tags, so that it is not deleted.",
                        "Delete it by hand, or give it the tag " + Owner.PLATFORM_TAG + "=" + owner.platform() + " and "
                                + Owner.LAYER_TAG + "=" + owner.layer() + "."));
            }
            logs.deleteLogGroup(request -> request.logGroupName(name));
        }

        private boolean isOf(Owner owner, String arn) {
            return tags(arn).entrySet().containsAll(owner.ownershipTags().entrySet());
        }
    }
}
