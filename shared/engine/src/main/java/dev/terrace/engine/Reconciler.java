package dev.terrace.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The walk over a layer: finds what there is, compares it with what is declared, and acts where they differ.
 *
 * <p>It is level-triggered: it remembers nothing between two calls, so that calling it again is always safe and is the whole
 * recovery. It never waits for AWS: what is on its way makes the outcome {@link Outcome.Pending}.
 *
 * <p>A run goes forwards through the layers, and each creates and changes what is declared ({@link #apply}); then backwards, and
 * each deletes what is no longer wanted ({@link #prune}), when nothing of the later layers stands on it any more.
 *
 * <p>One order serves everything that is deleted: the types, in the order in which they are given, may refer to earlier ones
 * only, so deleting goes through them backwards, and knows what to do with resources that are not declared any more.
 */
public final class Reconciler {
    static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Types types;
    private final Translator translator;

    /** Knows what the exceptions of a cloud's client mean. */
    @FunctionalInterface
    public interface Translator {
        /**
         * @param making whether something was being made or changed: what it refers to and is not there may just be too new
         * @return the problem behind the exception, or null if it is none of the client's
         */
        Problem translate(RuntimeException exception, boolean making);

        /** @throws RuntimeException the exception itself, when it is no problem but a fault */
        default Problem problem(RuntimeException exception, boolean making) {
            var problem = exception instanceof ProblemException known ? known.problem() : translate(exception, making);
            if (problem == null) {
                throw exception;
            }
            return problem;
        }
    }

    /**
     * @param types the types of the layer, each after those that it refers to
     * @param translator makes a problem of what a type's verbs throw
     */
    public Reconciler(List<ResourceType<?>> types, Translator translator) {
        this.types = new Types(types);
        this.translator = translator;
    }

    /** Says what {@link #apply} would do, and does none of it. What would be refused is among the notes. */
    public Result plan(Layer layer, Map<String, Result.Output> imports, Mandate mandate) {
        return orPending(() -> {
            var assessment = assess(layer, imports, mandate);
            var notes = new ArrayList<String>();
            assessment.refused().forEach(problem -> notes.add("An apply refuses: " + problem.sentence()));
            assessment.failed().forEach(problem -> notes.add("An apply fails: " + problem.sentence()));
            notes.addAll(notes(layer, assessment, mandate));
            return new Result(
                    new Outcome.Done(),
                    List.copyOf(assessment.changes()),
                    layer.size(),
                    assessment.outputs(),
                    List.of(),
                    (int) assessment.unwanted().count(),
                    Set.of(),
                    notes);
        });
    }

    /**
     * Creates and changes what is declared, as far as it goes now. Deletes only what something else is to take the place of; all
     * other things that are unwanted are counted, and go with {@link #prune}.
     */
    public Result apply(Layer layer, Map<String, Result.Output> imports, Mandate mandate) {
        return orPending(() -> {
            var assessment = assess(layer, imports, mandate);
            if (!assessment.refused().isEmpty()) {
                return new Result(
                        new Outcome.Failed(assessment.refused()), List.of(), layer.size(), assessment.outputs());
            }
            try (var walk = walk(layer, assessment, imports, mandate)) {
                var ledger = walk.ledger();
                if (!assessment.first().isEmpty()) {
                    walk.delete(assessment.first());
                    if (ledger.isClear()) {
                        ledger.pending("what was deleted is to be created again", SOON);
                    }
                    return new Result(ledger.outcome(), ledger.changes(), layer.size(), Map.of());
                }
                walk.build();
                return new Result(
                        ledger.outcome(),
                        ledger.changes(),
                        layer.size(),
                        walk.outputs(),
                        List.of(),
                        (int) Stream.concat(assessment.unwanted(), assessment.predecessors().stream())
                                .count(),
                        Set.of(),
                        notes(layer, assessment, mandate));
            }
        });
    }

    /** Says what {@link #prune} would delete and keep after an apply, and does none of it. */
    public Result planPrune(Layer layer, Map<String, Result.Output> imports, Set<String> holds, Mandate mandate) {
        return orPending(() -> {
            var leftover = new Leftover(assess(layer, imports, mandate), holds);
            return leftover.result(
                    new Outcome.Done(),
                    leftover.unwanted().stream().map(Item::deletion).toList(),
                    layer.size());
        });
    }

    /**
     * Deletes what is no longer declared, the last to come first; with an empty layer everything that the owner has, and is done
     * then when a look shows that nothing is left. What is retained stays, and so does all that it stands on.
     *
     * @param holds what later layers' kept resources refer to: ids, ARNs and names, among other strings of their specs
     */
    public Result prune(Layer layer, Map<String, Result.Output> imports, Set<String> holds, Mandate mandate) {
        return orPending(() -> {
            var assessment = assess(layer, imports, mandate);
            var leftover = new Leftover(assessment, holds);
            try (var walk = walk(layer, assessment, imports, mandate)) {
                var ledger = walk.ledger();
                walk.delete(leftover.unwanted());
                if (layer.isEmpty() && ledger.isClear() && !ledger.changes().isEmpty()) {
                    ledger.pending("a last look that nothing is left", SOON);
                }
                return leftover.result(ledger.outcome(), ledger.changes(), layer.size());
            }
        });
    }

    /** What is there and not declared: what goes, and what stays with all that it stands on. */
    private static final class Leftover {
        private final List<Item<?>> unwanted = new ArrayList<>();
        private final List<Kept> kept = new ArrayList<>();
        private final Set<String> holds;

        Leftover(Assessment assessment, Set<String> heldByOthers) {
            assessment.unwanted().forEach(unwanted::add);
            holds = new HashSet<>(heldByOthers);
            keep(Item::isRetained, "");
            while (keep(item -> item.isAmong(holds), "what is kept stands on it")) {}
        }

        private boolean keep(Predicate<Item<?>> condition, String why) {
            var those = unwanted.stream().filter(condition).toList();
            unwanted.removeIf(condition);
            for (var item : those) {
                kept.add(new Kept(item.address(), item.found().id(), why));
                holds.addAll(Specs.strings(item.found().spec()));
            }
            return !those.isEmpty();
        }

        List<Item<?>> unwanted() {
            return unwanted;
        }

        Result result(Outcome outcome, List<Change> changes, int resources) {
            return new Result(outcome, changes, resources, Map.of(), kept, unwanted.size(), holds, List.of());
        }
    }

    private static List<String> notes(Layer layer, Assessment assessment, Mandate mandate) {
        var nameless = assessment
                .nameless()
                .map(item -> item.type().typeName() + " " + item.found().id()
                        + " carries the tags of this platform but no " + Owner.RESOURCE_TAG + ": it is left alone.");
        var needless = mandate.needless(layer.owner().layer(), assessment.changes());
        return Stream.concat(needless.stream(), nameless).toList();
    }

    private Assessment assess(Layer layer, Map<String, Result.Output> imports, Mandate mandate) {
        return new Assessment(layer, World.find(layer.owner(), types.all()), types, imports, mandate);
    }

    private Walk walk(Layer layer, Assessment assessment, Map<String, Result.Output> imports, Mandate mandate) {
        return new Walk(layer, types, assessment, imports, mandate.deadline(), translator);
    }

    /** A look that fails for a reason that may go by itself is to be repeated. */
    private Result orPending(Supplier<Result> walk) {
        try {
            return walk.get();
        } catch (OutOfTimeException _) {
            return new Result(new Outcome.Pending(List.of("a look at what is there (out of time)"), Duration.ZERO));
        } catch (RuntimeException e) {
            return new Result(Outcome.of(translator.problem(e, false), POLL));
        }
    }
}
