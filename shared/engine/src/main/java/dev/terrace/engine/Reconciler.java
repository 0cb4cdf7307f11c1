package dev.terrace.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The walk over a layer: finds what there is, compares it with what is declared, and acts where they differ.
 *
 * <p>It is level-triggered: it remembers nothing between two calls, so that calling it again is always safe and is the whole
 * recovery. It never waits for AWS: what is on its way makes the outcome {@link Outcome.Pending}.
 *
 * <p>One order serves everything that is deleted: the types, in the order in which they are given, may refer to earlier ones
 * only, so deleting goes through them backwards, and knows what to do with resources that are not declared any more.
 */
public final class Reconciler {
    /** What a reference reads as while the resource is not there yet. */
    static final String KNOWN_AFTER_APPLY = "(known after apply)";

    /** Calls under way at once; EC2's request buckets refill at 20 to 100 a second. */
    private static final int PARALLEL_CALLS = 16;

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofSeconds(10);

    private final List<ResourceType<?>> types;
    private final boolean mayReplace;
    private final Translator translator;

    /** Knows what the exceptions of a cloud's client mean. */
    @FunctionalInterface
    public interface Translator {
        /** @return the problem behind the exception, or null if it is none of the client's */
        Problem translate(RuntimeException exception);
    }

    /**
     * @param types the types of the layer, each after those that it refers to
     * @param mayReplace whether a change of a create-only property may delete and create the resource again
     * @param translator makes a problem of what a type's verbs throw
     */
    public Reconciler(List<ResourceType<?>> types, boolean mayReplace, Translator translator) {
        this.types = List.copyOf(types);
        this.mayReplace = mayReplace;
        this.translator = translator;
    }

    /** Says what {@link #apply} would do, and does none of it. */
    public Result plan(Layer layer, Map<String, Result.Output> imports) {
        return orFailed(() -> {
            var world = find(layer.owner());
            var plan = new Plan(layer, world, imports);
            var changes = Stream.concat(
                    plan.changes.stream(),
                    world.unwanted(layer).filter(this::deletable).map(Item::deletion));
            return result(new Outcome.Done(), layer, changes.toList(), world.outputs(layer), kept(world, layer));
        });
    }

    /** Closes the gap between what is declared and what is there, as far as it goes now. */
    public Result apply(Layer layer, Map<String, Result.Output> imports, Deadline deadline) {
        return orFailed(() -> {
            var world = find(layer.owner());
            var replacements = new Plan(layer, world, imports).replacements;
            if (!replacements.isEmpty()) {
                return replace(layer, world, replacements, deadline);
            }
            try (var walk = new Walk(layer, world, imports, deadline)) {
                walk.run();
                if (walk.complete()) {
                    walk.prune(world.unwanted(layer).filter(this::deletable).toList());
                }
                return result(walk.outcome(), layer, walk.changes, walk.outputs, kept(world, layer));
            }
        });
    }

    /** Deletes everything that the owner has, the last to come first; done when a look shows that nothing is left. */
    public Result destroy(Layer layer, Deadline deadline) {
        return orFailed(() -> {
            var world = find(layer.owner());
            var nothing = new Layer(layer.owner());
            try (var walk = new Walk(nothing, world, Map.of(), deadline)) {
                walk.prune(world.all().filter(this::deletable).toList());
                var outcome = walk.outcome();
                if (outcome instanceof Outcome.Done && !walk.changes.isEmpty()) {
                    outcome = new Outcome.Pending(List.of("a last look that nothing is left"), SOON);
                }
                return result(outcome, nothing, walk.changes, Map.of(), kept(world, nothing));
            }
        });
    }

    private Result replace(Layer layer, World world, List<Item<?>> replacements, Deadline deadline) {
        var refused = replacements.stream()
                .filter(item -> !mayReplace || !deletable(item))
                .map(Item::replacementRefused)
                .toList();
        if (!refused.isEmpty()) {
            return result(new Outcome.Failed(refused), layer, List.of(), world.outputs(layer), List.of());
        }
        try (var walk = new Walk(layer, world, Map.of(), deadline)) {
            walk.prune(replacements);
            var outcome = walk.outcome();
            if (outcome instanceof Outcome.Done) {
                outcome = new Outcome.Pending(
                        replacements.stream()
                                .map(item -> item.address() + " (to be created again)")
                                .toList(),
                        SOON);
            }
            return result(outcome, layer, walk.changes, Map.of(), List.of());
        }
    }

    private static Result result(
            Outcome outcome, Layer layer, List<Change> changes, Map<String, Result.Output> outputs, List<String> kept) {
        return new Result(outcome, changes, layer.size(), outputs, kept, 0, Set.of(), List.of());
    }

