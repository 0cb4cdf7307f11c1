package dev.terrace.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A cloud of two types, nets and boxes within nets, that keeps what it is told and writes down each call. */
final class FakeCloud {
    @AwsType("Fake::Net")
    record Net(@CreateOnly String range, Boolean open) {}

    @AwsType("Fake::Box")
    record Box(@CreateOnly String netId, Integer size, Set<String> doors) {}

    static final Reconciler.Translator NONE = (exception, making) -> null;

    /** What was called, in order. */
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    final FakeType<Net> nets = new FakeType<>(Net.class, "net");
    final FakeType<Box> boxes = new FakeType<>(Box.class, "box");
    State stateAfterCreation = State.READY;
    boolean deletesSlowly;
    DeletionPolicy policy = DeletionPolicy.DELETE;
    String failing = "";
    Problem.Category failure = Problem.Category.USER;

    /** What is known of a net before it is there. */
    boolean foreseesNets;

    /** Whether a box's successor is created beside it. */
    boolean boxesStandBeside;

    /** What holds on to whatever is to be deleted. */
    Supplier<List<String>> holders = List::of;

    /** Runs in every creating call. */
    Runnable onCreate = () -> {};

    /** Runs in every deleting call. */
    Runnable onDelete = () -> {};

    /** Of the boxes alone, where it is not null. */
    DeletionPolicy boxPolicy;

    private int ids;

    List<ResourceType<?>> types() {
        return List.of(nets, boxes);
    }

    List<String> writes() {
        return calls.stream().filter(call -> !call.startsWith("find")).toList();
    }

    final class FakeType<S extends Record> implements ResourceType<S> {
        /** By id. */
        final Map<String, Found<S>> there = Collections.synchronizedMap(new LinkedHashMap<>());

        private final Class<S> spec;
        private final String prefix;

        FakeType(Class<S> spec, String prefix) {
            this.spec = spec;
            this.prefix = prefix;
        }

        void put(String name, String id, S spec, State state) {
            there.put(id, new Found<>(name, id, spec, state, Map.of("Arn", "arn:" + id)));
        }

        @Override
        public Class<S> spec() {
            return spec;
        }

        @Override
        public List<Found<S>> find(Owner owner) {
            calls.add("find " + prefix);
            return List.copyOf(there.values());
        }

        @Override
        public Found<S> create(Key key, S wanted) {
            onCreate.run();
            call("create " + key.address(), key.address());
            String id;
            synchronized (FakeCloud.this) {
                id = prefix + "-" + ++ids;
            }
            put(key.name(), id, wanted, stateAfterCreation);
            return there.get(id);
        }

        @Override
        public Found<S> update(Key key, Found<S> found, S wanted, Set<String> changed) {
            call("update " + key.address() + " " + changed, key.address());
            put(key.name(), found.id(), wanted, State.READY);
            return found.with(wanted).with(Map.of("Arn", "arn:" + found.id(), "Changed", String.join(",", changed)));
        }

        @Override
        public Result.Output foreseen(Key key, S wanted) {
            return foreseesNets && prefix.equals("net") ? new Result.Output("net-foreseen", Map.of()) : null;
        }

        /** Two nets cannot have the same range, nor two boxes the same doors in a net. */
        @Override
        public boolean excludes(S wanted, S other) {
            return switch (wanted) {
                case Net net -> net.range().equals(((Net) other).range());
                case Box box ->
                    box.doors().equals(((Box) other).doors()) && !box.doors().isEmpty();
                default -> false;
            };
        }

        @Override
        public Found<S> rename(Key key, Found<S> found) {
            call("rename " + found.id() + " " + key.address(), key.address());
            put(key.name(), found.id(), found.spec(), found.state());
            return found.named(key.name());
        }

        @Override
        public boolean standsBeside() {
            return boxesStandBeside && prefix.equals("box");
        }

        @Override
        public List<String> holders(Found<S> found) {
            return holders.get();
        }

        @Override
        public boolean delete(Found<S> found) {
            onDelete.run();
            call("delete " + found.id(), found.id());
            if (deletesSlowly && found.state() != State.DELETING) {
                put(found.name(), found.id(), found.spec(), State.DELETING);
                return false;
            }
            there.remove(found.id());
            return true;
        }

        @Override
        public DeletionPolicy deletionPolicy() {
            return boxPolicy != null && prefix.equals("box") ? boxPolicy : policy;
        }

        private void call(String call, String about) {
            if (about.equals(failing)) {
                throw new ProblemException(new Problem("Refused", failure, "", "The cloud said no.", "Ask nicely."));
            }
            calls.add(call);
        }
    }
}
