package dev.terrace.aws;

import dev.terrace.engine.Deadline;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Result;
import java.time.Duration;
import java.util.Map;

/** The function of a layer, whatever the layer is made of: counts, logs, answers. */
public abstract class LayerFunction extends JsonFunction<LayerRequest, LayerResponse> {
    /** What a call that was begun may need to end, and the answer to be sent. */
    private static final Duration RESERVE = Aws.LONGEST_CALL.plusSeconds(3);

    private final Calls calls;

    protected LayerFunction(Calls calls) {
        super(LayerRequest.class);
        this.calls = calls;
    }

    /** What was found and done, and for a layer with pods, how many are ready. */
    public record Reconciled(Result result, Map<String, LayerResponse.Pods> pods) {
        public Reconciled(Result result) {
            this(result, null);
        }
    }

    /** Closes the gap, or with another {@link Mode} only looks, or takes everything down. */
    protected abstract Reconciled reconcile(LayerRequest request, Deadline deadline);

    @Override
    protected final LayerResponse handle(LayerRequest request, Remaining remaining) {
        var before = calls.count();
        var start = System.nanoTime();
        var reconciled = reconcile(request, Deadline.when(remaining::time, RESERVE));
        var took = Duration.ofNanos(System.nanoTime() - start);
        var result = reconciled.result();
        log(result);
        return LayerResponse.of(
                request.layer(), result, calls.count().minus(before), took.toMillis(), reconciled.pods());
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
        return Map.of("run", request.run(), "platform", request.platform().name(), "layer", request.layer());
    }
}
