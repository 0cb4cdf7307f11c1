package dev.terrace.aws;

import dev.terrace.engine.Deadline;
import dev.terrace.engine.Layer;
import dev.terrace.engine.Mandate;
import dev.terrace.engine.Outcome;
import dev.terrace.engine.Reconciler;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.platform.Platform;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
        var reconciler = new Reconciler(types.apply(platform), AwsProblems::of);
        var mandate = Mandate.PLAIN.until(deadline);
        return new Reconciled(
                switch (request.mode()) {
                    case PLAN ->
                        both(
                                reconciler.plan(layer, request.imports(), mandate),
                                () -> reconciler.planPrune(layer, request.imports(), Set.of(), mandate));
                    case APPLY ->
                        both(
                                reconciler.apply(layer, request.imports(), mandate),
                                () -> reconciler.prune(layer, request.imports(), Set.of(), mandate));
                    case DESTROY -> reconciler.prune(new Layer(request.owner()), Map.of(), Set.of(), mandate);
                });
    }

    private static Result both(Result forwards, Supplier<Result> backwards) {
        if (!(forwards.outcome() instanceof Outcome.Done) || forwards.unwanted() == 0) {
            return forwards;
        }
        var back = backwards.get();
        return new Result(
                back.outcome(),
                Stream.concat(forwards.changes().stream(), back.changes().stream())
                        .toList(),
                forwards.resources(),
                forwards.outputs(),
                back.kept(),
                back.unwanted(),
                back.holds(),
                forwards.notes());
    }
}
