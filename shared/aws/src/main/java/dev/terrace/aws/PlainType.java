package dev.terrace.aws;

import dev.terrace.engine.DeletionPolicy;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Records;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.engine.State;
import dev.terrace.mapping.Mapping;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A type of resource that AWS tells as models, each with its tags, and takes as requests. What most types have in common is here: a
 * spec goes by names, what carries the owner's tags is the owner's, what is gone needs no deletion. A type says the rest, verb by verb
 * of {@link ResourceType}, with a lambda for each call:
 *
 * <pre>{@code
 * PlainType.of(SpecReader.of(RouteTable.class, Model.builder()))
 *         .list(owner -> ec2.describeRouteTables(…).routeTables().stream())
 *         .id(Model::routeTableId)
 *         .create(CreateRouteTableRequest::builder, (request, key, spec) -> ec2.createRouteTable(request.build()).routeTable())
 *         .delete(found -> ec2.deleteRouteTable(request -> request.routeTableId(found.id())));
 * }</pre>
 *
 * @param <M> the model
 * @param <S> the spec
 */
public final class PlainType<M extends SdkPojo, S extends Record> implements ResourceType<S> {
    private final SpecReader<M, S> reader;

    /** Null where a call of its own makes each component, or there is none to change. */
    private Mapping creation;

    private Mapping change;
    private SpecWriter<S, Found<S>> calls;

    private Function<Owner, Stream<Found<S>>> find;
    private Predicate<M> counts = _ -> true;
    private BiFunction<Owner, M, Optional<String>> name = (owner, model) -> Tags.nameFor(owner, ModelTags.of(model));
    private Function<M, String> id;
    private final Map<String, Function<M, ?>> attributes = new LinkedHashMap<>();
    private Function<M, State> state = _ -> State.READY;
    private Function<M, String> reason = _ -> "";
    private BiFunction<Key, S, Found<S>> create;
    private BiConsumer<SdkPojo, Key> tagging = (request, key) -> ModelTags.give(request, key.tags());
    private final Map<String, Object> initially = new LinkedHashMap<>();
    private BiConsumer<Found<S>, S> afterCreation = (_, _) -> {};
    private Predicate<AwsServiceException> isTaken = _ -> false;
    private BiFunction<Key, S, Optional<Map<String, String>>> tagsOfHolder;
    private Updater<S> update;
    private Consumer<Found<S>> recovery = _ -> {};
    private boolean changesTakeTime;
    private Predicate<Found<S>> delete;
    private BiConsumer<Found<S>, Key> tag;
    private BiFunction<S, Found<S>, S> settle = (wanted, _) -> wanted;
    private BiPredicate<S, S> excludes = (_, _) -> false;
    private Function<Found<S>, List<String>> holders = _ -> List.of();
    private BiFunction<Key, S, Result.Output> foreseen = (_, _) -> null;
    private DeletionPolicy deletionPolicy = DeletionPolicy.DELETE;
    private boolean standsBeside;

    private PlainType(SpecReader<M, S> reader) {
        this.reader = reader;
    }

    /** @param reader names the exceptions to reading by names */
    public static <M extends SdkPojo, S extends Record> PlainType<M, S> of(SpecReader<M, S> reader) {
        return new PlainType<>(reader);
    }

    // ---------------------------------------------------------------- what there is

    /** @param models what may be the owner's */
    public PlainType<M, S> list(Function<Owner, Stream<M>> models) {
        return find(owner -> models.apply(owner)
                .filter(counts)
                .flatMap(model -> name.apply(owner, model).map(its -> found(its, model)).stream()));
    }

    /** For what AWS does not tell as one model with its tags: the owner's own, to be read by the same reader. */
    public PlainType<M, S> find(Function<Owner, Stream<Found<S>>> how) {
        this.find = how;
        return this;
    }

    /** Of what AWS lists, what counts: not what it only still lists. */
    public PlainType<M, S> where(Predicate<M> which) {
        this.counts = which;
        return this;
    }

    /** Where the tags of the model do not say the name within the layer; none when it is not the owner's. */
    public PlainType<M, S> name(BiFunction<Owner, M, Optional<String>> how) {
        this.name = how;
        return this;
    }

    public PlainType<M, S> id(Function<M, String> how) {
        this.id = how;
        return this;
    }

    /** @param how may answer null for what there is not yet */
    public PlainType<M, S> attribute(String attribute, Function<M, ?> how) {
        this.attributes.put(attribute, how);
        return this;
    }

    /** @param member as {@link SpecReader#member}; nothing is told where the model does not say it */
    public PlainType<M, S> attribute(String attribute, String member) {
        return attribute(attribute, reader.member(member));
    }

    /** Ready, where a type does not say otherwise. */
    public PlainType<M, S> state(Function<M, State> how) {
        this.state = how;
        return this;
    }

    /** Why it failed; may be null. */
    public PlainType<M, S> reason(Function<M, String> how) {
        this.reason = how;
        return this;
    }

