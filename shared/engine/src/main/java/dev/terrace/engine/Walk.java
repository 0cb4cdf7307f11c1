package dev.terrace.engine;

import dev.terrace.engine.Change.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** The walk for real: creates, changes and deletes what the {@link Assessment} says, everything that can go at once at once. */
final class Walk implements AutoCloseable {
    /** Calls under way at once; EC2's request buckets refill at 20 to 100 a second. */
    private static final int PARALLEL_CALLS = 16;

    /**
     * How long what was just created may be unknown to the next look, which would create it a second time. AWS names no bound (EC2,
     * "Eventual consistency in the Amazon EC2 API": begin with a couple of seconds); Terraform's AWS provider looks again after two
     * seconds, several times.
     */
    private static final Duration NEWBORN = Duration.ofSeconds(5);

    /** What became of one resource. */
    private enum Visit {
        READY,
        /** On its way, or it could not be done in time. */
        PENDING,
        /** Something that it needs is not ready, and says why itself. */
        BLOCKED,
        FAILED
    }

    private final Layer layer;
    private final Types types;
    private final Assessment assessment;
    private final Map<String, Result.Output> imports;
    private final Deadline deadline;
    private final Problems problemsOf;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(PARALLEL_CALLS);
    private final Map<String, CompletableFuture<Visit>> visits = new LinkedHashMap<>();

    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Result.Output> outputs = new HashMap<>();
    private final Set<String> waitingFor = new LinkedHashSet<>();
    private final Set<String> refusals = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private Duration retryAfter = Reconciler.POLL;

    Walk(
            Layer layer,
            Types types,
            Assessment assessment,
            Map<String, Result.Output> imports,
            Deadline deadline,
            Problems problemsOf) {
        this.layer = layer;
        this.types = types;
        this.assessment = assessment;
        this.imports = imports;
        this.deadline = deadline;
        this.problemsOf = problemsOf;
    }

    List<Change> changes() {
        return changes;
    }

    Map<String, Result.Output> outputs() {
        return outputs;
    }

    Outcome outcome() {
        if (!problems.isEmpty()) {
            return new Outcome.Failed(problems);
        }
        return waitingFor.isEmpty()
                ? new Outcome.Done()
                : new Outcome.Pending(List.copyOf(waitingFor), List.copyOf(refusals), retryAfter);
    }

    @Override
    public void close() {
        threads.close();
    }

    // ---------------------------------------------------------------- forwards

    /** Visits every declared resource as soon as all that it needs is ready. */
    void build() {
        for (var declared : layer.inOrder()) {
            var needs = declared.needs(layer.owner().layer()).stream()
                    .map(visits::get)
                    .toList();
            visits.put(declared.name(), CompletableFuture.supplyAsync(() -> visitAfter(needs, declared), threads));
        }
        visits.values().forEach(Futures::await);
    }

    private Visit visitAfter(List<CompletableFuture<Visit>> needs, Layer.Declared declared) {
        if (needs.stream().map(CompletableFuture::join).anyMatch(visit -> visit != Visit.READY)) {
            return Visit.BLOCKED;
        }
        var address = layer.owner().address(declared.name());
        return attempt(address, true, () -> visit(address, declared, types.of(declared)));
    }

    private <S extends Record> Visit visit(String address, Layer.Declared declared, ResourceType<S> type) {
        var wanted = type.spec()
                .cast(Specs.resolve(declared.spec(), (needed, attribute) -> value(address, needed, attribute)));
        @SuppressWarnings("unchecked")
        var item = (Item<S>) assessment.item(declared);
        if (item == null) {
            return create(layer.owner().key(declared.name()), type, wanted);
        }
        return switch (item.state()) {
            case PENDING, DELETING -> pending(address, Reconciler.POLL);
            case CREATE_FAILED, FAILED -> throw new ProblemException(item.failure(address));
            case READY, RECOVERABLE ->
                change(layer.owner().key(declared.name()), item, wanted, assessment.isRenamed(declared));
        };
    }

    private <S extends Record> Visit create(Key key, ResourceType<S> type, S wanted) {
        checkTime();
        var spec = type.settle(wanted, null);
        var creation = new Change(key.address(), type.typeName(), Action.CREATE, Change.UNKNOWN_ID, Specs.fields(spec));
        try {
            var found = type.create(key, spec);
            record(creation.of(found.id()));
            return arrived(key.address(), found);
        } catch (RuntimeException e) {
            // How far it came, the next look shows.
            record(creation);
            throw e;
        }
    }