    private Result orFailed(Supplier<Result> walk) {
        try {
            return walk.get();
        } catch (RuntimeException e) {
            var problem = problemOf(e);
            return problem.retryable()
                    ? new Result(new Outcome.Pending(List.of(problem.sentence()), POLL), List.of(), 0, Map.of())
                    : Result.failed(problem);
        }
    }

    /** The problem behind an exception; one that is no problem but a fault is thrown again. */
    private Problem problemOf(RuntimeException exception) {
        if (exception instanceof ProblemException known) {
            return known.problem();
        }
        var problem = translator.translate(exception);
        if (problem == null) {
            throw exception;
        }
        return problem;
    }

    private boolean deletable(Item<?> item) {
        return item.type.deletionPolicy() != DeletionPolicy.RETAIN;
    }

    private List<String> kept(World world, Layer layer) {
        return world.unwanted(layer)
                .filter(item -> !deletable(item))
                .map(item -> item.address() + " (" + item.found.id() + ")")
                .toList();
    }

    // ---------------------------------------------------------------- what there is

    /** A found resource together with its type, so that the verbs can be called on it. */
    private record Item<S extends Record>(Owner owner, ResourceType<S> type, Found<S> found) {
        String address() {
            return owner.address(found.name());
        }

        Key key() {
            return owner.key(found.name());
        }

        Change deletion() {
            var fields = type.deletionPolicy() == DeletionPolicy.SNAPSHOT
                    ? List.of(Change.LAST_SNAPSHOT)
                    : List.<Change.Field>of();
            return new Change(address(), type.typeName(), Change.Action.DELETE, found.id(), fields);
        }

        Problem replacementRefused() {
            var kept = type.deletionPolicy() == DeletionPolicy.RETAIN;
            return Problem.user(
                    "ReplacementRefused",
                    address(),
                    "The change needs " + type.typeName() + " " + found.id() + " to be deleted and created again.",
                    kept
                            ? "Undo the change: what holds data and is to be kept is never replaced."
                            : "Undo the change, or allow it with `replacement: allow` in the blueprint.");
        }

        @SuppressWarnings("unchecked")
        S settle(Record wanted) {
            return type.settle((S) wanted, found);
        }

        List<Specs.Difference> compare(S wanted) {
            return Specs.compare(wanted, found.spec());
        }

        Result.Output output() {
            return new Result.Output(found.id(), found.attributes());
        }
    }

    /** Everything that the owner has. A name that is there twice is kept once; the other is unwanted. */
    private final class World {
        private final Owner owner;
        private final Map<Class<?>, List<Item<?>>> byType = new LinkedHashMap<>();
        private final Map<String, Item<?>> byName = new HashMap<>();

        World(Owner owner, Map<ResourceType<?>, List<Item<?>>> items) {
            this.owner = owner;
            items.forEach((type, found) -> byType.put(type.spec(), found));
            all().filter(item -> item.found.state() != State.DELETING)
                    .sorted(Comparator.comparing(item -> item.found.id()))
                    .forEach(item -> byName.putIfAbsent(nameOf(item), item));
            all().forEach(item -> byName.putIfAbsent(nameOf(item), item));
        }

        private String nameOf(Item<?> item) {
            return item.type.typeName() + " " + item.found.name();
        }

        Stream<Item<?>> all() {
            return byType.values().stream().flatMap(Collection::stream);
        }

        Item<?> get(Layer.Declared declared) {
            return byName.get(Specs.typeName(declared.spec().getClass()) + " " + declared.name());
        }

        /** What is not declared, and second copies of what is. */
        Stream<Item<?>> unwanted(Layer layer) {
            return all().filter(item ->
                    !layer.declares(item.found.name(), item.type.spec()) || byName.get(nameOf(item)) != item);
        }

        Map<String, Result.Output> outputs(Layer layer) {
            var outputs = new HashMap<String, Result.Output>();
            for (var declared : layer.inOrder()) {
                var item = get(declared);
                if (item != null) {
                    outputs.put(item.address(), item.output());
                }
            }
            return outputs;
        }
    }