    @Override
    public Class<S> spec() {
        return reader.spec();
    }

    @Override
    public List<Found<S>> find(Owner owner) {
        return find.apply(owner).toList();
    }

    /** A resource as AWS tells it. */
    public Found<S> found(String its, M model) {
        return found(its, model, reader.read(model));
    }

    /** A resource that AWS tells less of than is known, since it was just created. */
    public Found<S> found(String its, M model, S spec) {
        var told = new HashMap<String, String>();
        attributes.forEach((attribute, how) -> {
            var value = how.apply(model);
            if (value != null) {
                told.put(attribute, value.toString());
            }
        });
        return new Found<>(
                its,
                id.apply(model),
                spec,
                state.apply(model),
                told,
                Objects.requireNonNullElse(reason.apply(model), ""));
    }

    // ---------------------------------------------------------------- creation

    /** The call that creates. */
    public interface Creation<B, M, S> {
        /**
         * @param request filled with the spec and the tags
         * @return what AWS answers
         */
        M create(B request, Key key, S spec);
    }

    public <B extends SdkPojo> PlainType<M, S> create(Supplier<B> request, Creation<B, M, S> call) {
        return create(request, writer -> writer, call);
    }

    /** @param exceptions to writing by names */
    public <B extends SdkPojo> PlainType<M, S> create(
            Supplier<B> request, UnaryOperator<SpecWriter<S, B>> exceptions, Creation<B, M, S> call) {
        var writer = exceptions
                .apply(SpecWriter.creating(spec(), request.get()))
                .without(initially.keySet().toArray(String[]::new));
        this.creation = writer;
        return create((key, spec) -> {
            var filled = writer.fill(request.get(), spec);
            tagging.accept(filled, key);
            return found(key.name(), call.create(filled, key, spec), spec);
        });
    }

    /** How the creating request takes the tags, where not as a member of that name; or that it takes none. */
    public PlainType<M, S> tagging(BiConsumer<SdkPojo, Key> how) {
        this.tagging = how;
        return this;
    }

    /** For what is not made by one request, or not answered by a model. */
    public PlainType<M, S> create(BiFunction<Key, S, Found<S>> how) {
        this.create = how;
        return this;
    }

    /** Further calls, which a later run makes as changes when this one is cut off. */
    public PlainType<M, S> afterCreation(BiConsumer<Found<S>, S> how) {
        this.afterCreation = how;
        return this;
    }

    /**
     * When AWS refuses to create because the name is taken, whose the resource is that has it: see {@link AwsProblems#alreadyThere}.
     *
     * @param tags of that resource; none when there is none, and the refusal means something else
     */
    public PlainType<M, S> taken(BiFunction<Key, S, Optional<Map<String, String>>> tags) {
        return taken(AwsProblems::alreadyExists, tags);
    }

    /** @param refusal how AWS says it, where not as {@link AwsProblems#alreadyExists} knows it */
    public PlainType<M, S> taken(
            Predicate<AwsServiceException> refusal, BiFunction<Key, S, Optional<Map<String, String>>> tags) {
        this.isTaken = refusal;
        this.tagsOfHolder = tags;
        return this;
    }

    @Override
    public Found<S> create(Key key, S spec) {
        var created = unlessTaken(key, spec);
        var asMade = created.with(Records.with(spec, initially));
        initially.keySet().stream()
                .filter(component -> !Objects.equals(value(component, asMade.spec()), value(component, spec)))
                .forEach(component -> calls.fill(asMade, spec, Set.of(component)));
        afterCreation.accept(created, spec);
        return created;
    }

    private Object value(String component, S spec) {
        return Records.get(spec, Records.component(spec(), component));
    }

    private Found<S> unlessTaken(Key key, S spec) {
        try {
            return create.apply(key, spec);
        } catch (AwsServiceException refused) {
            if (!isTaken.test(refused)) {
                throw refused;
            }
            throw tagsOfHolder
                    .apply(key, spec)
                    .<RuntimeException>map(tags -> AwsProblems.alreadyThere(key, tags, refused))
                    .orElse(refused);
        }
    }

    // ---------------------------------------------------------------- change

    /** The call that changes. */
    public interface Update<B, S extends Record> {
        /** @param request filled with what differs; what it is about is to be added */
        void update(B request, Found<S> found, S spec);
    }

    /** All of an update, as {@link ResourceType#update}. */
    public interface Updater<S extends Record> {
        Found<S> update(Key key, Found<S> found, S spec, Set<String> changed);
    }

    public <B extends SdkPojo> PlainType<M, S> update(Supplier<B> request, Update<B, S> call) {
        return update(request, writer -> writer, call);
    }

    /** @param exceptions to writing by names */
    public <B extends SdkPojo> PlainType<M, S> update(
            Supplier<B> request, UnaryOperator<SpecWriter<S, B>> exceptions, Update<B, S> call) {
        var writer = exceptions.apply(SpecWriter.changing(spec(), request.get()));
        this.change = writer;
        return update((_, found, spec, changed) -> {
            call.update(writer.fill(request.get(), spec, changed), found, spec);
            return found.with(spec);
        });
    }

