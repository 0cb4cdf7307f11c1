package dev.terrace.aws;

import dev.terrace.engine.Change;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Reconciler;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A platform's layer in a test: applied and destroyed as its function and the layer state machine do it, again and again until
 * there is nothing to wait for.
 */
public final class LayerOnCloud {
    /** What comes next, comes when AWS knows what was created: people and state machines are that slow. */
    private static final Duration NEWBORN = Duration.ofSeconds(5);

    private final Platform platform;
    private final Layer layer;
    private final Map<String, Result.Output> imports;
    private final Function<Platform, List<ResourceType<?>>> types;
    private Mandate mandate = Mandate.PLAIN;
    private Set<String> holds = Set.of();
    private int steps = Integer.MAX_VALUE;
    private int mostCalls = 20;
    private Duration breath = Duration.ZERO;
    private Map<String, Result.Output> outputs = Map.of();

    /** Of a layer's function the same two as it names itself, its declaration and its types. */
    public LayerOnCloud(
            LayerName name,
            Platform platform,
            Map<String, Result.Output> imports,
            BiConsumer<Platform, Layer> declaration,
            Function<Platform, List<ResourceType<?>>> types) {
        this.platform = platform;
        this.imports = imports;
        this.types = types;
        this.layer = Declaration.of(name, platform, declaration);
    }

    public Platform platform() {
        return platform;
    }

    public Layer layer() {
        return layer;
    }

    /** One of its resources, as the last apply told it. */
    public Result.Output output(String name) {
        return outputs.get(layer.owner().key(name).address());
    }

    public String id(String name) {
        return output(name).id();
    }

    public String attribute(String name, String attribute) {
        return output(name).attributes().get(attribute);
    }

    public Result plan() {
        var reconciler = reconciler();
        var forwards = reconciler.plan(layer, imports, mandate);
        var backwards = reconciler.planPrune(layer, imports, holds, mandate);
        return withChanges(
                forwards,
                Stream.concat(forwards.changes().stream(), backwards.changes().stream())
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

    /** The same layer, whose function has time for so many steps in each call. */
    public LayerOnCloud inSteps(int most) {
        steps = most;
        return this;
    }

    /** The same layer, some of whose resources the cloud's clock does not make ready: control planes start, and nodes. */
    public LayerOnCloud inRealTime() {
        mostCalls = 600;
        breath = Duration.ofMillis(500);
        return this;
    }

    /**
     * Forwards, and then backwards where something is unwanted.
     *
     * @throws AssertionError when it fails, or does not come to an end
     */
    public Result apply() {
        var forwards = forwards();
        if (forwards.unwanted() == 0) {
            return forwards;
        }
        var backwards = backwards();
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

    /** The first half of {@link #apply}. */
    public Result forwards() {
        var forwards = untilDone(soFar -> reconciler().apply(layer, imports, mandate(soFar)));
        outputs = forwards.outputs();
        return forwards;
    }

    /** The second half of {@link #apply}. */
    public Result backwards() {
        return untilDone(_ -> reconciler().prune(layer, imports, holds, mandate(List.of())));
    }

    /** One call of the function, however it ends. */
    public Result applyOnce() {
        var result = reconciler().apply(layer, imports, mandate(List.of()));
        pause(NEWBORN);
        return result;
    }

    public Result destroy() {
        var nothing = new Layer(layer.owner());
        return untilDone(_ -> reconciler().prune(nothing, Map.of(), holds, mandate(List.of())));
    }

    private Mandate mandate(List<Change> soFar) {
        var left = new AtomicInteger(steps);
        return mandate.after(soFar).until(() -> left.getAndDecrement() <= 0);
    }

    /** Each call of the function has types of its own, which remember what they were told in it. */
    private Reconciler reconciler() {
        return new Reconciler(types.apply(platform), LayerOnCloud::problem);
    }

    /** @param call one more call of the function in a run that has made these changes so far */
    private Result untilDone(Function<List<Change>, Result> call) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < mostCalls; i++) {
            var result = call.apply(changes);
            // Of what was refused for now, or cut off, a later call tells what came of it.
            result.changes().stream().filter(change -> !change.isUnfinished()).forEach(changes::add);
            switch (result.outcome()) {
                case Outcome.Done done -> {
                    pause(changes.isEmpty() ? Duration.ZERO : NEWBORN);
                    return withChanges(result, changes);
                }
                case Outcome.Failed failed ->
                    throw new AssertionError(
                            failed.problems().stream().map(Problem::sentence).toList());
                case Outcome.Pending pending -> {
                    pause(pending.retryAfter());
                    LockSupport.parkNanos(breath.toNanos());
                }
            }
        }
        throw new AssertionError("still waiting: " + call.apply(changes).outcome());
    }

    private static Result withChanges(Result result, List<Change> changes) {
        return new Result(
                result.outcome(),
                changes,
                result.resources(),
                result.outputs(),
                result.kept(),
                result.unwanted(),
                result.holds(),
                result.notes());
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
