package dev.terrace.aws;

import dev.terrace.engine.Deadline;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.ResourceType;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Replacement;
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
        super(calls);
        this.declaration = declaration;
        this.types = types;
    }

    @Override
    protected final Reconciled reconcile(LayerRequest request, Deadline deadline) {
        var platform = request.platform();
        var layer = new Layer(request.owner());
        declaration.accept(platform, layer);
        var reconciler =
                new Reconciler(types.apply(platform), platform.replacement() == Replacement.ALLOW, AwsProblems::of);
        return new Reconciled(
                switch (request.mode()) {
                    case PLAN -> reconciler.plan(layer, request.imports());
                    case APPLY -> reconciler.apply(layer, request.imports(), deadline);
                    case DESTROY -> reconciler.destroy(layer, deadline);
                });
    }
}
