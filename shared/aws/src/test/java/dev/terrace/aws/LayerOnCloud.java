package dev.terrace.aws;

import dev.terrace.engine.Change;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.local.TestCloud;
import dev.terrace.platform.LayerName;
import dev.terrace.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A platform's layer in a test: applied and destroyed as its function and the layer state machine do it, again and again until
 * there is nothing to wait for.
 */
public final class LayerOnCloud {
    private static final int MOST_CALLS = 20;

    /** What comes next, comes when AWS knows what was created: people and state machines are that slow. */
    private static final Duration NEWBORN = Duration.ofSeconds(5);

    private final Platform platform;
    private final Layer layer;
    private final Map<String, Result.Output> imports;
    private final Reconciler reconciler;
    private Mandate mandate = Mandate.PLAIN;
    private Set<String> holds = Set.of();

    public LayerOnCloud(
            Platform platform,
            String name,
            Map<String, Result.Output> imports,
            BiConsumer<Platform, Layer> declaration,
            List<ResourceType<?>> types) {
        this.platform = platform;
        this.imports = imports;
        this.layer = new Layer(LayerTask.owner(platform, LayerName.of(name)));
        declaration.accept(Ref.literal(platform), layer);
        this.reconciler = new Reconciler(types, LayerOnCloud::problem);
    }

    public Platform platform() {
        return platform;
    }

    public Layer layer() {
        return layer;
    }

    public Result plan() {
        var forwards = reconciler.plan(layer, imports, mandate);
        var backwards = reconciler.planPrune(layer, imports, holds, mandate);
        return forwards.withChanges(Stream.concat(forwards.changes().stream(), backwards.changes().stream())
                .toList());
    }

    /** The same layer, with the user's consent to replace these, as {@code layer/name}. */
    public LayerOnCloud replacing(String... addresses) {
        mandate = mandate.replacing(addresses);
        return this;
    }

    /** The same layer, beside later layers whose kept resources refer to these. */
    public LayerOnCloud heldBy(String... names) {
        holds = Set.of(names);
        return this;
    }

    /**
     * Forwards, and then backwards where something is unwanted.
     *
     * @throws AssertionError when it fails, or does not come to an end
     */
    public Result apply() {
        var forwards = untilDone(soFar -> reconciler.apply(layer, imports, mandate.after(soFar)));
        if (forwards.unwanted() == 0) {
            return forwards;
        }
        var backwards = untilDone(_ -> reconciler.prune(layer, imports, holds, mandate));
        return new Result(
                backwards.outcome(),
                Stream.concat(forwards.changes().stream(), backwards.changes().stream())
                        .toList(),
                forwards.resources(),
                forwards.outputs(),
                backwards.kept(),
                backwards.unwanted(),
                backwards.holds(),
                forwards.notes());
    }

    /** One call of the function, however it ends. */
    public Result applyOnce() {
        var result = reconciler.apply(layer, imports, mandate);
        pause(NEWBORN);
        return result;
    }

    public Result destroy() {
        var nothing = new Layer(layer.owner());
        return untilDone(_ -> reconciler.prune(nothing, Map.of(), holds, mandate));
    }

    /** @param call one more call of the function in a run that has made these changes so far */
    private static Result untilDone(Function<List<Change>, Result> call) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < MOST_CALLS; i++) {
            var result = call.apply(changes);
            // Of what was refused for now, or cut off, a later call tells what came of it.
            result.changes().stream().filter(change -> !change.isUnfinished()).forEach(changes::add);
            switch (result.outcome()) {
                case Outcome.Done done -> {
                    pause(changes.isEmpty() ? Duration.ZERO : NEWBORN);
                    return result.withChanges(changes);
                }
                case Outcome.Failed failed ->
                    throw new AssertionError(
                            failed.problems().stream().map(Problem::sentence).toList());
                case Outcome.Pending pending -> pause(pending.retryAfter());
            }
        }
        throw new AssertionError("still waiting: " + call.apply(changes).outcome());
    }

    /** What the state machine would wait, in the time of the local cloud, a tenth: what is newborn is known by then. */
    private static void pause(Duration wait) {
        TestCloud.shared().pass(wait.dividedBy(10));
    }

    /** A cut wire is no fault of the type whose call it hit. */
    private static Problem problem(RuntimeException error, boolean making) {
        return error instanceof IllegalStateException
                ? new Problem("Cut", Problem.Category.RETRYABLE, "", error.getMessage(), "")
                : AwsProblems.of(error, making);
    }
}
