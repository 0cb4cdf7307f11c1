package dev.terrace.cli.cloud;

import dev.terrace.cli.report.ReleaseReport;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.ProblemException;
import dev.terrace.local.Progress;
import dev.terrace.report.Reports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageNotFoundException;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** Tells Terrace about a pushed image, as ECR does, and follows the release that begins then. */
public final class Releasing {
    /** EventBridge delivers within seconds; what has not begun by then was not delivered. */
    private static final Duration DELIVERY = Duration.ofSeconds(60);

    private static final int LATEST = 20;

    private static final Problem LOST_SIGHT = Problem.user(
            "LostSight", "", "The release goes on without being looked at", "`./terrace releases` tells how it went.");

    private final Account account;
    private final Stack stack;
    private final Clock clock;
    private final Executions executions;

    public Releasing(Account account, Stack stack, Clock clock) {
        this.account = account;
        this.stack = stack;
        this.clock = clock;
        this.executions = new Executions(
                account.stepFunctions(), clock, account.isLocal() ? Duration.ofMillis(200) : Duration.ofSeconds(2));
    }

    /**
     * The repository that the registry layer made for a component, by its tags.
     *
     * @throws ProblemException when there is none
     */
    public String repository(String platform, String component) {
        var components = new TreeSet<String>();
        for (var repository : account.ecr().describeRepositoriesPaginator().repositories()) {
            var tags = tags(repository);
            if (platform.equals(tags.get(Owner.PLATFORM_TAG))) {
                if (component.equals(tags.get(Owner.RESOURCE_TAG))) {
                    return repository.repositoryName();
                }
                components.add(tags.getOrDefault(Owner.RESOURCE_TAG, repository.repositoryName()));
            }
        }
        throw new ProblemException(
                components.isEmpty()
                        ? Problem.user(
                                "NoPlatform",
                                "",
                                "There is no repository of a platform `" + platform + "` here.",
                                "Build it with `./terrace up` or `./terrace apply`.")
                        : Problem.user(
                                "NoComponent",
                                "",
                                platform + " has no component `" + component + "`.",
                                "It has " + String.join(", ", components) + "."));
    }

    private Map<String, String> tags(Repository repository) {
        return account
                .ecr()
                .listTagsForResource(request -> request.resourceArn(repository.repositoryArn()))
                .tags()
                .stream()
                .collect(java.util.stream.Collectors.toMap(Tag::key, Tag::value));
    }

    /**
     * The digest of an image that was pushed already.
     *
     * @throws ProblemException when there is none with the tag
     */
    public String digest(String repository, String tag) {
        try {
            return account.ecr()
                    .describeImages(request -> request.repositoryName(repository)
                            .imageIds(ImageIdentifier.builder().imageTag(tag).build()))
                    .imageDetails()
                    .getFirst()
                    .imageDigest();
        } catch (ImageNotFoundException _) {
            throw new ProblemException(Problem.user(
                    "NoImage",
                    "",
                    "The repository " + repository + " has no image " + tag + ".",
                    "Push it with `docker push` first."));
        }
    }

    /** Sends the event of a push. @return the event's id */
    public String announce(String repository, String digest, String tag) {
        var detail = Reports.write(Map.of(
                "action-type", "PUSH",
                "result", "SUCCESS",
                "repository-name", repository,
                "image-digest", digest,
                "image-tag", tag));
        var entry = PutEventsRequestEntry.builder()
                .source("terrace")
                .detailType("ECR Image Action")
                .detail(detail)
                .build();
        var answer = account.events()
                .putEvents(request -> request.entries(entry))
                .entries()
                .getFirst();
        if (answer.errorCode() != null) {
            throw new ProblemException(Problem.user(
                    answer.errorCode(), "", "EventBridge refused the event of the push: " + answer.errorMessage(), ""));
        }
        return answer.eventId();
    }

    /**
     * Follows the release that an event began.
     *
     * @param progress is told about its steps
     * @throws ProblemException when none begins
     */
    public ReleaseReport follow(String event, Progress progress) {
        var arn = execution(event);
        var steps = new Steps(progress);
        var ended = executions.follow(
                arn,
                _ -> steps.see(account
                        .stepFunctions()
                        .getExecutionHistoryPaginator(
                                request -> request.executionArn(arn).maxResults(1000))
                        .events()
                        .stream()
                        .toList()),
                LOST_SIGHT);
        steps.end();
        return report(ended);
    }

    private static ReleaseReport report(DescribeExecutionResponse execution) {
        if (execution.status() == ExecutionStatus.SUCCEEDED) {
            return Reports.read(execution.output(), ReleaseReport.class);
        }
        var reason =
                execution.cause() == null ? "The execution ended as " + execution.status() + "." : execution.cause();
        return new ReleaseReport("FAILED", null, null, null, null, execution.name(), reason);
    }

    private String execution(String event) {
        var latest = clock.instant().plus(DELIVERY);
        while (true) {
            var begun = executions.patiently(LOST_SIGHT, () -> begunBy(event));
            if (begun.isPresent()) {
                return begun.get();
            }
            if (clock.instant().isAfter(latest)) {
                throw new ProblemException(Problem.user(
                        "NoRelease",
                        "",
                        "No release has begun within " + DELIVERY.toSeconds() + " s after the event of the push.",
                        "Look at the rule of the state machine " + stack.release()
                                + ", and at its dead-letter queue."));
            }
            executions.pause();
        }
    }

    private Optional<String> begunBy(String event) {
        return latest().stream()
                .map(ExecutionListItem::executionArn)
                .filter(arn -> event.equals(Reports.tree(account.stepFunctions()
                                .describeExecution(request -> request.executionArn(arn))
                                .input())
                        .path("id")
                        .asString("")))
                .findFirst();
    }

    private List<ExecutionListItem> latest() {
        return account.stepFunctions()
                .listExecutions(
                        request -> request.stateMachineArn(stack.release()).maxResults(LATEST))
                .executions();
    }

    /** The steps of the state machine that do something, in the order of their first entry. */
    private static final class Steps {
        private final Progress progress;
        private String current = "";
        private Instant begin = Instant.EPOCH;
        private Instant last = Instant.EPOCH;

        Steps(Progress progress) {
            this.progress = progress;
        }

        private int seen;

        void see(List<HistoryEvent> events) {
            for (var event : events.subList(Math.min(seen, events.size()), events.size())) {
                last = event.timestamp();
                if (event.type() == HistoryEventType.TASK_STATE_ENTERED) {
                    enter(event.stateEnteredEventDetails().name());
                } else if (event.type() == HistoryEventType.TASK_SUCCEEDED) {
                    detail(event.taskSucceededEventDetails().output());
                }
            }
            seen = events.size();
        }

        private void enter(String state) {
            if (!state.equals(current)) {
                end();
                current = state;
                begin = last;
                progress.started(state);
            }
        }

        private void detail(String output) {
            var answer = Reports.tree(output).path("Payload");
            if (answer.has("wanted")) {
                progress.line("%d of %d pods ready"
                        .formatted(
                                answer.path("ready").asInt(),
                                answer.path("wanted").asInt()));
            } else if (answer.has("reason")) {
                progress.line(answer.path("reason").asString());
            }
        }

        void end() {
            if (!current.isEmpty()) {
                progress.done(current, Duration.between(begin, last));
                current = "";
            }
        }
    }
}
