package dev.terrace.engine;

import dev.terrace.engine.Change.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The walk on paper: which of what there is each declared resource is, what differs, what has to go first, and what must not be
 * done. A plan shows it; an apply begins with it, so that nothing is touched when something of it is refused.
 */
final class Assessment {
    private final Layer layer;
    private final World world;
    private final Types types;
    private final Mandate mandate;
    private final Map<String, Result.Output> known;

    private final Map<String, Item<?>> items = new HashMap<>();

    /** What a declared resource is, or was until it got a successor. */
    private final Set<Item<?>> taken = identities();

    private final Set<String> renamed = new HashSet<>();
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Set<Item<?>> first = identities();
    private final Set<Item<?>> predecessors = identities();
    private final List<Problem> refused = new ArrayList<>();
    private final List<Problem> failed = new ArrayList<>();

    Assessment(Layer layer, World world, Types types, Map<String, Result.Output> imports, Mandate mandate) {
        this.layer = layer;
        this.world = world;
        this.types = types;
        this.mandate = mandate;
        this.known = new HashMap<>(imports);
        layer.inOrder().forEach(declared -> assess(declared, types.of(declared)));
    }

    /** By identity, since comparing specs is not for nothing. */
    private static Set<Item<?>> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** What the declared resource is now; null when it is to be created, also beside the one that it replaces. */
    Item<?> item(Layer.Declared declared) {
        return items.get(declared.name());
    }

    /** Whether that bears another name until now. */
    boolean isRenamed(Layer.Declared declared) {
        return renamed.contains(declared.name());
    }

    /** What would be done to the declared resources, in the order in which it would be done. */
    Collection<Change> changes() {
        return changes.values();
    }

    /** The change of a declared resource as it was assessed, which tells the new name too; else {@code seen}. */
    Change changeOf(String name, Change seen) {
        return renamed.contains(name) ? changes.getOrDefault(name, seen) : seen;
    }

    /** What has to be deleted before anything can be created: its successor takes its place. */
    Set<Item<?>> first() {
        return first;
    }

    /** Why the declaration cannot be applied as it is, or not without more consent. */
    List<Problem> refused() {
        return refused;
    }

    /** What has failed and needs a person, which stops what depends on it and nothing else. */
    List<Problem> failed() {
        return failed;
    }

    /**
     * What is not declared, second copies of what is, and what has a successor beside it. What carries the owner's tags without
     * saying which resource it is belongs to it only where everything goes.
     */
    Stream<Item<?>> unwanted() {
        return world.all()
                .filter(item -> !taken.contains(item) && item.state() != State.RECOVERABLE)
                .filter(item -> layer.isEmpty() || !item.found().name().isEmpty());
    }

    /** What a successor is to be created beside: wanted until that is there. */
    Set<Item<?>> predecessors() {
        return predecessors;
    }

    /** What has the owner's tags, but no name, and is not what any declared resource claims. */
    Stream<Item<?>> nameless() {
        return world.all()
                .filter(item -> item.found().name().isEmpty() && !taken.contains(item))
                .filter(item -> !layer.isEmpty() && item.state() != State.RECOVERABLE);
    }

    /** What there is of what is declared, and of the rest what is foreseen. */
    Map<String, Result.Output> outputs() {
        var outputs = new HashMap<String, Result.Output>();
        for (var declared : layer.inOrder()) {
            var address = layer.owner().address(declared.name());
            if (known.containsKey(address)) {
                outputs.put(address, known.get(address));
            }
        }
        return outputs;
    }

    // ---------------------------------------------------------------- one declared resource

    private <S extends Record> void assess(Layer.Declared declared, ResourceType<S> type) {
        var address = layer.owner().address(declared.name());
        var wanted = type.spec().cast(Specs.resolve(declared.spec(), this::resolve));
        try {
            var item = candidate(declared, wanted);
            if (item == null) {
                item = claimed(declared, type, wanted);
            }
            if (item == null) {
                create(declared, type, wanted);
            } else {
                items.put(declared.name(), item);
                taken.add(item);
                compare(declared, type, item, wanted);
            }
        } catch (ProblemException problem) {
            refused.add(problem.problem().about(address));
            var item = items.get(declared.name());
            if (item != null) {
                known.put(address, item.output());
            }
        }
    }

    private String resolve(String address, String attribute) {
        var value = valueOf(known.get(address), attribute);
        return value == null ? Unknown.MARK : value;
    }

    static String valueOf(Result.Output output, String attribute) {
        if (output == null) {
            return null;
        }
        return attribute.isEmpty() ? output.id() : output.attributes().get(attribute);
    }

