package dev.terrace.cli.cloud;

import dev.terrace.cli.report.DestroyReport;
import dev.terrace.cli.report.LayerProgress;
import dev.terrace.cli.report.LayerProgress.Phase;
import dev.terrace.cli.report.RunReport;
import dev.terrace.engine.Digest;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import dev.terrace.platform.LayerName;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Refusal;
import dev.terrace.report.Reports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import tools.jackson.databind.JsonNode;

/** Starts runs, and follows them layer by layer. */
public final class Provisioning {
    private static final DateTimeFormatter SORTABLE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Account account;
    private final Stack stack;
    private final Clock clock;
    private final Executions executions;

    public Provisioning(Account account, Stack stack, Clock clock) {
        this.account = account;
        this.stack = stack;
        this.clock = clock;
        this.executions = new Executions(
                account.stepFunctions(), clock, account.isLocal() ? Duration.ofMillis(250) : Duration.ofSeconds(2));
    }

    /** A run that was started. */
    public record Started(String platform, String run, String executionArn, Instant at) {}

    /**
     * Puts a blueprint where a run can read it. It becomes the platform's own when an apply of it begins.
     *
     * @return its key
     */
    public String upload(String platform, String blueprint) {
        var key = "uploads/" + platform + "/" + Digest.of(blueprint) + ".yaml";
        account.s3()
                .putObject(
                        request ->
                                request.bucket(stack.blueprintBucket()).key(key).contentType("application/yaml"),
                        RequestBody.fromString(blueprint));
        return key;
    }

    /**
     * @param blueprint the key of the blueprint to apply
     * @param replace the resources that may be replaced
     */
    public Started apply(String platform, String blueprint, List<String> replace) {
        return start(platform, Map.of("blueprint", blueprint, "replace", replace));
    }

    /**
     * @param blueprint the key of the blueprint to plan with
     * @param replace the resources that the apply might replace
     */
    public Started plan(String platform, String blueprint, List<String> replace) {
        return start(platform, Map.of("mode", "plan", "blueprint", blueprint, "replace", replace));
    }

    public Started destroy(String platform) {
        return start(platform, Map.of("mode", "destroy"));
    }

    private Started start(String platform, Map<String, Object> input) {
        var now = clock.instant();
        var run = SORTABLE.format(now) + "-"
                + "%04x".formatted(ThreadLocalRandom.current().nextInt(0x10000));
        var all = new HashMap<>(input);
        all.put("platform", platform);
        var started = account.stepFunctions()
                .startExecution(request ->
                        request.stateMachineArn(stack.run()).name(run).input(Reports.write(all)));
        return new Started(platform, run, started.executionArn(), now);
    }

    /**
     * Follows a run to its end, by the reports that it writes.
     *
     * @param layers in the order in which they are to be told
     * @param watcher is told about all layers, again and again
     * @throws ProblemException with the reason, when the run failed
     */
    public RunReport follow(Started started, List<LayerName> layers, Consumer<List<LayerProgress>> watcher) {
        var folder = new RunFolder(account.s3(), stack.blueprintBucket(), started.platform(), started.run());
        var lostSight = Problem.user(
                "LostSight",
                "",
                "The run " + started.run() + " goes on without being looked at",
                "The execution " + started.run() + " in Step Functions says how it goes.");
        var run = executions.follow(
                started.executionArn(),
                now -> {
                    folder.refresh();
                    watcher.accept(layers.stream()
                            .map(layer -> progress(layer, folder.report(layer), Executions.ended(now)))
                            .toList());
                },
                lostSight);
        if (run.status() != ExecutionStatus.SUCCEEDED) {
            throw new ProblemException(problem(started, run));
        }
        var output = Reports.tree(run.output());
        return new RunReport(
                started.platform(),
                output.path("mode").asString(),
                started.run(),
                output.path("status").asString(),
                complete(reports(folder, layers), output.path("layers"), started),
                folder.notBuiltYet());
    }