    /** For what is not one call, nor one for each component. */
    public PlainType<M, S> update(Updater<S> how) {
        this.update = how;
        return this;
    }

    /**
     * A component that has a call of its own, for what the creating call does not take: it is made after that, too, where something
     * else is wanted than what a new resource has. Said before how it is created.
     *
     * @param initial what a new resource has; may be null
     */
    public PlainType<M, S> change(String component, Object initial, BiConsumer<Found<S>, S> call) {
        if (creation != null) {
            throw new IllegalStateException(typeName() + " was told how it is created before " + component);
        }
        initially.put(component, initial);
        return change(component, call);
    }

    /** A component that has a call of its own. The calls are made in the order in which they are said. */
    public PlainType<M, S> change(String component, BiConsumer<Found<S>, S> call) {
        return change(List.of(component), call);
    }

    /** Components that have a call in common. */
    public PlainType<M, S> change(List<String> components, BiConsumer<Found<S>, S> call) {
        if (calls == null) {
            calls = SpecWriter.calling(spec());
            update((_, found, spec, changed) -> {
                calls.fill(found, spec, changed);
                return found.with(spec);
            });
        }
        components.forEach(component -> this.calls = calls.with(component, call));
        this.change = calls;
        return this;
    }

    /** What brings back one that is {@link State#RECOVERABLE}, before it is changed. */
    public PlainType<M, S> recover(Consumer<Found<S>> call) {
        this.recovery = call;
        return this;
    }

    /** A changed resource is not ready before AWS says so. */
    public PlainType<M, S> changesTakeTime() {
        this.changesTakeTime = true;
        return this;
    }

    @Override
    public Found<S> update(Key key, Found<S> found, S spec, Set<String> changed) {
        if (update == null) {
            throw new UnsupportedOperationException(typeName() + " has nothing that can be changed");
        }
        if (found.state() == State.RECOVERABLE) {
            recovery.accept(found);
        }
        var updated = update.update(key, found, spec, changed);
        return changesTakeTime ? updated.pending() : updated;
    }

    // ---------------------------------------------------------------- deletion

    /** @param call after which it is gone */
    public PlainType<M, S> delete(Consumer<Found<S>> call) {
        return deleting(found -> {
            AwsProblems.unlessGone(() -> call.accept(found));
            return true;
        });
    }

    /** @param call after which AWS still works on the deletion */
    public PlainType<M, S> beginDeletion(Consumer<Found<S>> call) {
        return deleting(found -> AwsProblems.isGone(() -> call.accept(found)));
    }

    /** For what is not one call; answers as {@link ResourceType#delete}. */
    public PlainType<M, S> deleting(Predicate<Found<S>> how) {
        this.delete = how;
        return this;
    }

    @Override
    public boolean delete(Found<S> found) {
        return delete.test(found);
    }

    // ---------------------------------------------------------------- the rest, as ResourceType has it

    /** @param call gives a resource the tags of the key */
    public PlainType<M, S> rename(BiConsumer<Found<S>, Key> call) {
        this.tag = call;
        return this;
    }

    @Override
    public Found<S> rename(Key key, Found<S> found) {
        if (tag == null) {
            return ResourceType.super.rename(key, found);
        }
        tag.accept(found, key);
        return found.named(key.name());
    }

    public PlainType<M, S> settle(BiFunction<S, Found<S>, S> how) {
        this.settle = how;
        return this;
    }

    @Override
    public S settle(S wanted, Found<S> found) {
        return settle.apply(wanted, found);
    }

    /** @param components of which AWS has no two resources that are the same in all of them */
    public PlainType<M, S> unique(String... components) {
        return excludes((wanted, other) -> Stream.of(components)
                .allMatch(component -> Objects.equals(value(component, wanted), value(component, other))));
    }

    public PlainType<M, S> excludes(BiPredicate<S, S> how) {
        this.excludes = how;
        return this;
    }

    @Override
    public boolean excludes(S wanted, S other) {
        return excludes.test(wanted, other);
    }

    public PlainType<M, S> holders(Function<Found<S>, List<String>> how) {
        this.holders = how;
        return this;
    }

    @Override
    public List<String> holders(Found<S> found) {
        return holders.apply(found);
    }

    public PlainType<M, S> foreseen(BiFunction<Key, S, Result.Output> how) {
        this.foreseen = how;
        return this;
    }

    @Override
    public Result.Output foreseen(Key key, S wanted) {
        return foreseen.apply(key, wanted);
    }

    public PlainType<M, S> deletionPolicy(DeletionPolicy policy) {
        this.deletionPolicy = policy;
        return this;
    }

    @Override
    public DeletionPolicy deletionPolicy() {
        return deletionPolicy;
    }

    public PlainType<M, S> standsBesideItsSuccessor() {
        this.standsBeside = true;
        return this;
    }

    @Override
    public boolean standsBeside() {
        return standsBeside;
    }
}
