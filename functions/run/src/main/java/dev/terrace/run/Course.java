package dev.terrace.run;

import dev.terrace.engine.Digest;
import dev.terrace.platform.Direction;
import dev.terrace.platform.LayerName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The way of a run through the layers, as the state machine follows it. One wave comes after the other; the chains of a wave are gone
 * through at the same time; the turns of a chain come one after the other, each as soon as the one before is done.
 */
public final class Course {
    /** Step Functions takes no longer names. */
    private static final int LONGEST_NAME = 80;

    private static final int HASH = 8;

    private Course() {}

    /** Chains that do not need each other. */
    public record Wave(List<Chain> chains) {}

    /** Turns of which each needs the one before. */
    public record Chain(List<Turn> turns) {}

    /**
     * One layer in one direction.
     *
     * @param execution the name of the layer's execution: {@code <run>-<layer>}, or {@code <run>-<layer>-clear} backwards
     * @param after the layers that must not have failed before
     */
    public record Turn(LayerName layer, Direction direction, String execution, Set<LayerName> after) {}

    /** What is declared is built, each layer after those that it needs. */
    public static List<Wave> forwards(String run) {
        return waves(
                Arrays.asList(LayerName.values()),
                LayerName::needs,
                layer -> turn(layer, Direction.FORWARDS, name(run, "-" + layer)));
    }

    /** What is no longer wanted is deleted, each layer before those that it needs. */
    public static List<Wave> backwards(String run) {
        return waves(
                Arrays.asList(LayerName.values()).reversed(),
                LayerName::neededBy,
                layer -> turn(layer, Direction.BACKWARDS, name(run, "-" + layer + "-clear")));
    }

    private static Turn turn(LayerName layer, Direction direction, String execution) {
        return new Turn(layer, direction, execution, before(layer, direction));
    }

    /**
     * The layers that hold up a layer's turn when they have failed. Forwards all that it needs, themselves or through others; backwards
     * all that may still stand on it, be it that they could not be built or not be cleared, and itself: a layer that could not be built
     * is not cleared either.
     */
    static Set<LayerName> before(LayerName layer, Direction direction) {
        return Arrays.stream(LayerName.values())
                .filter(other -> switch (direction) {
                    case FORWARDS -> other.neededBy().contains(layer);
                    case BACKWARDS -> other == layer || layer.neededBy().contains(other);
                })
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(LayerName.class)));
    }

    private static List<Wave> waves(
            List<LayerName> layers, Function<LayerName, Set<LayerName>> needs, Function<LayerName, Turn> turn) {
        return waves(layers, needs).stream()
                .map(chains -> new Wave(chains.stream()
                        .map(chain -> new Chain(chain.stream().map(turn).toList()))
                        .toList()))
                .toList();
    }

    /**
     * Begins a wave with everything whose needs are met, and lets each go on with what then waits for it alone. Where several wait for
     * one, they go side by side, in the next wave.
     */
    static <T> List<List<List<T>>> waves(List<T> all, Function<T, Set<T>> needs) {
        var waves = new ArrayList<List<List<T>>>();
        var done = new HashSet<T>();
        while (done.size() < all.size()) {
            var heads = all.stream()
                    .filter(each -> !done.contains(each) && done.containsAll(needs.apply(each)))
                    .toList();
            if (heads.isEmpty()) {
                throw new IllegalArgumentException("some need each other, of " + all);
            }
            var wave = heads.stream().map(head -> chain(head, all, needs, done)).toList();
            waves.add(wave);
            wave.forEach(done::addAll);
        }
        return waves;
    }

    private static <T> List<T> chain(T head, List<T> all, Function<T, Set<T>> needs, Set<T> done) {
        var chain = new ArrayList<T>();
        var known = new HashSet<>(done);
        for (var next = List.of(head); next.size() == 1; next = waitingFor(chain.getLast(), all, needs, known)) {
            chain.addAll(next);
            known.addAll(next);
        }
        return chain;
    }

    private static <T> List<T> waitingFor(T last, List<T> all, Function<T, Set<T>> needs, Set<T> known) {
        return all.stream()
                .filter(each -> !known.contains(each))
                .filter(each -> needs.apply(each).contains(last) && known.containsAll(needs.apply(each)))
                .toList();
    }

    /** A run's name may be as long as Step Functions allows; then a hash stands for its end. */
    private static String name(String run, String suffix) {
        if (run.length() + suffix.length() <= LONGEST_NAME) {
            return run + suffix;
        }
        return run.substring(0, LONGEST_NAME - suffix.length() - HASH - 1) + "-" + Digest.of(run, HASH) + suffix;
    }
}
