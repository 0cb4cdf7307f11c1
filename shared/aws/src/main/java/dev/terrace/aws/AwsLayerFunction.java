package dev.terrace.aws;

import dev.terrace.engine.Layer;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.Ref;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.platform.Platform;
import java.time.Clock;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The function of a layer that is made of AWS resources: it names its declaration and its types. */
public abstract class AwsLayerFunction extends LayerFunction {
    private final BiConsumer<Platform, Layer> declaration;
    private final Function<Platform, List<ResourceType<?>>> types;

    /**
     * @param declaration says what should be there
     * @param types the types of the layer's resources, each after those that it refers to
     */
    protected AwsLayerFunction(
            Calls calls, BiConsumer<Platform, Layer> declaration, Function<Platform, List<ResourceType<?>>> types) {
        super(calls, Bucket.fromEnvironment(), Clock.systemUTC());
        this.declaration = declaration;
        this.types = types;
    }

    @Override
    protected final Reconciled reconcile(LayerTask task) {
        return new Reconciled(walk(new Reconciler(types.apply(task.platform()), AwsProblems::of), task));
    }

    private Result walk(Reconciler reconciler, LayerTask task) {
        var layer = wanted(task, declaration);
        var looks = task.mode() == Mode.PLAN;
        return switch (task.direction()) {
            case FORWARDS ->
                looks
                        ? reconciler.plan(layer, task.imports(), task.mandate())
                        : reconciler.apply(layer, task.imports(), task.mandate());
            case BACKWARDS ->
                looks
                        ? reconciler.planPrune(layer, task.imports(), task.holds(), task.mandate())
                        : reconciler.prune(layer, task.imports(), task.holds(), task.mandate());
        };
    }

    /** What should be there: nothing, when everything is to be taken down. Nothing that users wrote is taken for a reference. */
    static Layer wanted(LayerTask task, BiConsumer<Platform, Layer> declaration) {
        var layer = new Layer(task.owner());
        if (task.mode() != Mode.DESTROY) {
            declaration.accept(Ref.literal(task.platform()), layer);
        }
        return layer;
    }
}