    private <S extends Record> Visit change(Key key, Item<S> item, S wanted, boolean rename) {
        var settled = item.settle(wanted);
        var differences = item.compare(settled);
        if (differences.isEmpty() && !rename) {
            return ready(key.address(), item.found());
        }
        if (differences.stream().anyMatch(Specs.Difference::createOnly)) {
            // The assessment could not see it: the value came to be known only during this walk.
            throw new ProblemException(Problem.user(
                    "ReplacementRefused",
                    key.address(),
                    "The change needs " + item.type().typeName() + " "
                            + item.found().id() + " to be deleted and created again.",
                    "Apply again: the next look shows what the change entails."));
        }
        checkTime();
        var found = rename ? item.type().rename(key, item.found()) : item.found();
        if (!differences.isEmpty()) {
            var components = new LinkedHashSet<String>();
            differences.forEach(difference -> components.add(difference.component()));
            found = item.type().update(key, found, settled, components);
        }
        record(assessment.changeOf(key.name(), item.change(Action.UPDATE, differences)));
        return arrived(key.address(), found);
    }

    private Visit arrived(String address, Found<?> found) {
        return found.state() == State.READY ? ready(address, found) : pending(address, Reconciler.POLL);
    }

    private String value(String address, String needed, String attribute) {
        Result.Output output;
        synchronized (this) {
            output = outputs.getOrDefault(needed, imports.get(needed));
        }
        var value = Assessment.valueOf(output, attribute);
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

    // ---------------------------------------------------------------- backwards

    /** Deletes the items, type after type from the last to the first; stops where one takes its time. */
    void delete(Collection<? extends Item<?>> items) {
        for (var type : types.all().reversed()) {
            var deletions = items.stream()
                    .filter(item -> item.type() == type)
                    .map(item -> CompletableFuture.supplyAsync(() -> delete(item), threads))
                    .toList();
            if (deletions.stream()
                            .map(Futures::await)
                            .filter(visit -> visit != Visit.READY)
                            .count()
                    > 0) {
                return;
            }
        }
    }

    private <S extends Record> Visit delete(Item<S> item) {
        var address = item.address();
        if (item.state() == State.DELETING) {
            return pending(address + " (being deleted)", Reconciler.POLL);
        }
        return attempt(address, false, () -> {
            checkTime();
            try {
                var gone = item.type().delete(item.found());
                record(item.deletion());
                return gone ? Visit.READY : pending(address + " (being deleted)", Reconciler.POLL);
            } catch (RuntimeException refused) {
                throw withHolders(item, refused);
            }
        });
    }

    /** The same refusal, with what holds on to the resource. */
    private <S extends Record> RuntimeException withHolders(Item<S> item, RuntimeException refused) {
        if (refused instanceof OutOfTimeException) {
            return refused;
        }
        var problem = problemsOf.of(refused, false).about(item.address());
        if (!problem.retryable()) {
            return refused;
        }
        var holders = holders(item, refused);
        return holders.isEmpty()
                ? refused
                : new ProblemException(
                        new Problem(
                                problem.code(),
                                problem.category(),
                                problem.resource(),
                                Item.sentence(problem.message()) + " It is held by " + String.join(", ", holders) + ".",
                                problem.remedy()),
                        refused);
    }

    /** None where it cannot be told now: the refusal is what the user has to hear of. */
    private static List<String> holders(Item<?> item, RuntimeException refused) {
        try {
            return item.holders();
        } catch (RuntimeException e) {
            refused.addSuppressed(e);
            return List.of();
        }
    }

    // ---------------------------------------------------------------- one resource

    /**
     * Runs a verb; a retryable problem is something to wait for.
     *
     * @param making whether something is made or changed: then what is not there is not there yet
     */
    private Visit attempt(String address, boolean making, Supplier<Visit> verb) {
        calls.acquireUninterruptibly();
        try {
            return verb.get();
        } catch (OutOfTimeException _) {
            return pending(address + " (out of time)", making ? NEWBORN : Duration.ZERO);
        } catch (RuntimeException e) {
            var problem = problemsOf.of(e, making).about(address);
            return problem.retryable() ? refused(problem) : failed(problem);
        } finally {
            calls.release();
        }
    }

    /** Asked with the permit in hand: what had to wait for it may find that the time is up. */
    private void checkTime() {
        if (deadline.passed()) {
            throw new OutOfTimeException();
        }
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

    private synchronized Visit refused(Problem problem) {
        refusals.add(problem.sentence());
        return pending(problem.sentence(), Reconciler.POLL);
    }

    private synchronized Visit failed(Problem problem) {
        problems.add(problem);
        return Visit.FAILED;
    }
}
