package dev.terrace.aws;

import dev.terrace.engine.Change;
import dev.terrace.engine.Deadline;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Replacement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A platform's layer in a test: applied and destroyed as its function and the layer state machine do it, again and again until
 * there is nothing to wait for.
 */
public final class LayerOnCloud {
    private static final int MOST_CALLS = 20;

    private final Platform platform;
    private final Layer layer;
    private final Map<String, Result.Output> imports;
    private final Reconciler reconciler;

    public LayerOnCloud(
            Platform platform,
            String name,
            Map<String, Result.Output> imports,
            BiConsumer<Platform, Layer> declaration,
            List<ResourceType<?>> types) {
        this.platform = platform;
        this.imports = imports;
        this.layer = new Layer(new LayerRequest(platform, name, Mode.APPLY, "test", imports).owner());
        declaration.accept(platform, layer);
        this.reconciler = new Reconciler(types, platform.replacement() == Replacement.ALLOW, LayerOnCloud::problem);
    }

    public Platform platform() {
        return platform;
    }

    public Layer layer() {
        return layer;
    }

    public Result plan() {
        return reconciler.plan(layer, imports);
    }

    /** @throws AssertionError when it fails, or does not come to an end */
    public Result apply() {
        return untilDone(this::applyOnce);
    }

    /** One call of the function, however it ends. */
    public Result applyOnce() {
        return reconciler.apply(layer, imports, Deadline.NONE);
    }

    public Result destroy() {
        return untilDone(() -> reconciler.destroy(layer, Deadline.NONE));
    }

    private static Result untilDone(Supplier<Result> call) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < MOST_CALLS; i++) {
            var result = call.get();
            changes.addAll(result.changes());
            switch (result.outcome()) {
                case Outcome.Done done -> {
                    return result.withChanges(changes);
                }
                case Outcome.Failed failed ->
                    throw new AssertionError(
                            failed.problems().stream().map(Problem::sentence).toList());
                case Outcome.Pending _ -> {}
            }
        }
        throw new AssertionError("still waiting: " + call.get().outcome());
    }

    /** A cut wire is no fault of the type whose call it hit. */
    private static Problem problem(RuntimeException error) {
        return error instanceof IllegalStateException
                ? new Problem("Cut", Problem.Category.RETRYABLE, "", error.getMessage(), "")
                : AwsProblems.of(error);
    }
}
