package dev.terrace.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Everything that the owner has, as one look at all types at once has shown it. */
final class World {
    private final Map<Class<?>, List<Item<?>>> byType = new LinkedHashMap<>();

    private World() {}

    static World find(Owner owner, List<ResourceType<?>> types) {
        var world = new World();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var finds = new LinkedHashMap<ResourceType<?>, Future<List<Item<?>>>>();
            types.forEach(type -> finds.put(type, threads.submit(() -> find(owner, type))));
            finds.forEach((type, find) -> world.byType.put(type.spec(), Futures.await(find)));
        }
        return world;
    }

    private static <S extends Record> List<Item<?>> find(Owner owner, ResourceType<S> type) {
        var items = new ArrayList<Item<?>>();
        type.find(owner).forEach(found -> items.add(new Item<>(owner, type, found)));
        return items;
    }

    Stream<Item<?>> all() {
        return byType.values().stream().flatMap(Collection::stream);
    }

    Stream<Item<?>> ofType(Class<?> spec) {
        return byType.getOrDefault(spec, List.of()).stream();
    }
}
