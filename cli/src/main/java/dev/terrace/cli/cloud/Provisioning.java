package dev.terrace.cli.cloud;

import dev.terrace.cli.report.LayerProgress;
import dev.terrace.cli.report.LayerProgress.Phase;
import dev.terrace.cli.report.LayerReport;
import dev.terrace.cli.report.Reports;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Change;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

/** Starts runs of the provision and destroy state machines, and follows them layer by layer. */
public final class Provisioning {
    /** In the order of the provision state machine; destroy goes the other way. */
    public static final List<String> LAYERS =
            List.of("security", "network", "registry", "data", "cluster", "workloads");

    private static final DateTimeFormatter SORTABLE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Account account;
    private final Stack stack;
    private final Clock clock;
    private final Duration poll;

    public Provisioning(Account account, Stack stack, Clock clock) {
        this.account = account;
        this.stack = stack;
        this.clock = clock;
        this.poll = account.isLocal() ? Duration.ofMillis(250) : Duration.ofSeconds(2);
    }

    /** A run that was started. */
    public record Started(String run, String executionArn, Instant at) {}

    /**
     * Puts a blueprint where a run can read it. It becomes the platform's own when an apply of it begins.
     *
     * @return its key
     */
    public String upload(String platform, String blueprint) {
        var key = "uploads/" + platform + "/" + sha256(blueprint) + ".yaml";
        account.s3()
                .putObject(
                        request ->
                                request.bucket(stack.blueprintBucket()).key(key).contentType("application/yaml"),
                        RequestBody.fromString(blueprint));
        return key;
    }

    /** @param blueprint the key of the blueprint to apply */
    public Started apply(String platform, String blueprint) {
        return start(stack.provision(), Map.of("platform", platform, "blueprint", blueprint));
    }

    /** @param blueprint the key of the blueprint to plan with */
    public Started plan(String platform, String blueprint) {
        return start(stack.provision(), Map.of("platform", platform, "mode", "plan", "blueprint", blueprint));
    }

    public Started destroy(String platform) {
        return start(stack.destroy(), Map.of("platform", platform));
    }

    private Started start(String stateMachine, Map<String, String> input) {
        var now = clock.instant();
        var run = SORTABLE.format(now) + "-"
                + "%04x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
        var started = account.stepFunctions()
                .startExecution(request ->
                        request.stateMachineArn(stateMachine).name(run).input(Reports.compact(input)));
        return new Started(run, started.executionArn(), now);
    }

    /**
     * Follows a run to its end.
     *
     * @param watcher is told about all layers, again and again
     * @throws ProblemException with the reason, when the run failed
     */
    public RunReport follow(Started started, List<String> layers, Consumer<List<LayerProgress>> watcher) {
        var progress = new LinkedHashMap<String, LayerProgress>();
        layers.forEach(layer -> progress.put(layer, LayerProgress.waiting(layer)));
        while (true) {
            var run =
                    account.stepFunctions().describeExecution(request -> request.executionArn(started.executionArn()));
            progress.replaceAll((layer, before) -> look(started, layer, before));
            watcher.accept(List.copyOf(progress.values()));
            if (Executions.ended(run)) {
                if (run.status() == ExecutionStatus.SUCCEEDED) {
                    return Reports.read(run.output(), RunReport.class);
                }
                throw new ProblemException(problem(started, run));
            }
            Executions.sleep(poll);
        }
    }

    private static Problem problem(Started started, DescribeExecutionResponse run) {
        var message =
                switch (run.status()) {
                    case ABORTED -> "The run " + started.run() + " was stopped.";
                    case TIMED_OUT -> "The run " + started.run() + " took longer than the state machine allows.";
                    default ->
                        run.cause() == null || run.cause().isBlank()
                                ? "The run " + started.run() + " failed."
                                : run.cause();
                };
        return new Problem(run.error() == null ? run.statusAsString() : run.error(), Category.USER, "", message, "");
    }

    private LayerProgress look(Started started, String layer, LayerProgress before) {
        if (before.phase() == Phase.DONE || before.phase() == Phase.FAILED) {
            return before;
        }
        var arn = Executions.arn(stack.layer(), started.run() + "-" + layer);
        DescribeExecutionResponse execution;
        try {
            execution = account.stepFunctions().describeExecution(request -> request.executionArn(arn));
        } catch (ExecutionDoesNotExistException _) {
            return before;
        }
        var end = execution.stopDate() == null ? clock.instant() : execution.stopDate();
        var time = Duration.between(execution.startDate(), end);
        if (execution.status() == ExecutionStatus.SUCCEEDED) {
            var report = Reports.read(execution.output(), LayerReport.class);
            return new LayerProgress(
                    layer, Phase.DONE, report.changes(), report.resources(), report.calls(), List.of(), time);
        }
        var answers = answers(arn);
        var changes = new ArrayList<Change>();
        answers.forEach(answer -> changes.addAll(answer.changes()));
        var latest = answers.isEmpty() ? null : answers.getLast();
        return new LayerProgress(
                layer,
                Executions.ended(execution) ? Phase.FAILED : Phase.RUNNING,
                changes,
                latest == null ? 0 : latest.resources(),
                new LayerReport.Calls(0, 0),
                latest == null ? List.of() : latest.waitingFor(),
                time);
    }

    /** What the layer's function has answered so far in an execution of the layer state machine. */
    private List<LayerReport> answers(String execution) {
        return account
                .stepFunctions()
                .getExecutionHistoryPaginator(
                        request -> request.executionArn(execution).maxResults(1000))
                .events()
                .stream()
                .filter(event -> event.type() == HistoryEventType.TASK_SUCCEEDED)
                .map(event ->
                        Reports.tree(event.taskSucceededEventDetails().output()).path("Payload"))
                .filter(payload -> payload.has("layer"))
                .map(payload -> Reports.read(payload, LayerReport.class))
                .toList();
    }

    /** What AWS's tag index lists with the platform's tag. It lags behind, and does not know every service. */
    public List<String> tagged(String platform) {
        var tag = TagFilter.builder().key("terrace:platform").values(platform).build();
        return account
                .tagging()
                .getResourcesPaginator(request -> request.tagFilters(tag))
                .resourceTagMappingList()
                .stream()
                .map(resource -> resource.resourceARN())
                .sorted()
                .toList();
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