    private World find(Owner owner) {
        var items = new LinkedHashMap<ResourceType<?>, List<Item<?>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var finds = new LinkedHashMap<ResourceType<?>, Future<List<Item<?>>>>();
            types.forEach(type -> finds.put(type, threads.submit(() -> find(owner, type))));
            finds.forEach((type, find) -> items.put(type, await(find)));
        }
        return new World(owner, items);
    }

    private static <S extends Record> List<Item<?>> find(Owner owner, ResourceType<S> type) {
        var items = new ArrayList<Item<?>>();
        type.find(owner).forEach(found -> items.add(new Item<>(owner, type, found)));
        return items;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    // ---------------------------------------------------------------- the walk on paper

    /** The comparison of everything that is declared, without a change: what a plan shows, and where a replacement is due. */
    private final class Plan {
        final List<Change> changes = new ArrayList<>();
        final List<Item<?>> replacements = new ArrayList<>();

        Plan(Layer layer, World world, Map<String, Result.Output> imports) {
            var known = new HashMap<>(imports);
            for (var declared : layer.inOrder()) {
                var item = world.get(declared);
                var spec = Specs.resolve(declared.spec(), (address, attribute) -> {
                    var value = valueOf(known.get(address), attribute);
                    return value == null ? KNOWN_AFTER_APPLY : value;
                });
                if (item == null) {
                    changes.add(creation(layer.owner(), declared.name(), typeOf(declared), spec));
                } else {
                    var change = change(item, spec);
                    if (change == null || change.action() == Change.Action.UPDATE) {
                        known.put(item.address(), item.output());
                    } else {
                        replacements.add(item);
                    }
                    if (change != null) {
                        changes.add(change);
                    }
                }
            }
        }
    }

    private static <S extends Record> Change change(Item<S> item, Record wanted) {
        var differences = item.compare(item.settle(wanted));
        return differences.isEmpty() ? null : change(item, differences);
    }

    private static Change change(Item<?> item, List<Specs.Difference> differences) {
        var replace = differences.stream().anyMatch(Specs.Difference::createOnly);
        return new Change(
                item.address(),
                item.type.typeName(),
                replace ? Change.Action.REPLACE : Change.Action.UPDATE,
                item.found.id(),
                differences.stream().map(Specs.Difference::field).toList());
    }

    private static <S extends Record> Change creation(Owner owner, String name, ResourceType<S> type, Record wanted) {
        var spec = type.settle(type.spec().cast(wanted), null);
        return new Change(owner.address(name), type.typeName(), Change.Action.CREATE, "", Specs.fields(spec));
    }

    private ResourceType<?> typeOf(Layer.Declared declared) {
        return types.stream()
                .filter(type -> type.spec() == declared.spec().getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(declared.name() + ": no resource type for "
                        + declared.spec().getClass()));
    }

    private static String valueOf(Result.Output output, String attribute) {
        if (output == null) {
            return null;
        }
        return attribute.isEmpty() ? output.id() : output.attributes().get(attribute);
    }

    // ---------------------------------------------------------------- the walk for real

    /** What became of one declared resource. */
    private enum Visit {
        READY,
        /** On its way, or it could not be done in time. */
        PENDING,
        /** Something that it needs is not ready, and says why itself. */
        BLOCKED,
        FAILED
    }

    private final class Walk implements AutoCloseable {
        private final Layer layer;
        private final World world;
        private final Map<String, Result.Output> imports;
        private final Deadline deadline;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Semaphore calls = new Semaphore(PARALLEL_CALLS);
        private final Map<String, CompletableFuture<Visit>> visits = new LinkedHashMap<>();

        private final List<Change> changes = new ArrayList<>();
        private final Map<String, Result.Output> outputs = new HashMap<>();
        private final Set<String> waitingFor = new LinkedHashSet<>();
        private final List<Problem> problems = new ArrayList<>();
        private Duration retryAfter = POLL;

        Walk(Layer layer, World world, Map<String, Result.Output> imports, Deadline deadline) {
            this.layer = layer;
            this.world = world;
            this.imports = imports;
            this.deadline = deadline;
        }

        /** Visits every declared resource as soon as all that it needs is ready. */
        void run() {
            for (var declared : layer.inOrder()) {
                var needs = declared.needs(layer.owner().layer()).stream()
                        .map(visits::get)
                        .toList();
                visits.put(declared.name(), CompletableFuture.supplyAsync(() -> visitAfter(needs, declared), threads));
            }
            visits.values().forEach(Reconciler::await);
        }

        private Visit visitAfter(List<CompletableFuture<Visit>> needs, Layer.Declared declared) {
            if (needs.stream().map(CompletableFuture::join).anyMatch(visit -> visit != Visit.READY)) {
                return Visit.BLOCKED;
            }
            var address = layer.owner().address(declared.name());
            return attempt(address, () -> visit(address, declared, typeOf(declared)));
        }

        private <S extends Record> Visit visit(String address, Layer.Declared declared, ResourceType<S> type) {
            var wanted = type.spec()
                    .cast(Specs.resolve(declared.spec(), (needed, attribute) -> value(address, needed, attribute)));
            @SuppressWarnings("unchecked")
            var item = (Item<S>) world.get(declared);
            if (item == null) {
                return timeIsUp(address) ? Visit.PENDING : create(layer.owner().key(declared.name()), type, wanted);
            }
            switch (item.found.state()) {
                case PENDING, DELETING -> {
                    return pending(address, POLL);
                }
                case FAILED, CREATE_FAILED ->
                    throw new ProblemException(Problem.user(
                            "ResourceFailed",
                            address,
                            type.typeName() + " " + item.found.id() + " has failed: " + item.found.reason() + ".",
                            "Mend the cause, delete the resource, and apply again."));
                case READY -> {}
            }
            var settled = item.settle(wanted);
            var differences = item.compare(settled);
            if (differences.isEmpty()) {
                return ready(address, item.found);
            }
            return timeIsUp(address) ? Visit.PENDING : update(item, settled, differences);
        }

        private <S extends Record> Visit create(Key key, ResourceType<S> type, S wanted) {
            var spec = type.settle(wanted, null);
            var found = type.create(key, spec);
            record(creation(key.owner(), key.name(), type, spec));
            return found.state() == State.READY ? ready(key.address(), found) : pending(key.address(), POLL);
        }

        private <S extends Record> Visit update(Item<S> item, S wanted, List<Specs.Difference> differences) {
            var change = change(item, differences);
            if (change.action() == Change.Action.REPLACE) {
                // The plan could not see it: the value came to be known only during this walk.
                throw new ProblemException(item.replacementRefused());
            }
            var components = new LinkedHashSet<String>();
            differences.forEach(difference -> components.add(difference.component()));
            var updated = item.type.update(item.key(), item.found, wanted, components);
            record(change);
            return updated.state() == State.READY ? ready(item.address(), updated) : pending(item.address(), POLL);
        }

        private String value(String address, String needed, String attribute) {
            Result.Output output;
            synchronized (this) {
                output = outputs.getOrDefault(needed, imports.get(needed));
            }
            var value = valueOf(output, attribute);
            if (value == null) {
                throw new ProblemException(new Problem(
                        "UnknownReference",
                        Problem.Category.INTERNAL,
                        address,
                        "It refers to ${" + needed + (attribute.isEmpty() ? "" : "." + attribute) + "}, which "
                                + (output == null ? "is not there." : "has no such attribute."),
                        "Apply the platform as a whole; if it stays, report it."));
            }
            return value;
        }

        /** Runs a verb; a retryable problem is something to wait for. */
        private Visit attempt(String address, Supplier<Visit> verb) {
            calls.acquireUninterruptibly();
            try {
                return verb.get();
            } catch (RuntimeException e) {
                var problem = problemOf(e).about(address);
                return problem.retryable() ? pending(problem.sentence(), POLL) : failed(problem);
            } finally {
                calls.release();
            }
        }

        /** Deletes the items, type after type from the last to the first; stops where one takes its time. */
        void prune(List<? extends Item<?>> items) {
            for (var type : types.reversed()) {
                var deletions = new ArrayList<CompletableFuture<Visit>>();
                for (var item : items) {
                    if (item.type == type) {
                        deletions.add(CompletableFuture.supplyAsync(() -> delete(item), threads));
                    }
                }
                if (deletions.stream()
                                .map(Reconciler::await)
                                .filter(visit -> visit != Visit.READY)
                                .count()
                        > 0) {
                    return;
                }
            }
        }

        private <S extends Record> Visit delete(Item<S> item) {
            var address = item.address();
            if (item.found.state() == State.DELETING) {
                return pending(address + " (being deleted)", POLL);
            }
            if (timeIsUp(address)) {
                return Visit.PENDING;
            }
            return attempt(address, () -> {
                var gone = item.type.delete(item.found);
                record(item.deletion());
                return gone ? Visit.READY : pending(address + " (being deleted)", POLL);
            });
        }

        private synchronized void record(Change change) {
            changes.add(change);
        }

        private synchronized Visit ready(String address, Found<?> found) {
            outputs.put(address, new Result.Output(found.id(), found.attributes()));
            return Visit.READY;
        }

        private synchronized Visit pending(String what, Duration after) {
            waitingFor.add(what);
            retryAfter = after.compareTo(retryAfter) < 0 ? after : retryAfter;
            return Visit.PENDING;
        }

        private synchronized Visit failed(Problem problem) {
            problems.add(problem);
            return Visit.FAILED;
        }

        private boolean timeIsUp(String address) {
            if (!deadline.passed()) {
                return false;
            }
            pending(address + " (out of time)", Duration.ZERO);
            return true;
        }

        boolean complete() {
            return problems.isEmpty() && waitingFor.isEmpty();
        }

        Outcome outcome() {
            if (!problems.isEmpty()) {
                return new Outcome.Failed(problems);
            }
            return waitingFor.isEmpty() ? new Outcome.Done() : new Outcome.Pending(List.copyOf(waitingFor), retryAfter);
        }

        @Override
        public void close() {
            threads.close();
        }
    }
}
