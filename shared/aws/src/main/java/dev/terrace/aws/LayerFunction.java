package dev.terrace.aws;

import dev.terrace.engine.Deadline;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.OutOfTimeException;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import dev.terrace.report.LayerReport;
import dev.terrace.report.Pods;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The function of a layer, whatever the layer is made of: reads from the run's folder what the layer needs to know, lets it do one
 * pass, adds that to the layer's report in the folder, and answers what the state machines decide upon.
 */
public abstract class LayerFunction extends JsonFunction<LayerRequest, LayerResponse> {
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /** What a call that was begun may need with all its attempts, and then the report to be written and the answer to be sent. */
    static final Duration RESERVE = Aws.LONGEST_CALL.plus(Bucket.LONGEST_CALL).plus(ANSWER);

    private static final Duration POLL = Duration.ofSeconds(10);

    /**
     * A wait is no less than this part of the time that the layer is at work already: what takes an hour is asked for less often than
     * what takes a minute. So the ninety minutes that a layer may take have 240 waits at most, whatever it waits for, and its end is
     * noticed a fortieth too late at most.
     */
    private static final int SHARE = 40;

    private final Calls calls;
    private final Bucket bucket;
    private final Clock clock;

    protected LayerFunction(Calls calls, Bucket bucket, Clock clock) {
        super(LayerRequest.class);
        this.calls = calls;
        this.bucket = bucket;
        this.clock = clock;
    }

    /** What was found and done, and for a layer with pods, how many are ready. */
    public record Reconciled(Result result, Map<String, Pods> pods) {
        public Reconciled(Result result) {
            this(result, null);
        }
    }

    /** Closes the gap, as far as it goes now; or with another {@link Mode} only looks, or takes everything down. */
    protected abstract Reconciled reconcile(LayerTask task);

    @Override
    protected final LayerResponse handle(LayerRequest request, Remaining remaining) {
        var folder = new RunFolder(bucket, request.platform(), request.run());
        var report = begun(folder, request);
        var task = task(folder, request, report, Deadline.when(remaining::time, RESERVE));

        calls.until(task.mandate().deadline());
        var before = calls.count();
        var start = System.nanoTime();
        var reconciled = attempt(task);
        var took = Duration.ofNanos(System.nanoTime() - start);
        log(reconciled.result());

        var pass = new LayerReport.Pass(
                reconciled.result(), reconciled.pods(), calls.count().minus(before), took, clock.instant());
        report = request.mode() == Mode.PLAN ? report.afterLook(pass) : report.after(pass);
        folder.keep(report);
        return LayerResponse.of(
                report, retryAfter(reconciled.result().outcome(), report), folder.location(request.layer()));
    }

    /**
     * The report so far. At the beginning of a direction it is written at once, for whoever follows the run. A layer is not cleared
     * without a word about how it was built: only a destroy begins backwards.
     */
    private LayerReport begun(RunFolder folder, LayerRequest request) {
        var earlier = request.direction() == Direction.FORWARDS || request.mode() == Mode.DESTROY
                ? folder.report(request.layer())
                : all(folder, Set.of(request.layer())).stream().findAny();
        if (earlier.isPresent() && earlier.get().direction() == request.direction()) {
            return earlier.get();
        }
        var begun = earlier.map(report -> report.turned(request.direction(), clock.instant()))
                .orElseGet(() -> LayerReport.begun(request.layer(), request.direction(), clock.instant()));
        folder.keep(begun);
        return begun;
    }

    private static LayerTask task(RunFolder folder, LayerRequest request, LayerReport soFar, Deadline deadline) {
        var imports = new HashMap<String, Result.Output>();
        var needs = request.layer().needs();
        // A destroy comes to the layers that this one needs only after it.
        var needed = request.mode() == Mode.DESTROY ? found(folder, needs) : all(folder, needs);
        needed.forEach(report -> imports.putAll(report.outputs()));
        var mandate = new Mandate(request.replace(), Set.of(), deadline);
        var later = request.direction() == Direction.BACKWARDS ? request.layer().neededBy() : Set.<LayerName>of();
        return new LayerTask(
                folder.platform(),
                request.layer(),
                request.mode(),
                request.direction(),
                imports,
                all(folder, later).stream()
                        .flatMap(report -> report.holds().stream())
                        .collect(Collectors.toSet()),
                // What a plan has told so far is not made.
                request.mode() == Mode.PLAN ? mandate : mandate.after(soFar.changes()));
    }

    /** The reports of all these layers: without one of them, what it keeps would be taken for nobody's, and be deleted. */
    private static List<LayerReport> all(RunFolder folder, Collection<LayerName> layers) {
        var reports = found(folder, layers);
        layers.stream()
                .filter(layer -> reports.stream().noneMatch(report -> report.layer() == layer))
                .findAny()
                .ifPresent(lost -> {
                    throw folder.missing(lost);
                });
        return reports;
    }

    private static List<LayerReport> found(RunFolder folder, Collection<LayerName> layers) {
        return layers.parallelStream()
                .map(folder::report)
                .flatMap(Optional::stream)
                .toList();
    }

    private Reconciled attempt(LayerTask task) {
        try {
            return reconcile(task);
        } catch (OutOfTimeException _) {
            return new Reconciled(new Result(new Outcome.Pending(List.of("out of time"), Duration.ZERO)));
        } catch (RuntimeException e) {
            return new Reconciled(new Result(Outcome.of(problemOrFault(e), POLL)));
        }
    }

    /** Zero is for what goes on at once: it waits for nothing, and the function's own time keeps its passes few. */
    private Duration retryAfter(Outcome outcome, LayerReport report) {
        if (!(outcome instanceof Outcome.Pending pending)
                || pending.retryAfter().isZero()) {
            return Duration.ZERO;
        }
        var share = Duration.between(report.begun(), clock.instant()).dividedBy(SHARE);
        return share.compareTo(pending.retryAfter()) > 0 ? share : pending.retryAfter();
    }

    private void log(Result result) {
        for (var change : result.changes()) {
            log.atInfo()
                    .addKeyValue("resource", change.resource())
                    .addKeyValue("action", change.action())
                    .addKeyValue("id", change.id())
                    .log("change");
        }
        switch (result.outcome()) {
            case Outcome.Done _ -> log.info("done");
            case Outcome.Pending pending -> log.info("waiting for {}", pending.waitingFor());
            case Outcome.Failed failed -> failed.problems().forEach(problem -> log.error(problem.sentence()));
        }
    }

    @Override
    protected final Map<String, String> correlation(LayerRequest request) {
        return Map.of(
                "run",
                request.run(),
                "platform",
                request.platform(),
                "layer",
                request.layer().toString());
    }
}
