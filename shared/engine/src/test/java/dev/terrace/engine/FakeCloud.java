package dev.terrace.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cloud of two types, nets and boxes within nets, that keeps what it is told and writes down each call. */
final class FakeCloud {
    @AwsType("Fake::Net")
    record Net(@CreateOnly String range, Boolean open) {}

    @AwsType("Fake::Box")
    record Box(@CreateOnly String netId, Integer size, Set<String> doors) {}

    static final Reconciler.Translator NONE = exception -> null;

    /** What was called, in order. */
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    final FakeType<Net> nets = new FakeType<>(Net.class, "net");
    final FakeType<Box> boxes = new FakeType<>(Box.class, "box");
    State stateAfterCreation = State.READY;
    boolean deletesSlowly;
    DeletionPolicy policy = DeletionPolicy.DELETE;
    String failing = "";
    Problem.Category failure = Problem.Category.USER;
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
            return found.with(wanted);
        }

        @Override
        public boolean delete(Found<S> found) {
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
            return policy;
        }

        private void call(String call, String about) {
            if (about.equals(failing)) {
                throw new ProblemException(new Problem("Refused", failure, "", "The cloud said no.", "Ask nicely."));
            }
            calls.add(call);
        }
    }
}