    /** Of several copies of a name, the one that is most like what is wanted, so that a child goes with its parent. */
    private Item<?> candidate(Layer.Declared declared, Record wanted) {
        var copies = world.ofType(wanted.getClass())
                .filter(item -> item.found().name().equals(declared.name()))
                .toList();
        if (copies.size() < 2) {
            return copies.isEmpty() ? null : copies.getFirst();
        }
        return copies.stream()
                .min(Comparator.comparing((Item<?> item) -> createOnly(item.compare(item.settle(wanted))))
                        .thenComparing(Item::state)
                        .thenComparing(item -> item.found().id()))
                .orElseThrow();
    }

    private static boolean createOnly(List<Specs.Difference> differences) {
        return differences.stream().anyMatch(Specs.Difference::createOnly);
    }

    /**
     * What stands in the way of the resource although it is the owner's: it becomes the resource where it can, and goes first where
     * it cannot.
     */
    private <S extends Record> Item<?> claimed(Layer.Declared declared, ResourceType<S> type, S wanted) {
        var inTheWay = world.ofType(type.spec())
                .filter(item -> !layer.declares(item.found().name(), type.spec()))
                .filter(item -> !taken.contains(item) && item.isExcludedBy(wanted))
                .toList();
        for (var item : inTheWay) {
            if (item.state() == State.DELETING) {
                return item;
            }
            if (isLike(item, wanted)) {
                renamed.add(declared.name());
                return item;
            }
        }
        inTheWay.forEach(item -> goesFirst(declared, item));
        return inTheWay.isEmpty() ? nameless(declared, wanted) : null;
    }

    /**
     * What lost its name by hand and can be nothing but the resource: the only one without a name that is like it, and no other
     * missing resource is like that one. So it need not have anything that only one can have.
     */
    private Item<?> nameless(Layer.Declared declared, Record wanted) {
        var alike = world.ofType(wanted.getClass())
                .filter(item -> item.found().name().isEmpty() && !taken.contains(item))
                .filter(item -> isLike(item, wanted))
                .toList();
        if (alike.size() != 1) {
            return null;
        }
        var item = alike.getFirst();
        var ambiguous = layer.inOrder().stream()
                .filter(other -> !other.name().equals(declared.name()))
                .filter(other -> other.spec().getClass() == wanted.getClass() && isMissing(other))
                .anyMatch(other -> isLike(item, Specs.resolve(other.spec(), this::resolve)));
        if (ambiguous) {
            return null;
        }
        renamed.add(declared.name());
        return item;
    }

    private boolean isMissing(Layer.Declared declared) {
        return world.ofType(declared.spec().getClass())
                .noneMatch(item -> item.found().name().equals(declared.name()));
    }

    private static boolean isLike(Item<?> item, Record wanted) {
        return !createOnly(item.compare(item.settle(wanted)));
    }