    private static List<LayerReport> reports(RunFolder folder, List<LayerName> layers) {
        return layers.stream().map(folder::report).flatMap(Optional::stream).toList();
    }

    /**
     * The reports, when they say all that the run has told of its layers: where one is lost, what it says would pass for unchanged.
     *
     * @param told the answers of the layers' functions, of a layer that had two turns the second after the first
     */
    private static List<LayerReport> complete(List<LayerReport> reports, JsonNode told, Started started) {
        var last = new LinkedHashMap<String, JsonNode>();
        told.forEach(turn -> last.put(turn.path("layer").asString(""), turn));
        last.forEach((layer, turn) -> {
            if (reports.stream()
                    .noneMatch(report -> report.layer().toString().equals(layer)
                            && report.status() == LayerReport.Status.DONE
                            && report.changes().size() == turn.path("changes").asInt(-1))) {
                throw new ProblemException(Problem.user(
                        "ReportMissing",
                        "",
                        "The run " + started.run() + " is done, but its report of the layer " + layer
                                + " is not there any more, or cannot be read.",
                        "Nothing is lost with it: plan again, which tells what there is."));
            }
        });
        return reports;
    }

    private LayerProgress progress(LayerName layer, Optional<LayerReport> known, boolean ended) {
        if (known.isEmpty()) {
            return LayerProgress.waiting(layer.toString());
        }
        var report = known.get();
        var phase =
                switch (report.status()) {
                    case DONE -> Phase.DONE;
                    case FAILED -> Phase.FAILED;
                    // A layer that was at work when its run ended did not come to its end.
                    case PENDING -> ended ? Phase.FAILED : Phase.RUNNING;
                };
        return new LayerProgress(
                report.layer().toString(),
                phase,
                report.changes(),
                report.resources(),
                report.calls(),
                phase == Phase.RUNNING ? report.waitingFor() : List.of(),
                Duration.between(report.begun(), phase == Phase.RUNNING ? clock.instant() : report.updated()));
    }

    /** When the platform will be free, of a run that was refused because an execution ended without freeing it. */
    public Optional<Instant> freeAt(Started refused) {
        return new RunFolder(account.s3(), stack.blueprintBucket(), refused.platform(), refused.run())
                .refusal()
                .map(Refusal::freeAt);
    }

    private static Problem problem(Started started, DescribeExecutionResponse run) {
        var message =
                switch (run.status()) {
                    case ABORTED ->
                        "The run " + started.run()
                                + " was stopped. Start the run again: it goes on from what is there.";
                    case TIMED_OUT -> "The run " + started.run() + " took longer than the state machine allows.";
                    default ->
                        run.cause() == null || run.cause().isBlank()
                                ? "The run " + started.run() + " failed."
                                : run.cause();
                };
        return new Problem(run.error() == null ? run.statusAsString() : run.error(), Category.USER, "", message, "");
    }

    /** What is left after a destroy that is through, as far as AWS's tag index says. */
    public DestroyReport destroyed(RunReport run) {
        var unanswered = Problem.user(
                "NotAsked",
                "",
                "AWS's tag index could not be asked what is left",
                "`aws resourcegroupstaggingapi get-resources --tag-filters Key=%s,Values=%s` asks it."
                        .formatted(Owner.PLATFORM_TAG, run.platform()));
        try {
            return DestroyReport.asked(run, executions.patiently(unanswered, () -> tagged(run.platform())));
        } catch (ProblemException why) {
            return DestroyReport.unasked(run, why.problem());
        }
    }

    /** What AWS's tag index lists with the platform's tag. It lags behind, and does not know every service. */
    private List<String> tagged(String platform) {
        var tag = TagFilter.builder().key(Owner.PLATFORM_TAG).values(platform).build();
        return account
                .tagging()
                .getResourcesPaginator(request -> request.tagFilters(tag))
                .resourceTagMappingList()
                .stream()
                .map(resource -> resource.resourceARN())
                .sorted()
                .toList();
    }
}
