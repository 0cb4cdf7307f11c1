package dev.terrace.network;

import dev.terrace.aws.PlainType;
import dev.terrace.engine.Found;
import dev.terrace.engine.Owner;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What EC2 tells about the layer. All types share one look at it in each walk. */
final class Inventory {
    private final Ec2Client ec2;
    private final Owner owner;
    private final Set<Object> looking = new HashSet<>();
    private Look last;

    Inventory(Ec2Client ec2, String platform, String layer) {
        this.ec2 = ec2;
        this.owner = new Owner(platform, layer, Map.of());
    }

    Ec2Client ec2() {
        return ec2;
    }

    /** Whose layer it is; without the user's own tags. */
    Owner owner() {
        return owner;
    }

    ClusterLeftovers leftovers() {
        return new ClusterLeftovers(ec2, owner.platform());
    }

    Holders holders() {
        return new Holders(ec2, leftovers());
    }

    /** A type of what EC2 describes with tags, and tags anew by its id. */
    <M extends SdkPojo, S extends Record> PlainType<M, S> type(
            ResourceType tagged, Class<S> spec, SdkBuilder<?, M> model, Function<Look, Supplier<List<M>>> which) {
        return type(tagged, SpecReader.of(spec, model), which);
    }

    /** @param tagged what EC2 calls it where it is to be tagged */
    <M extends SdkPojo, S extends Record> PlainType<M, S> type(
            ResourceType tagged, SpecReader<M, S> reader, Function<Look, Supplier<List<M>>> which) {
        var type = new Object();
        return PlainType.of(reader)
                .list(_ -> which.apply(look(type)).get().stream())
                .tagging((request, key) -> ModelTags.give(request, tagged.toString(), key.tags()))
                .rename((found, key) -> Ec2Tags.give(ec2, found.id(), key));
    }

    /** A type of what has no tags, and belongs to something that has. */
    <M extends SdkPojo, S extends Record> PlainType<M, S> typeOfWhatBelongs(
            SpecReader<M, S> reader, BiFunction<Owner, Look, Stream<Found<S>>> find) {
        var type = new Object();
        return PlainType.of(reader)
                .find(its -> find.apply(its, look(type)))
                .tagging((_, _) -> {})
                .rename((_, _) -> {});
    }

    /** The look of the walk that the type is in. A type looks once in a walk: when it looks again, a new walk has begun. */
    private synchronized Look look(Object type) {
        if (last == null || !looking.add(type)) {
            looking.clear();
            looking.add(type);
            last = new Look(ec2, owner);
        }
        return last;
    }

    /** What the walk has begun with. */
    synchronized Look last() {
        return last;
    }

    /**
     * Lets be created what nothing that is not the layer's is in the way of: see {@link Strangers}.
     *
     * @param id of what is in the way
     * @param why it is in the way
     */
    <M extends SdkPojo, S extends Record> BiFunction<S, Found<S>, S> unlessInTheWay(
            Function<Look, Supplier<List<M>>> which,
            BiPredicate<S, M> inTheWay,
            Function<M, String> id,
            Function<S, String> why) {
        return (wanted, found) -> {
            if (found == null) {
                which.apply(last()).get().stream()
                        .filter(model -> !ModelTags.of(model)
                                .entrySet()
                                .containsAll(owner.ownershipTags().entrySet()))
                        .filter(model -> inTheWay.test(wanted, model))
                        .forEach(model -> Strangers.refuse(owner, id.apply(model), why.apply(wanted)));
            }
            return wanted;
        };
    }
}