    private void goesFirst(Layer.Declared declared, Item<?> item) {
        var address = layer.owner().address(declared.name());
        if (item.holdsData()) {
            throw new ProblemException(Problem.user(
                    "ReplacementRefused",
                    address,
                    "Only one can have what it claims, and %s, which is to be kept, has it.".formatted(item.named()),
                    "Choose another value, or declare that one again."));
        }
        var holders = item.holders();
        if (!holders.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "StillInUse",
                    address,
                    "Only one can have what it claims, and %s, which has it, cannot go first: it is held by %s."
                            .formatted(item.named(), String.join(", ", holders)),
                    "Apply without " + address + " first, so that nothing uses the other any more, and then with it; "
                            + "or choose another value."));
        }
        first.add(item);
    }

    private <S extends Record> void create(Layer.Declared declared, ResourceType<S> type, S wanted) {
        var key = layer.owner().key(declared.name());
        var spec = type.settle(wanted, null);
        foresee(key, type, spec);
        changes.put(declared.name(), new Change(key.address(), type.typeName(), Action.CREATE, "", Specs.fields(spec)));
    }

    private <S extends Record> void foresee(Key key, ResourceType<S> type, S wanted) {
        var foreseen = type.foreseen(key, wanted);
        if (foreseen != null
                && !Unknown.in(foreseen.id())
                && foreseen.attributes().values().stream().noneMatch(Unknown::in)) {
            known.put(key.address(), foreseen);
        } else {
            known.remove(key.address());
        }
    }

    private <S extends Record> void compare(Layer.Declared declared, ResourceType<S> type, Item<?> item, S wanted) {
        var address = layer.owner().address(declared.name());
        if (item.state() == State.DELETING) {
            foresee(layer.owner().key(declared.name()), type, wanted);
            return;
        }
        known.put(address, item.output());
        if (item.state() == State.CREATE_FAILED) {
            createAnew(declared, type, item, wanted);
            return;
        }
        var differences = item.compare(item.settle(wanted));
        var renewed = createOnly(differences);
        var undermined = !type.standsBeside()
                && declared.references(layer.owner().layer()).stream().anyMatch(this::goesFirst);
        if (renewed || undermined) {
            replace(declared, type, item, wanted, differences);
        } else if (item.state() == State.FAILED) {
            failed.add(item.failure(address));
            changes.put(declared.name(), item.change(Action.UPDATE, differences, recovery(State.FAILED)));
        } else if (isRenamed(declared)) {
            changes.put(declared.name(), renaming(address, item, differences));
        } else if (!differences.isEmpty()) {
            changes.put(declared.name(), item.change(Action.UPDATE, differences));
        }
    }

    private static Change renaming(String address, Item<?> item, List<Specs.Difference> differences) {
        var name = address.substring(address.indexOf('/') + 1);
        var lost = item.found().name();
        var fields = new ArrayList<Change.Field>();
        fields.add(Change.Field.of("Tags." + Owner.RESOURCE_TAG, lost.isEmpty() ? null : lost, name));
        differences.forEach(difference -> fields.add(difference.field()));
        return new Change(
                address, item.type().typeName(), Action.UPDATE, item.found().id(), fields);
    }

    private boolean goesFirst(String name) {
        var item = items.get(name);
        return item != null && first.contains(item);
    }

    /** It never served and holds nothing, so that nobody needs to be asked; but a run that has made it does not try again. */
    private <S extends Record> void createAnew(Layer.Declared declared, ResourceType<S> type, Item<?> item, S wanted) {
        var key = layer.owner().key(declared.name());
        if (mandate.made().contains(key.address())) {
            throw new ProblemException(Problem.user(
                    "CreateFailed",
                    key.address(),
                    "%s %s failed while it was created: %s"
                            .formatted(type.typeName(), item.found().id(), item.reason()),
                    "Mend the cause and apply again: it is created anew then."));
        }
        first.add(item);
        foresee(key, type, wanted);
        changes.put(
                declared.name(),
                new Change(
                        key.address(),
                        type.typeName(),
                        Action.REPLACE,
                        item.found().id(),
                        List.of(recovery(State.CREATE_FAILED))));
    }

    private static Change.Field recovery(State from) {
        return Change.Field.of("State", from.name(), State.READY.name());
    }

    // ---------------------------------------------------------------- replacements

    private <S extends Record> void replace(
            Layer.Declared declared, ResourceType<S> type, Item<?> item, S wanted, List<Specs.Difference> differences) {
        var key = layer.owner().key(declared.name());
        changes.put(declared.name(), item.change(Action.REPLACE, differences));
        foresee(key, type, wanted);
        if (type.standsBeside()) {
            items.remove(declared.name());
            predecessors.add(item);
        } else {
            first.add(item);
        }
        var follows = !type.standsBeside() && followsFrom(declared, differences);
        refusal(declared, item, type.standsBeside(), follows).ifPresent(refusal -> {
            throw new ProblemException(refusal);
        });
    }

    /** Whether it is replaced only because something is that it refers to: the consent to that is the consent to this. */
    private boolean followsFrom(Layer.Declared declared, List<Specs.Difference> differences) {
        return declared.references(layer.owner().layer()).stream().anyMatch(this::goesFirst)
                && differences.stream()
                        .filter(Specs.Difference::createOnly)
                        .allMatch(difference -> Unknown.in(difference.field().to()));
    }

    private Optional<Problem> refusal(Layer.Declared declared, Item<?> item, boolean beside, boolean follows) {
        var address = layer.owner().address(declared.name());
        var change = "The change needs %s %s to be deleted and created again"
                .formatted(item.type().typeName(), item.found().id());
        if (item.holdsData()) {
            return Optional.of(Problem.user(
                    "ReplacementRefused",
                    address,
                    change + ", and it holds data that is to be kept.",
                    "Undo the change: what holds data and is to be kept is never replaced."));
        }
        if (!beside && declared.exported()) {
            return Optional.of(Problem.user(
                    "ReplacementRefused",
                    address,
                    change + ", and later layers stand on it.",
                    "Undo the change; or take down what stands on it first, by taking it out of the blueprint."));
        }
        return (follows ? mandate.replacing(address) : mandate)
                .refusal(address, change + (beside ? ": the new one first, then the old one goes" : ""));
    }
}
