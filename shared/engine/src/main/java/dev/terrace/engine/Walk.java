package dev.terrace.engine;

import dev.terrace.engine.Change.Action;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** The walk for real: creates, changes and deletes what the {@link Assessment} says, everything that can go at once at once. */
final class Walk implements AutoCloseable {
    /** Calls under way at once; EC2's request buckets refill at 20 to 100 a second. */
    private static final int PARALLEL_CALLS = 16;

    private final Layer layer;
    private final Types types;
    private final Assessment assessment;
    private final Map<String, Result.Output> imports;
    private final Deadline deadline;
    private final Reconciler.Translator translator;
    private final Ledger ledger;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(PARALLEL_CALLS);

    /** What is ready, by its address. */
    private final Map<String, Result.Output> outputs = new ConcurrentHashMap<>();

    Walk(
            Layer layer,
            Types types,
            Assessment assessment,
            Map<String, Result.Output> imports,
            Deadline deadline,
            Reconciler.Translator translator) {
        this.layer = layer;
        this.types = types;
        this.assessment = assessment;
        this.imports = imports;
        this.deadline = deadline;
        this.translator = translator;
        this.ledger = new Ledger(Reconciler.POLL, translator);
    }

    Ledger ledger() {
        return ledger;
    }

    Map<String, Result.Output> outputs() {
        return outputs;
    }

    @Override
    public void close() {
        threads.close();
    }

    // ---------------------------------------------------------------- forwards

    /** Visits every declared resource as soon as all that it needs is ready. */
    void build() {
        var visits = new LinkedHashMap<String, CompletableFuture<Void>>();
        for (var declared : layer.inOrder()) {
            var needs = declared.needs(layer.owner().layer());
            var visited = needs.stream().map(visits::get).toArray(CompletableFuture<?>[]::new);
            visits.put(
                    declared.name(),
                    CompletableFuture.allOf(visited).thenRunAsync(() -> visitAfter(needs, declared), threads));
        }
        visits.values().forEach(Futures::await);
    }

    /** What is needed and not ready says why itself. */
    private void visitAfter(Set<String> needs, Layer.Declared declared) {
        if (needs.stream().map(layer.owner()::address).allMatch(outputs::containsKey)) {
            var address = layer.owner().address(declared.name());
            attempt(address, true, () -> visit(address, declared, types.of(declared)));
        }
    }

    private <S extends Record> void visit(String address, Layer.Declared declared, ResourceType<S> type) {
        var wanted = type.spec()
                .cast(Specs.resolve(declared.spec(), (needed, attribute) -> value(address, needed, attribute)));
        @SuppressWarnings("unchecked")
        var item = (Item<S>) assessment.item(declared);
        if (item == null) {
            create(layer.owner().key(declared.name()), type, wanted);
            return;
        }
        switch (item.state()) {
            case PENDING, DELETING -> ledger.pending(address);
            case CREATE_FAILED, FAILED -> throw new ProblemException(item.failure(address));
            case READY, RECOVERABLE ->
                change(layer.owner().key(declared.name()), item, wanted, assessment.isRenamed(declared));
        }
    }

    private <S extends Record> void create(Key key, ResourceType<S> type, S wanted) {
        checkTime();
        var spec = type.settle(wanted, null);
        var creation = new Change(key.address(), type.typeName(), Action.CREATE, Change.UNKNOWN_ID, Specs.fields(spec));
        try {
            var found = type.create(key, spec);
            ledger.changed(creation.of(found.id()));
            arrived(key.address(), found);
        } catch (RuntimeException e) {
            // How far it came, the next look shows.
            ledger.changed(creation);
            throw e;
        }
    }

    private <S extends Record> void change(Key key, Item<S> item, S wanted, boolean rename) {
        var settled = item.settle(wanted);
        var differences = item.compare(settled);
        if (differences.isEmpty() && !rename) {
            ready(key.address(), item.found());
            return;
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
        ledger.changed(assessment.changeOf(key.name(), item.change(Action.UPDATE, differences)));
        arrived(key.address(), found);
    }

    private void arrived(String address, Found<?> found) {
        if (found.state() == State.READY) {
            ready(address, found);
        } else {
            ledger.pending(address);
        }
    }

    private void ready(String address, Found<?> found) {
        outputs.put(address, new Result.Output(found.id(), found.attributes()));
    }

    private String value(String address, String needed, String attribute) {
        var output = outputs.getOrDefault(needed, imports.get(needed));
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
            items.stream()
                    .filter(item -> item.type() == type)
                    .map(item -> CompletableFuture.runAsync(() -> delete(item), threads))
                    .toList()
                    .forEach(Futures::await);
            if (!ledger.isClear()) {
                return;
            }
        }
    }

    private <S extends Record> void delete(Item<S> item) {
        var going = item.address() + " (being deleted)";
        if (item.state() == State.DELETING) {
            ledger.pending(going);
            return;
        }
        attempt(item.address(), false, () -> {
            checkTime();
            try {
                var gone = item.type().delete(item.found());
                ledger.changed(item.deletion());
                if (!gone) {
                    ledger.pending(going);
                }
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
        var problem = translator.problem(refused, false).about(item.address());
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

    private void attempt(String address, boolean making, Runnable verb) {
        calls.acquireUninterruptibly();
        try {
            ledger.attempt(address, making, verb);
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
}
